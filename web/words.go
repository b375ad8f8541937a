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
	if known := fileTypes[media]; known != "" {
		return known
	}
	for _, family := range []struct{ mark, name string }{
		{"image/", "picture"}, {"audio/", "sound"}, {"video/", "video"}, {"wordprocessing", "Word document"}, {"ms-word", "Word document"},
		{"spreadsheet", "spreadsheet"}, {"ms-excel", "spreadsheet"}, {"presentation", "presentation"}, {"ms-powerpoint", "presentation"},
		{"opendocument.text", "document"}, {"javascript", "script"}, {"text/", "text"}, {"pkcs7-signature", "signature"}, {"pgp-signature", "signature"},
	} {
		if strings.Contains(media, family.mark) {
			return family.name
		}
	}
	return oneLine(media)
}

var fileTypes = func() map[string]string {
	all := map[string]string{"": "unknown type"}
	for name, list := range map[string]string{
		"PDF":                              "application/pdf application/x-pdf",
		"Word document":                    "application/msword",
		"attached letter":                  "message/rfc822 message/global application/vnd.ms-outlook",
		"part of an encrypted letter":      "application/pgp-encrypted application/pkcs7-mime application/x-pkcs7-mime",
		"delivery report":                  "message/delivery-status message/disposition-notification message/feedback-report",
		"head of a letter":                 "text/rfc822-headers message/rfc822-headers",
		"calendar file":                    "text/calendar application/ics",
		"address card":                     "text/vcard text/x-vcard",
		"spreadsheet":                      "text/csv text/tab-separated-values",
		"document":                         "text/rtf application/rtf",
		"web page":                         "text/html application/xhtml+xml multipart/related",
		"drawing that can hold a script":   "image/svg+xml",
		"ZIP archive":                      "application/zip application/x-zip-compressed",
		"archive":                          "application/vnd.rar application/x-rar-compressed application/x-7z-compressed application/gzip application/x-tar application/vnd.ms-cab-compressed",
		"Outlook's wrapping (winmail.dat)": "application/ms-tnef application/vnd.ms-tnef",
		"unknown type":                     "application/octet-stream application/x-unknown",
		"program": "application/vnd.microsoft.portable-executable application/x-msdownload application/x-msdos-program application/x-dosexec application/x-elf " +
			"application/x-executable application/x-sharedlib application/x-mach-binary application/x-java-applet application/java-archive application/vnd.android.package-archive",
		"script":     "text/x-shellscript application/x-sh application/x-bat application/hta application/vnd.ms-htmlhelp text/x-python text/vbscript",
		"installer":  "application/x-ms-installer application/x-msi application/vnd.debian.binary-package application/x-rpm application/x-xar",
		"shortcut":   "application/x-ms-shortcut application/x-mswinurl",
		"disk image": "application/x-iso9660-image application/x-apple-diskimage",
	} {
		for media := range strings.FieldsSeq(list) {
			all[media] = name
		}
	}
	return all
}()
