package mailbox

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"
)

// Bytes of pictures that a page may hold: of one, and of all together.
const (
	maxPicture  = 2 << 20
	maxPictures = 8 << 20
)

// picture gives the data: URI of a picture that the letter holds. remote says
// that it is on another server instead.
func (d *display) picture(src string) (uri string, remote bool) {
	src = strings.TrimSpace(src)
	scheme, rest, _ := strings.Cut(src, ":")
	t := d.images[src]
	switch scheme = strings.ToLower(scheme); {
	case t != nil:
	case scheme == "data":
		return d.allow(dataURI(rest)), false
	case scheme == "cid":
		if t = d.images["cid:"+rest]; t == nil {
			id, _ := url.PathUnescape(rest)
			t = d.images["cid:"+id]
		}
		if t == nil {
			return "", false
		}
	default:
		return "", true
	}
	return d.allow(d.embed(t)), false
}

// embed makes the data: URI of a part, "" for what is no picture or too large.
func (d *display) embed(t *part) string {
	key := t.header.str("content-id") + "\n" + t.header.str("content-location")
	if uri, made := d.named[key]; made {
		return uri
	}
	d.named[key] = ""
	size := int64(len(t.body))
	if s, ok := d.held.span(t.body); ok {
		size = s.to - s.from
	}
	if size <= 4*maxPicture { // encoded, it is longer
		d.named[key] = pictureURI(d.wholeContent(t))
	}
	return d.named[key]
}

// allow counts a picture against what the page may hold.
func (d *display) allow(uri string) string {
	if len(uri) > d.left {
		return ""
	}
	d.left -= len(uri)
	return uri
}

// dataURI makes anew what follows 'data:' (RFC 2397), when it is a picture in
// base64. What it calls itself does not count.
func dataURI(rest string) string {
	head, code, ok := strings.Cut(rest, ",")
	if !ok || len(code) > 2*maxPicture || !strings.HasSuffix(strings.ToLower(strings.TrimSpace(head)), "base64") {
		return ""
	}
	data, _ := decodeBase64([]byte(code))
	return pictureURI(data)
}

// pictureURI gives a picture as a data: URI, its kind by its first bytes; "" for
// other kinds. SVG is none of them: it is a document, which may run scripts.
func pictureURI(data []byte) string {
	kind := ""
	switch {
	case len(data) > maxPicture:
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		kind = "png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		kind = "jpeg"
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		kind = "gif"
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		kind = "webp"
	}
	if kind == "" {
		return ""
	}
	return "data:image/" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
}
