package mailbox

import (
	"regexp"
	"slices"
	"strings"
)

// cutSignature takes the signature off the end of a text: what follows '-- ',
// what a telephone adds, and what stands below a formula such as 'Kind regards'
// when it is a name and a visiting card. Below thanks, which are the writer's
// words, the name stays and the card goes.
func cutSignature(lines []string) []string {
	lines = dropDeviceLines(lines)
	for i, line := range lines {
		if !isSignatureMark(line) || !shortTail(lines[i+1:]) {
			continue
		}
		block := strings.Join(signatureBlock(lines[i+1:]), " ")
		if line == "-- " && !alarms(block) || line != "-- " && !speaks(block) && !personal.MatchString(block) && !tells(block) {
			return cutCard(belowSignature(lines[:i], lines[i+1:]))
		}
	}
	return cutCard(lines)
}

// tells reports a paragraph that goes on in small letters, as a sentence does
// and a name and a card do not.
func tells(paragraph string) bool {
	words := strings.Fields(paragraph)
	if len(words) < 5 || isDisclaimerStart(paragraph) || strings.Contains(paragraph, "://") || cardWord.MatchString(paragraph) {
		return false
	}
	return !slices.ContainsFunc(words[1:4], func(w string) bool { return w[0] < 'a' || w[0] > 'z' })
}

// signatureBlock gives the first paragraph below a signature's mark.
func signatureBlock(tail []string) []string {
	from := 0
	for from < len(tail) && strings.TrimSpace(tail[from]) == "" {
		from++
	}
	to := from
	for to < len(tail) && strings.TrimSpace(tail[to]) != "" {
		to++
	}
	return tail[:to]
}

// belowSignature gives the text above a signature, and what is again the
// writer's below it: from the first line of the signature that is a sentence of
// somebody's, or else from the first paragraph after it in which a person speaks
// or asks.
func belowSignature(above, tail []string) []string {
	block := signatureBlock(tail)
	if i := slices.IndexFunc(block, tellsLine); i >= 0 {
		return append(append(slices.Clip(above), ""), tail[i:]...)
	}
	for i := len(block); i < len(tail); i++ {
		if strings.TrimSpace(tail[i]) == "" || strings.TrimSpace(tail[i-1]) != "" {
			continue
		}
		end := paragraphEnd(tail, i)
		if speaks(strings.Join(tail[i:end], " ")) {
			return append(append(slices.Clip(above), ""), tail[i:]...)
		}
	}
	return above
}

// tellsLine reports a line of a signature that a person wrote for this letter: a
// sentence, and none of those that stand in signatures.
func tellsLine(line string) bool {
	line = strings.TrimSpace(line)
	if len(strings.Fields(line)) < 3 || isDisclaimerStart(line) || strings.Contains(line, "://") || isDeviceLine(line) {
		return false
	}
	if personal.MatchString(line) {
		return !isHours(line) && !isMotto(line)
	}
	ended := strings.HasSuffix(line, ".") || strings.HasSuffix(line, "!") || strings.HasSuffix(line, "?")
	return ended && (isSentence(line) || strings.HasSuffix(line, "?")) && !isHours(line) && !isMotto(line)
}

// isHours reports when somebody works, as signatures say, and that nobody has to
// answer at once.
func isHours(line string) bool { return mayHold(line, hoursWords) && hours.MatchString(line) }

var (
	hours = regexp.MustCompile(`(?i)\b(?:(?:my|our) (?:normal |usual |core )?(?:working|office) (?:days?|hours|pattern)|(?:working|office) (?:days?|hours|pattern)\s*[:=-]|` +
		`i (?:(?:normally|usually|currently|only) )?(?:work|am in the office|am available|do not work|don['’]t work|am on leave)\b.{0,30}\b(?:part[- ]time|flexib|compressed|mon|tue|wed|thu|fri|weekdays)|` +
		`(?:do not|don['’]t|no need to|not) (?:feel|expect).{0,40}\b(?:repl|respon|answer)|oriau gwaith|fy niwrnodau gwaith)`)
	hoursWords = set("workin work office feel expect oriau niwrno")
)

// isMotto reports what organisations, and people who quote others, put below
// their names.
func isMotto(line string) bool {
	return strings.ContainsAny(line[:1], "\"'*#~") || strings.HasPrefix(line, "“") || strings.HasPrefix(line, "‘") || mottoOpens.may(line) && motto.MatchString(line)
}

