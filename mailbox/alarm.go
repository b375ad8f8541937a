package mailbox

import "strings"

// alarms reports a text with words that may show somebody in danger, or that
// speak of somebody as notices and visiting cards do not. Nothing that holds them
// is taken for a signature or a notice: kept in vain it costs a glance.
func alarms(text string) bool {
	he, she, found, last := false, false, false, ""
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && isASCIILetter(text[i]) {
			i++
		}
		if i == from {
			i++
			continue
		}
		word := text[from:i]
		if before := last; alarmOpens.may(word) {
			switch lower := strings.ToLower(word); {
			case lower == "prevention", lower == "awareness":
				found = found && !strings.EqualFold(before, "suicide") // which is somebody's work
			case found:
				return true
			case alarmWords[lower], lower == "die" && mayDie[strings.ToLower(before)]: // else it is German or Dutch
				found = true
			case from > 0 && text[from-1] == '/' || i < len(text) && text[i] == '/': // 'he/she', or pronouns
			case lower == "he":
				he = true
			case lower == "she":
				she = true
			}
		}
		last = word
	}
	return found || he != she // 'he or she' is a notice's
}

var mayDie = set("to will may might would could let")

const alarming = "dying dead kill kills killed killing suicide suicidal suicides overdose overdosed tablets pills hanging hanged rape raped raping knife rope noose " +
	"bleed bleeding bleeds murder murdered beaten beats strangled strangles stabbed drown drowned drowning poison poisoned jump jumped jumping unconscious weapon " +
	"hurt hurts hurting abused abuses attacked threatened threatens scared frightened terrified unsafe danger desperate desperately hopeless goodbye farewell " +
	"himself herself myself hunanladdiad lladd marw farw crogi cyllell gwaed niweidio perygl peryg boddi"

var (
	alarmWords = set(alarming)
	alarmOpens = opens(strings.Fields(alarming + " die he she prevention awareness")...)
)
