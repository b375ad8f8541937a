//go:build race

package mailbox

func init() { underRace = true }
