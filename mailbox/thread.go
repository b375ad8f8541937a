package mailbox

import "strings"

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
