package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// poisoned in the environment makes reading certain letters go wrong, as a
// fault of the program would.
const poisoned = "ENQUIRIES_TEST_POISON"

const (
	panicWord = "This letter makes reading it panic."
	crashWord = "This letter makes reading it overflow the stack."
)

// poison puts what goes wrong in the place of the reader.
func poison() {
	read := parseLetter
	parseLetter = func(raw []byte, limits mailbox.Limits) mailbox.Message {
		switch {
		case bytes.Contains(raw, []byte(panicWord)):
			panic("the letter said: " + panicWord)
		case bytes.Contains(raw, []byte(crashWord)):
			overflow(raw)
		}
		return read(raw, limits)
	}
}

// overflow ends the program in a way that it cannot catch.
func overflow(raw []byte) int {
	if len(raw) == 0 { // never: the letter only grows
		return 0
	}
	return overflow(append(raw, raw[0])) + len(raw)
}

// nested is a letter of n multiparts within each other.
func nested(n int) []byte {
	var b bytes.Buffer
	b.WriteString("From: Writer <deep@example.org>\r\nSubject: Deep\r\nMIME-Version: 1.0\r\n")
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\r\n\r\nThe bottom.\r\n")
	return b.Bytes()
}

// large is a letter of n bytes.
func large(n int) []byte {
	head := "From: Writer <large@example.org>\r\nTo: mentalhealth@example.org\r\nSubject: Pictures\r\nMessage-ID: <large@example.org>\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlease find the pictures of our training day.\r\n" +
		"--b\r\nContent-Type: image/png; name=day.png\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	line := strings.Repeat("QUJDREVGR0hJSktMTU5P", 3) + "\r\n"
	return []byte(head + strings.Repeat(line, n/len(line)) + "--b--\r\n")
}

var exchangeNote = []byte("From: \"Microsoft Exchange Server\"\r\nTo: mentalhealth@example.org\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 51\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nThe server couldn't retrieve the following message:\r\n\r\nSubject: \"Question\"\r\nFrom: \"Writer\"\r\n\r\n" +
	"The message hasn't been deleted. You might be able to view the message using either Outlook or Outlook Web App. You can also contact the sender to find out what the message says.\r\n")

// TestOnePoisonLetterAmongAHundred: the others arrive, the poison is in
// quarantine with its reason, and memory stays within bounds.
func TestOnePoisonLetterAmongAHundred(t *testing.T) {
	for _, c := range []struct {
		name   string
		letter []byte
		reason string
		starts int // of the program, because of it
	}{
		{"reading it panics", letter(51, "Question", panicWord), "a fault in this program", 1},
		{"reading it ends the program", letter(51, "Question", crashWord), "the program ended twice", 3},
		{"200 MiB", large(200 << 20), "larger than imap.max_letter", 1},
		{"10,000 nested parts", nested(10_000), "more work than any honest letter", 1},
		{"a placeholder of Exchange", exchangeNote, "a note in place of the letter", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := realparts.Dovecot(t)
			for i := 1; i <= 100; i++ {
				raw := letter(i, fmt.Sprintf("Question %d", i), "Where do I find the framework for adults?")
				if i == 51 {
					raw = c.letter
				}
				d.Deliver("INBOX", raw)
			}
			config := dovecotConfig(t, d, "")
			starts, peak := 0, 0
			var rows []store.LedgerRow
			for ; len(rows) < 100; starts++ {
				if starts == 6 {
					t.Fatalf("%d starts, and %d letters are accounted for", starts, len(rows))
				}
				p := begin(t, exec.Command(plainBinary(t), "serve", "--config", config), poisoned+"=1")
				awaitEnd(p, func() bool {
					peak = max(peak, peakMiB(p))
					rows = ledgerOf(t, config)
					return len(rows) >= 100
				})
				if strings.Contains(p.err.String(), "This letter makes") && !strings.Contains(p.err.String(), "goroutine ") {
					t.Errorf("the log quotes the letter: %s", p.err)
				}
				p.kill()
			}
			for _, row := range rows {
				if row.UID == 51 {
					if row.State != store.Quarantined || !strings.Contains(row.Reason, c.reason) {
						t.Errorf("the poison letter: %+v", row)
					}
				} else if row.State != store.Stored {
					t.Errorf("another letter: %+v", row)
				}
			}
			if starts != c.starts {
				t.Errorf("%d starts, want %d", starts, c.starts)
			}
			t.Logf("peak memory %d MiB", peak)
			if peak >= 200 {
				t.Errorf("peak memory %d MiB", peak)
			}
		})
	}
}

// awaitEnd waits until something holds or the program has ended by itself.
func awaitEnd(p *program, holds func() bool) {
	p.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-p.ended:
			return
		case <-deadline:
			p.t.Fatalf("the program neither did it nor ended; it wrote:\n%s%s", p.out, p.err)
		}
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// peakMiB is the most memory that the program has had, 0 where that cannot be told.
func peakMiB(p *program) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	if m := highWater.FindSubmatch(status); m != nil {
		kib, _ := strconv.Atoi(string(m[1])) // digits
		return kib >> 10
	}
	return 0
}
