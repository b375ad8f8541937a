package mailbox

import (
	"slices"
	"strings"
)

// unsigned takes off what clear-signing puts around a text (RFC 9580, section 7):
// the line and the fields above it, the signature below it, and the dashes before
// lines that begin with one.
func unsigned(text string, lines []string) []string {
	const begin, signature, end = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
	if !strings.Contains(text, begin) {
		return lines
	}
	trimmed := func(mark string) func(string) bool {
		return func(line string) bool { return strings.TrimSpace(line) == mark }
	}
	from := slices.IndexFunc(lines, trimmed(begin))
	if from < 0 {
		return lines
	}
	out := slices.Clone(lines[:from])
	for from++; from < len(lines) && strings.HasPrefix(lines[from], "Hash: "); from++ {
	}
	signed, behind := lines[from:], []string(nil)
	if at := slices.IndexFunc(signed, trimmed(signature)); at >= 0 {
		if n := slices.IndexFunc(signed[at:], trimmed(end)); n >= 0 {
			signed, behind = signed[:at], signed[at+n+1:]
		}
	}
	for _, line := range signed {
		if strings.HasPrefix(line, "- -") {
			line = line[2:]
		}
		out = append(out, line)
	}
	return append(out, behind...)
}
