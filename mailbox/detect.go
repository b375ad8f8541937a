package mailbox

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What detect looks at, and what it takes to be sure. English and Welsh in
// Windows-1252 must never be taken for anything else, so what decides is first
// where the bytes past ASCII stand: alone between ASCII letters there, next to
// each other in all other scripts.
const (
	detectBytes  = 8 << 10
	fewestHigh   = 6    // bytes past ASCII
	fewestKinds  = 4    // of them
	sureScore    = 0.6  // of few bytes
	enoughScore  = 0.5  // of manyBytes
	manyBytes    = 40   // past ASCII
	clearBy      = 0.05 // ahead of the next best
	fewLetters   = 4    // past ASCII, of a language written in Latin letters
	fewDifferent = 3    // of them
)

// detect names the charset of bytes that are not UTF-8 and whose label is
// missing, unknown or wrong, "" when it is not sure.
func detect(data []byte) string {
	s := sampleOf(data)
	if s.beside*2 > s.high {
		if s.high < fewestHigh || s.kinds < fewestKinds {
			return ""
		}
		return detectScript(s)
	}
	return detectLatin(s.data)
}

// contradicts names the charset of bytes that are labelled as Windows-1252 and
// plainly are in another one, "" for what may be it.
func contradicts(data []byte) string {
	const most, fewOdd, fewest = 2 << 10, 2, 12
	head := data[:min(len(data), most)]
	high, beside, odd := 0, 0, 0
	for i := printable(head); i < len(head); i += 1 + printable(head[i+1:]) {
		c, before, after := head[i], byte(0), byte(0)
		if c < utf8.RuneSelf {
			continue
		}
		if i > 0 {
			before = head[i-1]
		}
		if i+1 < len(head) {
			after = head[i+1]
		}
		high++
		if before >= utf8.RuneSelf && before != c {
			beside++
		} else if c >= 0xa1 && c <= 0xbf && isASCIILetter(before) && isASCIILetter(after) {
			odd++ // 'wiadomo\xb6ci'
		}
	}
	if odd >= fewOdd || high >= fewest && beside*3 > high*2 {
		return detect(data)
	}
	return ""
}

// sample is the part of a text that detect judges by.
type sample struct {
	data   []byte
	high   int // bytes past ASCII
	beside int // of them, those beside another
	kinds  int // different ones
}

func sampleOf(data []byte) (s sample) {
	from := 0
	for from < len(data) && data[from] < utf8.RuneSelf {
		from++
	}
	s.data = data[max(from-1, 0):]
	s.data = s.data[:min(len(s.data), detectBytes)]
	var seen [256]bool
	for i, c := range s.data {
		if c < utf8.RuneSelf {
			continue
		}
		s.high++
		before, after := byte(0), byte(0)
		if i > 0 {
			before = s.data[i-1]
		}
		if i+1 < len(s.data) {
			after = s.data[i+1]
		}
		s.beside += b2i(before >= utf8.RuneSelf && before != c || after >= utf8.RuneSelf && after != c)
		s.kinds += b2i(!seen[c])
		seen[c] = true
	}
	return s
}

// detectScript tells scripts other than Latin by how often their letters occur.
func detectScript(s sample) string {
	best, second, name := 0.0, 0.0, ""
	try := func(score float64, as string) {
		switch same := alphabetOf[as] != "" && alphabetOf[as] == alphabetOf[name]; {
		case same && score < best+clearBy: // the commoner charset stands before it
		case score > best && same:
			best, name = score, as
		case score > best:
			best, second, name = score, best, as
		default:
			second = max(second, score)
		}
	}
	for _, t := range alphabets() {
		try(t.score(s.data), t.name)
	}
	for _, t := range pairSets() {
		try(t.score(s.data), t.name)
	}
	least := sureScore
	if s.high >= manyBytes {
		least = enoughScore
	}
	if best < least || best-second < clearBy {
		return ""
	}
	return name
}

// alphabet scores one charset of one byte a character.
type alphabet struct {
	name  string
	value [256]int8 // of a byte past ASCII: 100 for the commonest letter, below 0 for what no text has
	upper [256]bool
}

// The letters of scripts, the commonest first.
const (
	cyrillic = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєъёґ"
	greek    = "αοιετσνηυρπκμλωςίάόέγδήχθύφβώξζψϊϋΐΰ"
	hebrew   = "יוהלאתרבמשנםכעדחקפגטןזסצךףץ"
	arabic   = "اليمنوترببعدفسهكقحأجةشصطخىإذضزغثءئظؤآ"
	thai     = "านรกเอง่้ทมยลวด ีัสตะปบคหิแจุพช์ื็ำขใไูโผถซธฉณญภศษฟฝฤฐฎฏฑฒฆฬฮฌๆ"
)

// alphabetOf names the script of charsets of one byte a character.
var alphabetOf = map[string]string{
	"windows-1251": cyrillic, "koi8-u": cyrillic, "iso-8859-5": cyrillic, "ibm866": cyrillic, "x-mac-cyrillic": cyrillic,
	"windows-1253": greek, "iso-8859-7": greek, "windows-1255": hebrew, "windows-1256": arabic, "iso-8859-6": arabic, "windows-874": thai,
}