var (
	mottoOpens = opens("we ", "our ", "working", "together", "caring", "making", "helping", "supporting", "please note", "please visit", "follow", "visit", "find us", "like us", "proud", "improving", "putting", "donate")
	motto      = regexp.MustCompile(`(?i)^(?:(?:we (?:are|care|listen|believe|work|make|put|value|support)|our|working|together|caring|making|helping|supporting|proud|improving|putting)\b[^,;:]{0,80}[.!]$|` +
		`(?:please )?(?:visit|follow|find us|like us|donate)\b.{0,120}$|please note (?:that )?(?:this|my|our|i)\b.{0,60}\b(?:mailbox|inbox|hours|days|address|number|email)\b.{0,60}$)`)
)

// speaks reports a paragraph in which a person does, and no notice.
func speaks(paragraph string) bool {
	if alarms(paragraph) {
		return true
	}
	if isDisclaimerStart(paragraph) || strings.Contains(paragraph, "://") {
		return false
	}
	return personal.MatchString(paragraph) || strings.Contains(paragraph, "?") || pleads.MatchString(paragraph) && !disclaimerWords.MatchString(paragraph)
}

var pleads = regexp.MustCompile(`(?i)\b(?:please|help|can't|can’t|cannot|don't|don’t|need|want|die|plîs|os gwelwch|helpwch|angen)\b`)

// isSignatureMark knows '-- ' (RFC 3676, section 4.3) and its misspellings.
func isSignatureMark(line string) bool {
	switch strings.TrimSpace(line) {
	case "--", "- --", "\u2013\u2013", "__":
		return true
	}
	return false
}

// shortTail reports whether lines may be a signature by their length. A
// postscript below the signature is the writer's.
func shortTail(lines []string) bool {
	n, size := 0, 0
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if isPostscript(line) || isSignatureMark(line) {
			return false
		}
		n++
		size += len(line)
	}
	return n <= 15 && size < 1200
}

var postscript = regexp.MustCompile(`(?i)^\s*(p\.?\s?p?\.?s\b\.?|o\.?n\.?\s*:|o\.n\.)`)

func isPostscript(line string) bool {
	return postscriptOpens.may(strings.TrimLeft(line, " \t\n\f\r")) && postscript.MatchString(line)
}

var postscriptOpens = opens("p", "o")

var deviceLine = newChoice(`(?i)^(?:(?:sent|sending|written|typed) (?:from my\b|(?:from|via|using|with|by|on) (?:(?:a|an|my|the) (?:\w+ ){0,3})?` +
	`(?:typeapp|outlook|yahoo|gmail|mail|mailbox|samsung|iphone|ipad|ipod|android|blackberry|proton|protonmail|windows|mobile|phone|smartphone|tablet|cell|device|aol|tuta|tutanota|fairphone|zoho|spark|mailbird|airmail|galaxy|ios|huawei|nokia|htc|sony|surface|bt|talktalk|sky|virgin|hotmail|btinternet|superhuman|front|missive|hey|canary|mozilla|thunderbird|siri|alexa|emclient|em client|k-9|fastmail|workspace|vodafone|o2|ee|three|verizon|t-mobile)\b).{0,80}|` +
	`get (?:outlook|bluemail|typeapp) for (?:ios|android|mac|mobile).{0,80}|(?:download|get) the (?:new )?outlook app.{0,60}|anfonwyd o(?:'r|’r|o fy|u fy| fy|u'r)? .{0,60}|anfonwyd oddi ar (?:fy|ei|eich|yr?|ddyfais) .{0,60}|wedi(?:'i|’i| ei) (?:anfon|hanfon) (?:o|oddi ar) .{0,60}|` +
	`envoyé (?:de|depuis|à partir de|avec) (?:mon|ma|l'|l’|outlook|yahoo|la|un).{0,60}|télécharger outlook pour .{0,60}|obtenez outlook pour .{0,60}|` +
	`von meinem .{0,40} gesendet.{0,20}|von mein.{0,60} gesendet\.?|diese nachricht wurde von mein.{0,80} gesendet\.?|gesendet (?:von|mit|aus|über) .{0,80}|outlook für (?:ios|android) .{0,60}|holen sie sich outlook .{0,60}|` +
	`enviado (?:desde|do|de|a partir do|por|com) (?:mi|meu|o meu|um|outlook|yahoo|iphone|correo).{0,60}|obtener outlook para .{0,60}|obter o outlook para .{0,60}|inviato (?:da(?:l mio|lla)?|con) .{0,60}|scarica outlook per .{0,60}|` +
	`(?:verstuurd|verzonden) (?:met|vanaf|vanuit|via) .{0,60}|outlook voor (?:ios|android).{0,60}|wysłan[eoya]* z(?:e)? .{0,60}|pobierz (?:aplikację )?outlook.{0,60}|(?:sendt|sent) fra .{0,60}|hent outlook (?:til|for) .{0,60}|` +
	`skickat (?:från|via) .{0,60}|hämta outlook för .{0,60}|lähetetty .{0,20}(?:iphone|ipad|puhelim|android|outlook|samsung|laitteesta).{0,40}|` +
	`odesláno (?:z|ze|pomocí|s|v) .{0,60}|odoslané (?:z|zo|pomocou) .{0,60}|elküldve .{0,60}|küldve .{0,60}|.{0,20}iphone-omról küldve|(?:trimis|expediat) (?:de pe|din|de la|cu) .{0,60}|.{0,30}(?:iphone|android|samsung|telefon).{0,20} gönderildi\.?|` +
	`отправлено (?:с|из|от) .{0,60}|надіслано (?:з|із|від) .{0,60}|изпратено от .{0,60}|στάλθηκε από .{0,60}|εστάλη από .{0,60}|poslano (?:s|sa|z|iz) .{0,60}|` +
	`发自我的.{0,30}|從我的.{0,20}傳送|从我的.{0,20}发送|發自我的.{0,30}|来自我的.{0,30}|.{0,20}から送信|나의 .{0,20}에서 보냄|đã gửi từ .{0,40}` +
	`)[\s>)]*$`)

