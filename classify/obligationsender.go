package classify

import "strings"

// Kinds of senders that tell of a duty.
const (
	fromParliament = iota
	fromMedia
	fromLawyer
	fromGovernment
	namedMember
	namedOffice
	dutySenders
)

// What they are called in a reason, and the duty they tell of.
var (
	dutySenderNames = [dutySenders]string{fromParliament: "[sender: parliament]", fromMedia: "[sender: press]",
		fromLawyer: "[sender: lawyer]", fromGovernment: "[sender: government]", namedMember: "[sender: a member]", namedOffice: "[sender: a member's office]"}
	dutySenderTells = [dutySenders]Obligation{fromParliament: MP, fromMedia: Press, namedMember: MP, namedOffice: MP}
)

// Parts of the labels of a domain that tell who writes.
var dutySenderParts = [dutySenders][]string{
	fromParliament: {"parliament", "senedd", "assembly", "lords", "commons", "constituency"},
	fromMedia: {"news", "press", "radio", "raidio", "tv", "podcast", "magazine", "broadcast", "times", "gazette", "herald",
		"chronicle", "paper", "production", "film", "media", "journal", "post", "weekly", "daily", "echo", "newyddion", "pod", "mag", "studio", "documentar", "reel"},
	fromLawyer:     {"law", "solicitor", "legal", "advoca", "barrister", "chambers"},
	fromGovernment: {"gov", "minister", "llyw"},
}

// Labels that tell it as they are.
var dutySenderLabels = map[string]int{"mp": fromParliament, "mps": fromParliament, "msp": fromParliament, "ms": fromParliament,
	"mla": fromParliament, "cynulliad": fromParliament, "tv": fromMedia, "fm": fromMedia, "law": fromLawyer, "gov": fromGovernment}

// dutySendersOf tells what an address and a name say of who writes.
func dutySendersOf(l Letter) (is [dutySenders]bool) {
	local, domain, _ := strings.Cut(strings.ToLower(l.FromEmail[:min(len(l.FromEmail), 320)]), "@")
	for label := range strings.SplitSeq(domain, ".") {
		if kind, known := dutySenderLabels[label]; known {
			is[kind] = true
		}
		if len(label) < 4 { // as most are; they would be parts of anything
			continue
		}
		for kind, parts := range dutySenderParts {
			for _, part := range parts {
				if strings.Contains(label, part) {
					is[kind] = true
				}
			}
		}
	}
	for label := range strings.FieldsFuncSeq(local, func(r rune) bool { return r == '.' || r == '-' || r == '_' }) {
		switch label {
		case "mp", "msp", "mla", "ms":
			is[namedMember] = true
		case "casework", "caseworker", "constituency", "pq", "pqs", "parliamentary", "appg":
			is[namedOffice] = true
		case "news", "newsdesk", "press", "editor", "editorial", "reporter", "letters", "planning", "podcast", "studio":
			is[fromMedia] = true
		}
	}
	names := strings.Fields(l.FromName[:min(len(l.FromName), 200)])
	for i, name := range names {
		switch strings.Trim(name, "(),") {
		case "MP", "MSP", "MLA", "AS", "MS":
			is[namedMember] = is[namedMember] || i > 0
		case "Baroness", "Lord":
			is[namedMember] = is[namedMember] || i == 0
		}
	}
	return is
}
