package mailbox

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
)

// maxIDs bounds a References field: 1 MiB of identifiers would make a thread
// search slow, and the first and the newest are the ones that matter.
const maxIDs = 200

// parseIDs reads message identifiers (RFC 5322, section 3.6.4) without their
// angle brackets. Comments and prose between them are skipped; where nothing
// has brackets, every word with an @ counts.
func parseIDs(raw []byte) []string {
	if len(raw) == 0 {
		return nil
	}
	var ids []string
	seen := map[string]bool{}
	add := func(id string) {
		id = oneLine(strings.Join(strings.Fields(strings.Trim(id, "<>,;\"'")), ""))
		if id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	bracketed, rest := cutIDs(strings.ToValidUTF8(string(raw), "\ufffd"))
	for _, id := range bracketed {
		add(id)
	}
	if len(bracketed) == 0 || strings.Contains(rest, "<") {
		for _, w := range strings.Fields(strings.ReplaceAll(stripComments(rest), "<", " ")) {
			if i := strings.IndexByte(w, '@'); i > 0 && i < len(w)-1 {
				add(w)
			}
		}
	}
	if len(ids) > maxIDs {
		ids = append(ids[:1:1], ids[len(ids)-maxIDs+1:]...)
	}
	return ids
}

// cutIDs takes what stands in angle brackets; rest is what follows the last.
func cutIDs(s string) (ids []string, rest string) {
	for {
		_, after, ok := strings.Cut(s, "<")
		if !ok {
			return ids, s
		}
		id, next, ok := strings.Cut(after, ">")
		if !ok {
			return ids, s
		}
		ids, s = append(ids, id), next
	}
}

// messageID gives the letter's own identifier; one without an @ counts too.
func messageID(raw []byte) string {
	if ids := parseIDs(raw); len(ids) > 0 {
		return ids[0]
	}
	return oneLine(strings.Trim(stripComments(strings.TrimSpace(string(raw))), "<> "))
}

// A Thread-Index begins with a byte that is 1, five bytes of time and the GUID of
// the conversation; each answer may add five bytes ([MS-OXOMSG], section 2.2.1.3).
const (
	indexGUID   = 6
	indexHeader = indexGUID + 16
	maxIndex    = 8 << 10 // bytes as written; a thousand answers
)

// conversation reads the GUID of the conversation out of a letter's Thread-Index,
// in hexadecimal; "" when there is none that can be believed.
//
// The GUID alone is what Outlook and Exchange know a conversation by ([MS-OXOMSG],
// section 2.2.1.2). The time before it is written in two ways by servers of
// different age, and some programs give every letter of a conversation its own.
func conversation(h header) string {
	raw := h.get("thread-index")
	if len(raw) == 0 || len(raw) > maxIndex || len(h.all("thread-index")) > 1 {
		return ""
	}
	text := strings.Join(strings.Fields(string(raw)), "") // long ones are folded
	index, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil || len(index) < indexHeader || index[0] != 1 {
		return ""
	}
	guid := index[indexGUID:indexHeader]
	if strings.Count(string(guid), string(guid[:1])) == len(guid) {
		return "" // all zeros, or filled up: made without thought, so that strangers share it
	}
	return hex.EncodeToString(guid)
}

// tokenWords are what stands before the number in a token, in English and Welsh.
var tokenWords = []string{"enquiry", "ymholiad"}

// Token is the mark by which an answer is known to belong to enquiry id, as it
// is written into a subject: "[Enquiry 1234]". TokenOf reads it.
func Token(id int64) string { return "[Enquiry " + strconv.FormatInt(id, 10) + "]" }

// TokenOf finds a token in a subject, wherever it stands in it, also typed by
// hand: case does not matter, nor do spaces, full-width characters, a '#' before
// the number, or the Welsh word ('[Ymholiad 1234]'). Other numbers, also those
// without the brackets, are no tokens; of two that differ neither is believed.
// It proves nothing about who wrote the letter.
func TokenOf(subject string) (id int64, ok bool) {
	if !strings.ContainsAny(subject, "[［") {
		return 0, false
	}
	rest := narrow(subject)
	for {
		_, after, found := strings.Cut(rest, "[")
		if !found {
			return id, id != 0
		}
		rest = after
		one, _, found := readToken(after)
		if !found {
			continue
		}
		if id != 0 && id != one {
			return 0, false
		}
		id = one
	}
}

// longestToken is how far behind its bracket a token may end, in bytes.
const longestToken = 60

// readToken reads a token behind its opening bracket; rest is what follows it.
func readToken(s string) (id int64, rest string, ok bool) {
	end := strings.IndexByte(s[:min(len(s), longestToken)], ']')
	if end < 0 {
		return 0, "", false
	}
	inner := strings.ToLower(strings.TrimSpace(s[:end]))
	for _, word := range tokenWords {
		number, found := strings.CutPrefix(inner, word)
		if !found {
			continue
		}
		number = strings.TrimLeftFunc(number, func(r rune) bool { return unicode.IsSpace(r) || r == '#' || r == ':' })
		if number == "" || number[0] < '1' || number[0] > '9' { // ParseInt takes signs
			return 0, "", false
		}
		id, err := strconv.ParseInt(number, 10, 64)
		return id, s[end+1:], err == nil
	}
	return 0, "", false
}

// narrow makes full-width characters, as East Asian keyboards give them, the
// usual ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '\uff01' <= r && r <= '\uff5e':
			return r - '\uff01' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, s)
}

// machineMarks are what calendars and answering machines put before a subject,
// and gateways; spaces are '-'.
var machineMarks = set("automatic-reply automatic-response ateb-awtomatig ymateb-awtomatig automatische-antwort réponse-automatique " +
	"respuesta-automática accepted declined tentative external ext extern allanol spam caution secure encrypt")

// BaseSubject gives what a subject is about, for comparing: in lower case, without
// the marks of replies, forwards and gateways before it, and without tokens. It
// is "" where nothing is left.
func BaseSubject(subject string) string {
	rest := withoutTokens(strings.ToLower(narrow(subject)))
	for range 20 {
		rest = strings.TrimLeftFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-*>\"'", r) })
		if inner, ok := strings.CutPrefix(rest, "["); ok {
			word, after, closed := strings.Cut(inner, "]")
			mark := strings.Join(strings.Fields(word[:min(len(word), 40)]), "-")
			if closed && machineMarks[strings.TrimSuffix(mark, "-email")] {
				rest = after
				continue
			}
			if _, _, marked := cutMark(inner); marked && closed && strings.TrimSpace(after) == "" { // '[Fwd: the subject]'
				rest = word
				continue
			}
			break
		}
		mark, after, ok := cutMark(rest)
		if !ok || !replyMarks[mark] && !forwardMarks[mark] && !machineMarks[mark] {
			break
		}
		rest = after
	}
	return strings.Join(strings.Fields(rest), " ")
}

func withoutTokens(s string) string {
	var b strings.Builder
	for rest := s; ; {
		i := strings.IndexByte(rest, '[')
		if i < 0 {
			return b.String() + rest
		}
		if _, after, ok := readToken(rest[i+1:]); ok {
			b.WriteString(rest[:i])
			rest = after
			continue
		}
		b.WriteString(rest[:i+1])
		rest = rest[i+1:]
	}
}
