package mailbox

import (
	"bytes"
	"encoding/base64"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// headBytes is how much of a file is looked at to tell what it is.
const headBytes = 3 << 10

// detectCost is how many bytes are walked in the time that one is looked at so.
const detectCost = 20

// head gives the first decoded bytes of a file. It decodes no more than those.
func (t *part) head(scratch []byte) []byte {
	if t.data != nil {
		return t.data[:min(len(t.data), headBytes)]
	}
	body := t.body[:min(len(t.body), headBytes/3*4+200)]
	encoding := t.header.str("content-transfer-encoding")
	if encoding == "base64" {
		data := room(scratch, base64.StdEncoding.DecodedLen(len(body)))
		if cut := bytes.LastIndexByte(body, '\n'); cut >= 0 {
			if n, ok := decodeLines(data, body[:cut+1]); ok && n >= headBytes {
				return data[:headBytes]
			}
		}
		if n, err := base64.StdEncoding.Decode(data, body); err == nil || n >= headBytes {
			return data[:min(n, headBytes)]
		}
	}
	data, _ := decodeTransferTo(scratch, encoding, body, false)
	return data[:min(len(data), headBytes)]
}

// foundType gives the media type that the first bytes of a file show, "" when
// they show nothing that is sure: a text may be of any kind that looks alike.
func foundType(head []byte) string {
	if len(head) == 0 || bytes.HasPrefix(head, []byte(tnefMark)) {
		return ""
	}
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	switch {
	case weakTypes[kind] || kind == "audio/mpeg" && !bytes.HasPrefix(head, []byte("ID3")):
		return ""
	case kind == "application/vnd.microsoft.portable-executable" && bytes.IndexByte(head[:min(len(head), 64)], 0) < 0:
		return "" // a text may begin with MZ
	case !strings.HasPrefix(kind, "text/") || strongTexts[kind]:
		return kind
	case !utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]):
		return ""
	}
	return "text/plain"
}

// weakTypes are those that a byte or two decide, or that say nothing.
var weakTypes = set("application/octet-stream application/x-ole-storage application/cbor application/zlib application/tzif " +
	"application/vnd.shx application/x-dbf application/marc application/pkcs7-signature audio/aac")

// strongTexts are texts that begin as no other text does.
var strongTexts = set("text/html text/rtf text/calendar text/vcard text/x-shellscript text/xml")

// What a file is, or is called, in words for a sentence about it.
const (
	aPicture  = "a picture"
	aPDF      = "a PDF"
	aDocument = "a document"
	aSound    = "a sound recording"
	aFilm     = "a film"
	aText     = "a text"
	aProgram  = "a program"
	aScript   = "a script"
	aShortcut = "a shortcut"
	anInstall = "an installer"
	aDisk     = "a disk image"
	aWebPage  = "a web page"
	aDrawing  = "a drawing that can hold a script"
	anArchive = "an archive"
	aMacroDoc = "a document with macros"
)

// harmless says what the endings of names stand for that nobody is afraid of.
var harmless = wordsFor(map[string]string{
	aPicture:  "jpg jpeg jpe jfif png gif bmp tif tiff webp heic heif ico",
	aPDF:      "pdf",
	aDocument: "doc docx xls xlsx ppt pptx odt ods odp rtf csv pages numbers msg eml vcf ics",
	aSound:    "mp3 wav m4a ogg aac wma amr opus",
	aFilm:     "mp4 mov avi mkv wmv mpg mpeg m4v 3gp webm",
	aText:     "txt text log md",
})

// harmful says what the endings of names stand for that run something when opened.
var harmful = wordsFor(map[string]string{
	aProgram:  "exe scr com pif cpl dll jar apk",
	aScript:   "bat cmd vbs vbe js jse wsf wsh hta ps1 psm1 sh reg chm",
	aShortcut: "lnk url scf website",
	anInstall: "msi msp msix appx deb rpm pkg",
	aDisk:     "iso img vhd vhdx dmg",
	aWebPage:  "html htm xhtml shtml mht mhtml",
	aDrawing:  "svg svgz",
	aMacroDoc: "docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm xll",
})

// harmfulTypes says what the media types stand for that foundType gives to such files.
var harmfulTypes = wordsFor(map[string]string{
	aProgram: "application/vnd.microsoft.portable-executable application/x-elf application/x-executable application/x-sharedlib application/x-object " +
		"application/x-mach-binary application/x-java-applet application/java-archive application/vnd.android.package-archive application/x-chrome-extension",
	aScript:   "text/x-shellscript application/vnd.ms-htmlhelp",
	aShortcut: "application/x-ms-shortcut",
	anInstall: "application/x-ms-installer application/vnd.debian.binary-package application/x-rpm application/x-xar application/x-installshield",
	aWebPage:  "text/html application/xhtml+xml",
	aDrawing:  "image/svg+xml",
	anArchive: "application/zip application/vnd.rar application/x-7z-compressed application/vnd.ms-cab-compressed application/gzip application/x-tar",
})

func wordsFor(lists map[string]string) map[string]string {
	m := map[string]string{}
	for what, words := range lists {
		for _, w := range strings.Fields(words) {
			m[w] = what
		}
	}
	return m
}

// disguised says what a file is called and what it is, when it is called
// something harmless and is not; ok is false for all others. Only what no mail
// program does by mistake counts: types declared too generally do not, nor do
// web pages saved as documents, as office programs do.
func disguised(a Attachment) (called, is string, ok bool) {
	ending, before := endings(a.Name)
	byName, declared := harmless[ending], declaredAs(a.Type)
	if is = harmful[ending]; is != "" {
		if called = harmless[before]; called != "" && !tame(called, is) {
			return called, is, true
		}
		return declared, is, declared != "" && !tame(declared, is) && ending != "com" // as in a picture called example.com
	}
	if called = byName; called == "" && ending == "" {
		called = declared
	}
	is = harmfulTypes[a.Found]
	switch {
	case is == anArchive && called == aDocument: // newer documents are archives
		return called, is, a.Found != "application/zip" && a.Found != "application/gzip"
	case called == aDocument && (is == aWebPage || is == aDrawing), called == aText && (is == aScript || is == anArchive):
		return "", "", false
	}
	return called, is, called != "" && is != "" && !tame(called, is)
}

// tame reports what may be called so by its makers: web pages and drawings are
// texts, and a drawing is a picture.
func tame(called, is string) bool {
	switch is {
	case aDrawing:
		return called == aPicture || called == aText
	case aWebPage:
		return called == aText
	}
	return false
}

// endings gives the last two endings of a name in lower case, without dots and
// the spaces that are to move one of them out of sight.
func endings(name string) (last, before string) {
	name = strings.ToLower(name)
	ext := path.Ext(name)
	rest := strings.TrimRight(strings.TrimSuffix(name, ext), " ._")
	return strings.Trim(ext, ". "), strings.TrimPrefix(path.Ext(rest), ".")
}

// declaredAs says what a declared type stands for, "" for those that mail
// programs give to anything.
func declaredAs(kind string) string {
	switch {
	case kind == "application/pdf":
		return aPDF
	case strings.HasPrefix(kind, "image/"):
		return aPicture
	case strings.HasPrefix(kind, "audio/"):
		return aSound
	case strings.HasPrefix(kind, "video/"):
		return aFilm
	}
	return ""
}
