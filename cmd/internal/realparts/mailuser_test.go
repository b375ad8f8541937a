package realparts_test

import (
	"fmt"
	"testing"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
)

func parcel(n int) []byte {
	return fmt.Appendf(nil, "From: writer%d@example.org\r\nSubject: letter %d\r\n\r\nbody %d\r\n", n, n, n)
}

func TestMailUserKnowsWhatIsWhere(t *testing.T) {
	for _, server := range []struct {
		name  string
		start func(*testing.T) realparts.Account
	}{
		{"Dovecot", func(t *testing.T) realparts.Account { return realparts.Dovecot(t).Account }},
		{"Cyrus", func(t *testing.T) realparts.Account { return realparts.Cyrus(t).Account }},
	} {
		t.Run(server.name, func(t *testing.T) {
			account := server.start(t)
			u := realparts.NewMailUser(t, account, 3, "Done")
			for n := range 30 {
				u.Append("INBOX", parcel(n))
			}
			for range 50 {
				u.Act()
			}
			u.CheckUntouched()
			fresh := realparts.NewMailUser(t, account, 0)
			if got, want := fresh.Here(), u.Here(); len(want) == 0 || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("in the mailbox are\n%v, want\n%v", got, want)
			}
			if len(u.Ever()) < 50 {
				t.Errorf("only %d places were ever used", len(u.Ever()))
			}
		})
	}
}

func TestMailUserSeesTheHandOfAnother(t *testing.T) {
	d := realparts.Dovecot(t)
	d.Deliver("INBOX", parcel(1))
	watched := &silent{TB: t}
	u := realparts.NewMailUser(watched, d.Account, 1)
	u.CheckUntouched()
	if watched.errors != 0 || len(u.Here()) != 1 {
		t.Fatalf("%d errors, %v", watched.errors, u.Here())
	}
	other := realparts.NewMailUser(t, d.Account, 2)
	for p := range other.Here() {
		other.Mark(p, `\Seen`)
	}
	if u.CheckUntouched(); watched.errors != 1 {
		t.Errorf("%d errors for a letter that was marked as read, want 1", watched.errors)
	}
}

// silent is a test that only counts what failed.
type silent struct {
	testing.TB
	errors int
}

func (s *silent) Errorf(string, ...any) { s.errors++ }
