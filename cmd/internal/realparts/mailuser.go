package realparts

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Place is where a letter lies, or lay, in a mailbox: it never means another.
type Place struct {
	Folder      string
	UIDValidity uint32
	UID         uint32
}

// MailUser is a person at work in the mailbox, in a session of their own: they
// move letters, copy, mark and delete them. It remembers what it did, so that a
// test can tell whether somebody else did something.
type MailUser struct {
	t      testing.TB
	client *imapclient.Client
	rand   *rand.Rand
	looked map[string]Place // the last place of each folder that was looked at
	here   map[Place]held   // what is in the mailbox now
	ever   map[Place]string // what ever was in it: the SHA-256 of its bytes
	made   int              // folders
}

// held is a letter in its place.
type held struct {
	sum   string
	flags string
}

// NewMailUser signs in, makes the folders that are not there, and looks at what
// is there. The seed decides what Act does.
func NewMailUser(t testing.TB, a Account, seed uint64, folders ...string) *MailUser {
	t.Helper()
	u := &MailUser{
		t: t, client: a.signIn(t), rand: rand.New(rand.NewPCG(seed, 1)),
		looked: map[string]Place{}, here: map[Place]held{}, ever: map[Place]string{},
	}
	there, err := u.client.List("", "*", nil).Collect()
	u.must(err)
	for _, f := range there {
		u.looked[f.Mailbox] = Place{}
	}
	for _, folder := range folders {
		if _, ok := u.looked[folder]; !ok {
			u.Create(folder)
		}
	}
	u.Look()
	return u
}

// Leave signs out. It may be left to the end of the test.
func (u *MailUser) Leave() {
	u.t.Helper()
	u.must(u.client.Logout().Wait())
	u.must(u.client.Close())
}

// Create makes a folder.
func (u *MailUser) Create(folder string) {
	u.t.Helper()
	u.must(u.client.Create(folder, nil).Wait())
	u.looked[folder] = Place{}
}

// Look reads what others have brought to the folders meanwhile.
func (u *MailUser) Look() {
	u.t.Helper()
	for _, folder := range u.folders() {
		validity := u.open(folder)
		last := u.looked[folder]
		if last.UIDValidity != validity {
			last = Place{Folder: folder, UIDValidity: validity}
		}
		for p, got := range u.read(last) {
			if known, ok := u.here[p]; ok && known.sum != got.sum {
				u.t.Errorf("%v holds another letter than was put there", p)
			} else if !ok {
				u.here[p] = held{sum: got.sum} // fresh from the post: without flags
			}
			u.ever[p] = got.sum
			last.UID = max(last.UID, p.UID)
		}
		u.looked[folder] = last
	}
}