var deviceOpens = opens("sent ", "sending", "written ", "typed ", "get ", "download the", "anfon", "wedi", "envoy", "t\xc3", "obten", "obter", "von mei", "diese nach", "gesendet", "holen sie", "inviato", "inviata", "scarica", "ver", "wys", "pobierz", "hent", "sk", "s\xe2", "h\xc3", "l\xc3", "outloo",
	"ode", "odo", "elk", "k\xc3", "iphone", "mein", "trimi", "expediat", "android", "poslano", "enviado", "sendt")

// place tells 'Sent from my hospital bed' from 'Sent from my iPad'.
var place = regexp.MustCompile(`(?i)\b(hand|hands|bed|bedside|hospital|ward|room|cell|prison|heart|home|house|soul|car|work|desk|grave|dark|hiding|bathroom|toilet|cupboard|bridge|roof|station)\b`)

// placeWords are the words that place finds, or their beginnings.
var placeWords = set("hand hands bed bedsid hospit ward room cell prison heart home house soul car wor work des desk grave dar dark hiding bathro toilet cupboa bridge roof statio")

func isDeviceLine(line string) bool {
	line = strings.TrimLeft(line, " \t\r-*_(<") // by hand: the expression is slow on deep indents
	if len(line) >= 300 || !deviceOpens.may(line) || !usualDevice(line) && !deviceLine.MatchString(line) || mayHold(line, placeWords) && place.MatchString(line) {
		return false
	}
	_, said, _ := strings.Cut(line, " my ")
	return !personal.MatchString(said) && !isSentence(said) || excuse.MatchString(said)
}

// usualDevice knows the beginning that most of what deviceLine finds has.
func usualDevice(line string) bool {
	const most = 80 // characters may follow
	return beginsFold(line, "sent from my ") && len(line) <= most && strings.IndexByte(line, '\n') < 0
}

var excuse = regexp.MustCompile(`(?i)\b(?:typos?|brevity|brief|spelling|errors?|mistakes?|autocorrect)\b`)

// dropDeviceLines drops 'Sent from my iPhone' and the like where such a line
// ends a text or stands alone.
func dropDeviceLines(lines []string) []string {
	first := slices.IndexFunc(lines, isDeviceLine)
	if first < 0 {
		return lines
	}
	device := make([]bool, len(lines))
	for i := first; i < len(lines); i++ {
		device[i] = i == first || isDeviceLine(lines[i])
	}
	var out []string
	for i, line := range lines {
		if device[i] && alone(lines, device, i) {
			continue
		}
		out = append(out, line)
	}
	return out
}

// alone reports whether an empty line, the text's end or another such line
// stands before or after line i, so that it is no part of a paragraph.
func alone(lines []string, device []bool, i int) bool {
	edge := func(j int) bool {
		return j < 0 || j >= len(lines) || strings.TrimSpace(lines[j]) == "" || isRule(lines[j]) || device[j]
	}
	return edge(i+1) || edge(i-1) && i+1 >= len(lines)-2
}