// alphabets are made when the first letter needs them.
var alphabets = sync.OnceValue(func() (out []alphabet) {
	for _, name := range []string{"windows-1251", "koi8-u", "iso-8859-5", "ibm866", "x-mac-cyrillic", "windows-1253", "iso-8859-7", "windows-1255", "windows-1256", "iso-8859-6", "windows-874"} {
		if table, ok := charsetNamed(name).(*charmap.Charmap); ok {
			out = append(out, newAlphabet(name, table, alphabetOf[name]))
		}
	}
	return out
})

func newAlphabet(name string, table *charmap.Charmap, letters string) alphabet {
	const marks = "\u00a0«»–—‘’“”„…№€·•"
	a := alphabet{name: name}
	runes := []rune(letters)
	for c := utf8.RuneSelf; c < 256; c++ {
		r := table.DecodeByte(byte(c))
		a.upper[c] = unicode.IsUpper(r)
		a.value[c] = -100
		if strings.ContainsRune(marks, r) {
			a.value[c] = 0
		}
		for rank, letter := range runes {
			if letter == unicode.ToLower(r) {
				a.value[c] = int8((100 - 130*rank/len(runes)) * (10 - 3*b2i(a.upper[c])) / 10)
			}
		}
	}
	return a
}

// score is near 0.7 for a text in the charset, and far below for all others: it
// is the mean value of its letters, where capitals within words count as wrong.
func (a *alphabet) score(data []byte) float64 {
	sum, n := 0, 0
	last := byte(0)
	for _, c := range data {
		before := last
		last = c
		if c < utf8.RuneSelf || a.value[c] == 0 {
			continue
		}
		n++
		inside := isASCIILetter(before) || a.upper[c] && before >= utf8.RuneSelf && a.value[before] != 0 && !a.upper[before]
		if inside {
			sum -= 100
		} else {
			sum += int(a.value[c])
		}
	}
	return float64(sum) / float64(100*max(n, 1))
}

func isASCIILetter(c byte) bool { return lowerByte(c) >= 'a' && lowerByte(c) <= 'z' }

// Languages whose letters, but for a few marks, are all that a text in them
// holds past ASCII. Those of charsets other than Windows-1252 are tried where
// none of it fits.
var (
	westernLetters = []string{"àâæçéèêëîïôœùûüÿáíóúñ", "äöüßéèàêôåø", "áéíóúñüçàèòïªº", "áâãàçéêíóôõúüªº", "àèéìíòóùú", "áâäàéêëèíîïìóôöòúûüùÿýŵŷç", "åäöøæéüáà", "áðéíóúýþæö", "áéíóúàèìòùïöüëäçñ"}
	otherLetters   = []struct {
		names   []string
		letters string
	}{
		{[]string{"windows-1250", "iso-8859-2"}, "ąćęłńóśźż"},
		{[]string{"windows-1250", "iso-8859-2"}, "áčďéěíňóřšťúůýž"},
		{[]string{"windows-1250", "iso-8859-2"}, "áäčďéíĺľňóôŕšťúýž"},
		{[]string{"windows-1250", "iso-8859-2"}, "áéíóöőúüű"},
		{[]string{"windows-1250", "iso-8859-2"}, "ăâîşţ"},
		{[]string{"windows-1250", "iso-8859-2"}, "čćđšž"},
		{[]string{"windows-1254"}, "çğıöşüâîûi̇"},
		{[]string{"macintosh", "ibm850"}, "àâäæçéèêëîïôöœùûüÿñáíóúßåøìò"},
	}
)

func detectLatin(data []byte) string {
	for _, letters := range westernLetters {
		if _, ok := fits(charmap.Windows1252, letters, data); ok {
			return ""
		}
	}
	for _, o := range otherLetters {
		for _, name := range o.names {
			table, ok := charsetNamed(name).(*charmap.Charmap)
			if !ok {
				continue
			}
			if n, ok := fits(table, o.letters, data); ok && n >= fewDifferent {
				return name
			}
		}
	}
	return ""
}

// fits reports whether all that a text holds past ASCII are the letters of a
// language, with capitals only where they may stand, and the marks that people
// write between words. n is the number of different letters and apostrophes, 0
// where there are too few of them.
func fits(table *charmap.Charmap, letters string, data []byte) (n int, ok bool) {
	const marks, within, quotes = "\u00a0‘’“”„‚«»‹›–—…•†‡‰°€¢£¤¥¦¨©ª¬®™§¯±´¶·¸¹º½¼¾²³¿¡×÷µ", "’´–—\u00a0", "‘’“”"
	total, seen := 0, map[rune]bool{}
	last := rune(0)
	for i, c := range data {
		r := rune(c)
		if c >= utf8.RuneSelf {
			r = table.DecodeByte(c)
			low := unicode.ToLower(r)
			after := byte(0)
			if i+1 < len(data) {
				after = data[i+1]
			}
			switch {
			case strings.ContainsRune(letters, low) || low == 'i' && strings.Contains(letters, "ı"):
				if low != r && unicode.IsLower(last) {
					return 0, false
				}
				total, seen[low] = total+1, true
			case !strings.ContainsRune(marks, r), !strings.ContainsRune(within, r) && unicode.IsLetter(last) && isASCIILetter(after):
				return 0, false
			case strings.ContainsRune(quotes, r):
				total, seen[r] = total+1, true
			}
		}
		last = r
	}
	if total < fewLetters {
		return 0, true
	}
	return len(seen), true
}
