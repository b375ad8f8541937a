package web

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"hee.nhs.uk/enquiries/mailbox"
	"hee.nhs.uk/enquiries/store"
)

// attachmentView is a file of a letter, to be downloaded.
type attachmentView struct {
	Name, Type, Size string
	Warning          string // why to think before opening it; "" for none
	Href             string
}

// files gives the attachments of a letter: those to be offered and those that its
// text shows.
func files(m store.Message, href string) (offered, inText []attachmentView) {
	for i, a := range m.Attachments {
		one := attachmentView{
			Name: oneLine(a.Name), Type: sentenceCase(foundType(a)), Size: size(a.Size),
			Warning: fileWarning(a), Href: fmt.Sprintf("%s/attachments/%d", href, i+1),
		}
		if one.Name == "" {
			one.Name, one.Type = one.Type, "no name"
		}
		if a.Inline && one.Warning == "" {
			inText = append(inText, one)
		} else {
			offered = append(offered, one)
		}
	}
	return offered, inText
}

// maxFiles is how many files of one letter are offered one by one.
const maxFiles = 50

// fileList is what of a letter's files a page shows.
type fileList struct {
	Files []attachmentView
	Count int
	More  string // names those that are not offered; "" for none
}

func listed(all []attachmentView) fileList {
	list := fileList{Files: all, Count: len(all)}
	if len(all) <= maxFiles {
		return list
	}
	var names []string
	for _, a := range all[maxFiles:] {
		names = append(names, shorten(a.Name, 60))
	}
	list.Files = all[:maxFiles]
	list.More = fmt.Sprintf("And %s, which the downloaded letter holds: %s", count(len(names), "more file"), shorten(strings.Join(names, ", "), 2000))
	return list
}

// foundType is what a file is, in words: by its content, but where that shows no
// more than that it is a text, by what it is called.
func foundType(a mailbox.Attachment) string {
	if a.Found == "" || a.Found == "text/plain" && a.Type != "application/octet-stream" && a.Type != "" {
		return fileType(a.Type)
	}
	return fileType(a.Found)
}

// attachment hands out one attachment of a letter. Whatever it is, browsers are
// told to save it and that it is of no kind that they could show.
func (s *Server) attachment(w http.ResponseWriter, v *visit, l openedLetter, done func()) error {
	n, err := number(v, "n")
	if err != nil {
		return err
	}
	if n > int64(len(l.Attachments)) {
		return errNoPart
	}
	a, data, err := findPart(l.raw, l.Attachments, int(n-1))
	if err != nil {
		return err
	}
	done()
	h := w.Header()
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", disposition(saveAs(a, fmt.Sprintf("enquiry-%d-letter-%d-attachment-%d", l.enquiry, l.ID, n))))
	h.Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data)
	return nil
}

// findPart gives the n-th of the attachments that were found in a letter when it
// came. A newer version of the program may count them otherwise: then the file
// is known by its name and size.
func findPart(raw []byte, known []mailbox.Attachment, n int) (mailbox.Attachment, []byte, error) {
	want := known[n]
	part := func(n int) (mailbox.Attachment, []byte, error) {
		return mailbox.Part(bytes.NewReader(raw), int64(len(raw)), mailbox.Limits{}, n)
	}
	same := func(a mailbox.Attachment) bool { return a.Name == want.Name && a.Size == want.Size }
	a, data, err := part(n)
	if err == nil && same(a) {
		return a, data, nil
	}
	letter := mailbox.ParseBytes(raw, mailbox.Limits{})
	if at := slices.IndexFunc(letter.Attachments, same); at >= 0 {
		return part(at)
	}
	if err != nil || a.Name != want.Name && a.Size != want.Size {
		return a, nil, errNoPart
	}
	return a, data, nil
}

// saveAs is the name that a file is to be saved under.
func saveAs(a mailbox.Attachment, otherwise string) string {
	name := strings.Trim(strings.NewReplacer("/", "-", `\`, "-").Replace(oneLine(a.Name)), ". ")
	if name == "" {
		name = otherwise
	}
	if (a.Type == "message/rfc822" || a.Found == "message/rfc822") && !strings.EqualFold(path.Ext(name), ".eml") {
		name += ".eml"
	}
	return name
}

// disposition tells a browser to save a file under a name, in ASCII for those
// that know no better (RFC 6266, appendix D; RFC 8187).
func disposition(name string) string {
	var plain, coded strings.Builder
	for _, r := range name {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%`, r) {
			r = '_'
		}
		plain.WriteRune(r)
	}
	for _, c := range []byte(name) {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			coded.WriteByte(c)
		} else {
			fmt.Fprintf(&coded, "%%%02X", c)
		}
	}
	return `attachment; filename="` + plain.String() + `"; filename*=UTF-8''` + coded.String()
}

// fileWarning says why to think before opening a file: what it holds counts, and
// where that shows nothing, what it is called.
func fileWarning(a mailbox.Attachment) string {
	ending := strings.ToLower(path.Ext(oneLine(a.Name)))
	kind := fileType(a.Found)
	if a.Found == "" || !runs[kind] {
		kind = endingTypes[ending]
	}
	if a.Found == "" && kind == "" && runs[fileType(a.Type)] {
		kind = fileType(a.Type)
	}
	switch {
	case kind == "":
		return ""
	case kind == "web page":
		return "A web page can pretend to be a place where you sign in. Type no password into it."
	case kind == "document with macros":
		return "It can run a program when it is opened. Do not allow it to, unless you know who sent it and why."
	}
	return "It can run on your computer when it is opened, whatever its name says. Do not open it: ask whoever looks after your computers."
}

// runs are the kinds of files that do something when they are opened.
var runs = map[string]bool{"program": true, "script": true, "installer": true, "shortcut": true, "web page": true, "disk image": true, "drawing that can hold a script": true}

// endingTypes are kinds that only the end of a name tells, or tells surely.
var endingTypes = func() map[string]string {
	all := map[string]string{}
	for kind, list := range map[string]string{
		"program": ".exe .scr .com .pif .cpl .jar .apk", "script": ".bat .cmd .vbs .vbe .js .jse .wsf .hta .ps1 .sh .reg .chm",
		"installer": ".msi .msix .appx .deb .rpm .pkg", "shortcut": ".lnk .url .scf", "web page": ".html .htm .xhtml .shtml .mht .mhtml",
		"disk image": ".iso .img .vhd .vhdx .dmg", "drawing that can hold a script": ".svg .svgz",
		"document with macros": ".docm .dotm .xlsm .xltm .xlam .pptm .ppsm",
	} {
		for ending := range strings.FieldsSeq(list) {
			all[ending] = kind
		}
	}
	return all
}()
