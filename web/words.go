package web

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// topicLabel is a topic's name; its key when the configuration no longer has it.
func (c *Config) topicLabel(key string) string {
	for _, t := range c.Topics {
		if t.Key == key {
			return t.Label
		}
	}
	return strings.ReplaceAll(key, "_", " ")
}

func statusLabel(st store.Status) string {
	switch st {
	case store.StatusNew:
		return "New"
	case store.StatusOpen:
		return "Open"
	case store.StatusWaiting:
		return "Waiting for the enquirer"
	case store.StatusClosed:
		return "Closed"
	case store.StatusSpam:
		return "Spam"
	}
	return string(st)
}

// statusColour is the tag's colour; the words say the same.
func statusColour(st store.Status) string {
	switch st {
	case store.StatusNew:
		return "blue"
	case store.StatusOpen:
		return "green"
	case store.StatusWaiting:
		return "yellow"
	}
	return "grey"
}

func concernLabel(c classify.Concern) string {
	switch c {
	case classify.ConcernPersonal:
		return "Concern: the writer"
	case classify.ConcernThirdParty:
		return "Concern: somebody else"
	}
	return ""
}

// kindLabel names automatic mail; "" for letters that a person wrote.
func kindLabel(k mailbox.Kind) string {
	switch k {
	case mailbox.AutoReply:
		return "Automatic reply"
	case mailbox.Bounce:
		return "Delivery failure or delay"
	case mailbox.Report:
		return "Automatic report"
	case mailbox.List:
		return "Mailing list"
	case mailbox.Calendar:
		return "Calendar invitation"
	}
	return ""
}

// writer is how a list names who wrote: the display name, else the address.
func writer(a mailbox.Address) string {
	switch {
	case oneLine(a.Name) != "":
		return oneLine(a.Name)
	case oneLine(a.Address) != "":
		return oneLine(a.Address)
	}
	return "No sender given"
}

// subjectOr never gives an empty link.
func subjectOr(subject string) string {
	if s := oneLine(subject); s != "" {
		return s
	}
	return "(no subject)"
}

// sentenceCase begins a text with a capital letter.
func sentenceCase(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[n:]
}

// oneLine makes a stranger's short text safe to stand beside ours: one line,
// without control characters, and without those that turn the direction of
// what follows, by which "exe.txt" can hide "txt.exe".
func oneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case turns(r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text))
}

// plainText is what staff typed, with what nobody types on purpose left out:
// bytes that are no UTF-8, control characters, and those that turn the
// direction of what follows. Lines end with \n.
func plainText(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return '\n'
		case turns(r), unicode.IsControl(r):
			return -1
		}
		return r
	}, text))
}

// turns reports whether a character turns the direction of what follows it
// (Unicode Standard Annex 9, explicit directional formatting).
func turns(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// shorten cuts a text after n characters, between words where it can.
func shorten(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	cut := string(runes[:n])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}

// size is a number of bytes in words.
func size(n int64) string {
	switch {
	case n < 1000:
		return count(int(n), "byte")
	case n < 1000*1000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// fileType is a media type as people call it.
func fileType(media string) string {
	switch {
	case media == "application/pdf":
		return "PDF"
	case strings.HasPrefix(media, "image/"):
		return "picture"
	case strings.HasPrefix(media, "audio/"):
		return "sound"
	case strings.HasPrefix(media, "video/"):
		return "video"
	case media == "message/rfc822":
		return "attached letter"
	case media == "text/calendar":
		return "calendar file"
	case strings.HasPrefix(media, "text/"):
		return "text"
	case strings.Contains(media, "wordprocessing"), media == "application/msword":
		return "Word document"
	case strings.Contains(media, "spreadsheet"), media == "application/vnd.ms-excel":
		return "spreadsheet"
	case strings.Contains(media, "presentation"), media == "application/vnd.ms-powerpoint":
		return "presentation"
	case media == "application/zip":
		return "ZIP archive"
	case media == "":
		return "unknown type"
	}
	return media
}
