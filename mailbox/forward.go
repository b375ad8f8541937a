package mailbox

import (
	"strings"
	"unicode"
)

// The marks that mail programs put before a subject, in lower case.
var (
	replyMarks = set("re aw sv atb ateb antw antwort odp ref res rif r ynt vá hv na rép réf reply 回复 答复 回覆 отв")

	forwardMarks = set("fw fwd forward forwarded wg wtr weitergeleitet tr trans rv reenv reenviado i inoltra inoltro " +
		"ymlaen anfon-ymlaen yml enc encaminhar encaminhado pd vs vb vl fs doorst doorgestuurd továbbítás ilt 转发 轉寄 转寄 пересл")
)

// IsForward reports whether a subject begins with the mark of a forwarded
// letter ('FW:', 'WG:', 'Ymlaen:'), maybe behind marks of replies and words in
// brackets ('RE: [EXTERNAL] Fwd: ...'). Case does not matter.
func IsForward(subject string) bool {
	rest := strings.ToLower(subject)
	for range 20 {
		rest = strings.TrimLeftFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-*>\"'(", r) })
		if inner, ok := strings.CutPrefix(rest, "["); ok {
			word, after, closed := strings.Cut(inner, "]")
			if !closed || strings.ContainsAny(word, ":：") { // '[Fwd: the subject]'
				rest = inner
			} else {
				rest = after
			}
			continue
		}
		mark, after, ok := cutMark(rest)
		switch {
		case !ok:
			return false
		case forwardMarks[mark]:
			return true
		case !replyMarks[mark] && mark != "external" && mark != "ext" && mark != "allanol":
			return false
		}
		rest = after
	}
	return false
}

// isReply reports whether a subject begins with the mark of an answer ('Re:').
func isReply(subject string) bool {
	mark, _, ok := cutMark(strings.ToLower(strings.TrimSpace(subject)))
	return ok && replyMarks[mark]
}

// cutMark cuts 'mark:', 'mark :', 'mark[2]:' or 'mark(2):' off a subject.
func cutMark(s string) (mark, rest string, ok bool) {
	i := strings.IndexAny(s, ":：")
	if i < 1 || i > 30 {
		return "", "", false
	}
	rest = strings.TrimLeft(s[i:], ":：")
	mark = strings.TrimSpace(strings.TrimRight(s[:i], "0123456789[]()^* "))
	return strings.Join(strings.Fields(mark), "-"), rest, true
}
