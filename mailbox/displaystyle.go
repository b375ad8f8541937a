package mailbox

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// What the values of styles may be. None is negative, names an address or is
// larger than a page: nothing is drawn outside of the letter, or loaded.
const (
	cssLength  = `(?:0|\d{1,3}(?:\.\d{1,4})?p[xt]|\d{1,2}(?:\.\d{1,4})?(?:%|r?em|[cm]m|in)|100%)`
	cssWide    = `(?:0|\d{1,4}(?:\.\d{1,4})?p[xt]|\d{1,2}(?:\.\d{1,4})?(?:%|r?em|[cm]m|in)|100%|auto)`
	cssGaps    = cssLength + `(?: ` + cssLength + `){0,3}`
	cssColour  = `(?:#[0-9a-f]{3,8}|[a-z]{3,30}|rgba?\( ?\d{1,3} ?, ?\d{1,3} ?, ?\d{1,3} ?(?:, ?[01]?(?:\.\d{1,4})? ?)?\))`
	cssLine    = `(?:solid|dashed|dotted|double|none)`
	cssBorder  = `(?:(?:\d{1,2}(?:\.\d{1,4})?(?:px|pt)?|thin|medium|thick|` + cssLine + `|` + cssColour + `)(?: |$)){1,3}`
	cssFonts   = `['\w, -]{1,200}`
	cssSizes   = `(?:[6-9]|[1-6]\d)(?:\.\d{1,4})?p[xt]|(?:0\.[6-9]\d{0,3}|[1-4](?:\.\d{1,4})?)r?em|[6-9]\d%|[1-4]\d\d%|(?:xx?-)?(?:small|large)|small(?:er)?|larger?|medium`
	cssSpacing = `normal|[1-3](?:\.\d{1,4})?|[1-9]\d(?:\.\d{1,4})?p[xt]|[1-3]\d\d%|[1-3](?:\.\d{1,4})?em`
)

// styleValues says which properties a style may have, and their values.
var styleValues = func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	add := func(value string, names ...string) {
		for _, name := range names {
			all[name] = regexp.MustCompile(`^(?:` + value + `)$`)
		}
	}
	add(cssColour, "color", "background-color", "border-color", "border-top-color", "border-right-color", "border-bottom-color", "border-left-color")
	add(cssFonts, "font-family")
	add(cssSizes, "font-size")
	add(`normal|italic|oblique`, "font-style")
	add(`normal|bold|bolder|lighter|[1-9]00`, "font-weight")
	add(cssSpacing, "line-height")
	add(`(?:underline|line-through|none)(?: (?:underline|line-through))?`, "text-decoration")
	add(`left|right|center|justify|start|end`, "text-align")
	add(`uppercase|lowercase|capitalize|none`, "text-transform")
	add(`top|middle|bottom|baseline|sub|super`, "vertical-align")
	add(`normal|pre-wrap|pre-line`, "white-space")
	add(`collapse|separate`, "border-collapse")
	add(cssGaps, "padding", "border-spacing", "border-width", "border-radius")
	add(cssLength, "padding-top", "padding-right", "padding-bottom", "padding-left", "border-top-width", "border-right-width", "border-bottom-width", "border-left-width")
	add(`(?:`+cssLength+`|auto)(?: (?:`+cssLength+`|auto)){0,3}`, "margin")
	add(cssLength+`|auto`, "margin-top", "margin-right", "margin-bottom", "margin-left")
	add(cssWide, "width", "max-width", "height")
	add(cssBorder, "border", "border-top", "border-right", "border-bottom", "border-left")
	add(cssLine+`(?: `+cssLine+`){0,3}`, "border-style", "border-top-style", "border-right-style", "border-bottom-style", "border-left-style")
	add(`disc|circle|square|decimal|(?:lower|upper)-(?:alpha|roman)|none`, "list-style-type")
	return all
}()

// longestStyle is how many bytes of one style attribute are looked at.
const longestStyle = 2000