// read gives the letters behind a place.
func (u *MailUser) read(last Place) map[Place]held {
	u.t.Helper()
	all := imap.UIDSet{}
	all.AddRange(imap.UID(last.UID+1), 0)
	whole := &imap.FetchItemBodySection{Peek: true}
	got, err := u.client.Fetch(all, &imap.FetchOptions{UID: true, Flags: true, BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	u.must(err)
	found := map[Place]held{}
	for _, m := range got {
		if uint32(m.UID) <= last.UID {
			continue // n:* is the last letter when none is behind n
		}
		raw := m.FindBodySection(whole)
		if raw == nil {
			u.t.Fatalf("%s: UID %d without its bytes", last.Folder, m.UID)
		}
		sum := sha256.Sum256(raw)
		found[Place{last.Folder, last.UIDValidity, uint32(m.UID)}] = held{hex.EncodeToString(sum[:]), flagText(m.Flags)}
	}
	return found
}

// Append puts a letter into a folder.
func (u *MailUser) Append(folder string, raw []byte, flags ...imap.Flag) Place {
	u.t.Helper()
	c := u.client.Append(folder, int64(len(raw)), &imap.AppendOptions{Flags: flags})
	_, err := c.Write(raw)
	u.must(err)
	u.must(c.Close())
	data, err := c.Wait()
	u.must(err)
	sum := sha256.Sum256(raw)
	return u.put(Place{folder, data.UIDValidity, uint32(data.UID)}, held{hex.EncodeToString(sum[:]), flagText(flags)})
}

// Move moves a letter to another folder.
func (u *MailUser) Move(p Place, folder string) Place {
	u.t.Helper()
	u.open(p.Folder)
	data, err := u.client.Move(uidOf(p), folder).Wait()
	u.must(err)
	to, _ := data.DestUIDs.(imap.UIDSet)
	letter := u.here[p]
	delete(u.here, p)
	return u.put(u.only(folder, data.UIDValidity, to), letter)
}

// Copy copies a letter to another folder.
func (u *MailUser) Copy(p Place, folder string) Place {
	u.t.Helper()
	u.open(p.Folder)
	data, err := u.client.Copy(uidOf(p), folder).Wait()
	u.must(err)
	return u.put(u.only(folder, data.UIDValidity, data.DestUIDs), u.here[p])
}

// Delete deletes a letter for good.
func (u *MailUser) Delete(p Place) {
	u.t.Helper()
	u.Mark(p, imap.FlagDeleted)
	u.must(u.client.UIDExpunge(uidOf(p)).Close())
	delete(u.here, p)
}

// Mark sets the flags of a letter, and takes away those it had.
func (u *MailUser) Mark(p Place, flags ...imap.Flag) {
	u.t.Helper()
	u.open(p.Folder)
	u.must(u.client.Store(uidOf(p), &imap.StoreFlags{Op: imap.StoreFlagsSet, Silent: true, Flags: flags}, nil).Close())
	u.here[p] = held{u.here[p].sum, flagText(flags)}
}

// Act does something to a letter in one of the folders: moves it more often
// than not, or copies, marks or deletes it; at times a new folder is made for
// it. It does nothing while there is no letter.
func (u *MailUser) Act() {
	u.t.Helper()
	u.Look()
	all := slices.SortedFunc(maps.Keys(u.here), comparePlaces)
	if len(all) == 0 {
		return
	}
	p := all[u.rand.IntN(len(all))]
	folders := slices.DeleteFunc(u.folders(), func(f string) bool { return f == p.Folder || f == "Sent" })
	to := folders[u.rand.IntN(len(folders))]
	switch n := u.rand.IntN(20); {
	case n < 10:
		u.Move(p, to)
	case n < 13:
		u.Copy(p, to)
	case n < 16:
		u.Mark(p, []imap.Flag{imap.FlagSeen, imap.FlagFlagged, imap.FlagAnswered}[u.rand.IntN(3)])
	case n < 19 || u.made == 5:
		u.Delete(p)
	default:
		u.made++
		to = fmt.Sprintf("Project %d", u.made)
		u.Create(to)
		u.Move(p, to)
	}
}

// Here gives every letter that is in the mailbox, by its place: the SHA-256 of
// its bytes. It is as new as the last Look.
func (u *MailUser) Here() map[Place]string {
	here := map[Place]string{}
	for p, h := range u.here {
		here[p] = h.sum
	}
	return here
}

// Ever gives every letter that ever was in the mailbox as Here does, those
// excepted that somebody else took away before a Look.
func (u *MailUser) Ever() map[Place]string { return maps.Clone(u.ever) }

// CheckUntouched fails the test when the mailbox is not as the post and this
// person have made it: letters, their bytes, their flags.
func (u *MailUser) CheckUntouched() {
	u.t.Helper()
	u.Look()
	there := map[Place]held{}
	for _, folder := range u.folders() {
		maps.Copy(there, u.read(Place{Folder: folder, UIDValidity: u.open(folder)}))
	}
	for p, want := range u.here {
		if got, ok := there[p]; !ok {
			u.t.Errorf("%v is gone", p)
		} else if got != want {
			u.t.Errorf("%v has flags %q, want %q; bytes as they were: %t", p, got.flags, want.flags, got.sum == want.sum)
		}
		delete(there, p)
	}
	for p := range there {
		u.t.Errorf("%v was put there by somebody else", p)
	}
}

func (u *MailUser) put(p Place, letter held) Place {
	u.here[p], u.ever[p] = letter, letter.sum
	return p
}

// only is the place of the one letter that a COPYUID response (RFC 4315) names.
func (u *MailUser) only(folder string, validity uint32, uids imap.UIDSet) Place {
	u.t.Helper()
	nums, _ := uids.Nums()
	if len(nums) != 1 {
		u.t.Fatalf("the server does not say which UID the letter has in %s: %v", folder, uids)
	}
	return Place{folder, validity, uint32(nums[0])}
}

func (u *MailUser) open(folder string) (uidValidity uint32) {
	u.t.Helper()
	data, err := u.client.Select(folder, nil).Wait()
	u.must(err)
	return data.UIDValidity
}

func (u *MailUser) folders() []string { return slices.Sorted(maps.Keys(u.looked)) }

func (u *MailUser) must(err error) {
	u.t.Helper()
	if err != nil {
		u.t.Fatal("the mailbox's user: ", err)
	}
}

func uidOf(p Place) imap.UIDSet { return imap.UIDSetNum(imap.UID(p.UID)) }

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Folder, b.Folder), cmp.Compare(a.UIDValidity, b.UIDValidity), cmp.Compare(a.UID, b.UID))
}

// flagText is the flags in one order, without \Recent, which is the session's.
func flagText(flags []imap.Flag) string {
	all := slices.DeleteFunc(slices.Clone(flags), func(f imap.Flag) bool { return f == "\\Recent" })
	slices.Sort(all)
	return strings.Trim(fmt.Sprint(all), "[]")
}
