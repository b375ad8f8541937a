//go:build !unix

package realparts

import "testing"

func owner(t testing.TB, _ string) (uid, gid int) {
	t.Fatal("Dovecot runs on Unix only")
	return 0, 0
}