// safeStyle keeps the declarations of a style attribute that change how a text
// looks and nothing else. What is escaped, commented or quoted twice over hides
// something and is dropped.
func safeStyle(style string) string {
	var b strings.Builder
	for declaration := range strings.SplitSeq(style[:min(len(style), longestStyle)], ";") {
		name, value, _ := strings.Cut(strings.ToLower(declaration), ":")
		name = strings.TrimSpace(name)
		allowed := styleValues[name]
		if allowed == nil {
			if name != "background" { // of which the colour alone is kept
				continue
			}
			name, allowed = "background-color", styleValues["background-color"]
		}
		value = strings.ReplaceAll(value, `"`, `'`)
		value = strings.Join(strings.Fields(strings.ReplaceAll(value, "!important", "")), " ")
		if !allowed.MatchString(value) {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(name + ": " + value)
	}
	return b.String()
}

// loads reports a style by which a picture would be loaded.
func loads(style string) bool {
	const mark = "url("
	for i := 0; i+len(mark) <= len(style); i++ {
		if strings.EqualFold(style[i:i+len(mark)], mark) {
			return true
		}
	}
	return false
}

// displayed are the elements that a page may have. All others go, and their text
// stays but where it is none.
var displayed = set(`a b big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font h2 h3 h4 h5 h6 hr i
	img ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var`)

// attributes says which attributes an element may have beside style, dir and lang,
// and their values.
var attributes = func() map[string]map[string]*regexp.Regexp {
	number, size := regexp.MustCompile(`^\d{1,3}$`), regexp.MustCompile(`^\d{1,4}%?$`)
	colours := regexp.MustCompile(`^(?i:#?[0-9a-f]{3,8}|[a-z]{3,30})$`)
	align := regexp.MustCompile(`^(?i:left|right|center|justify|top|middle|bottom|baseline)$`)
	cell := map[string]*regexp.Regexp{
		"align": align, "valign": align, "bgcolor": colours, "width": size, "height": size,
		"colspan": regexp.MustCompile(`^\d{1,2}$`), "rowspan": regexp.MustCompile(`^\d{1,2}$`),
	}
	block, row := map[string]*regexp.Regexp{"align": align}, map[string]*regexp.Regexp{"align": align, "valign": align, "bgcolor": colours}
	list := map[string]*regexp.Regexp{"start": number, "type": regexp.MustCompile(`^(?:[1aAiI]|disc|circle|square)$`)}
	return map[string]map[string]*regexp.Regexp{
		"table": {"align": align, "bgcolor": colours, "width": size, "border": number, "cellpadding": number, "cellspacing": number},
		"td":    cell, "th": cell, "tr": row, "tbody": row, "thead": row, "tfoot": row,
		"col": {"width": size, "span": regexp.MustCompile(`^\d{1,2}$`)},
		"div": block, "p": block, "h2": block, "h3": block, "h4": block, "h5": block, "h6": block,
		"font": {"color": colours, "size": regexp.MustCompile(`^[+-]?[1-7]$`), "face": regexp.MustCompile(`^[\w, -]{1,100}$`)},
		"ol":   list, "ul": list, "li": {"value": number},
		"img": {"width": size, "height": size, "alt": regexp.MustCompile(`^[^<>]{0,1000}$`)},
	}
}()

// everywhere are the attributes that every element may have.
var everywhere = map[string]*regexp.Regexp{
	"dir":  regexp.MustCompile(`^(?i:ltr|rtl|auto)$`),
	"lang": regexp.MustCompile(`^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$`),
}

// displayPolicy is the gate that every page passes last. It knows nothing of how
// the page was made.
var displayPolicy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for name := range displayed {
		if name != "a" && name != "img" {
			p.AllowNoAttrs().OnElements(name)
		}
		for attr, value := range attributes[name] {
			p.AllowAttrs(attr).Matching(value).OnElements(name)
		}
	}
	for attr, value := range everywhere {
		p.AllowAttrs(attr).Matching(value).Globally()
	}
	p.AllowAttrs("style").Matching(regexp.MustCompile(`^[a-z-]+: [#%'.,\w -]*(?:rgba?\([\d., ]*\)[\w -]*)?(?:; [a-z-]+: [#%'.,\w -]*(?:rgba?\([\d., ]*\)[\w -]*)?)*$`)).Globally()
	p.AllowDataURIImages()
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowAttrs("href").Matching(regexp.MustCompile(`^(?:https?|mailto):`)).OnElements("a")
	p.AllowAttrs("title").Matching(regexp.MustCompile(`^Leads to [^<>]{1,400}$`)).OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener noreferrer nofollow$`)).OnElements("a")
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^data:image/(?:png|jpeg|gif|webp);base64,`)).OnElements("img")
	p.RequireParseableURLs(true)
	return p
}()
