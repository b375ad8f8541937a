package mailbox

import "bytes"

// isSealed reports S/MIME: signed so that the text is within the signature, or
// encrypted (RFC 8551, section 3.2).
func (t *part) isSealed() bool {
	return t.ctype.value == "application/pkcs7-mime" || t.ctype.value == "application/x-pkcs7-mime"
}

// buildSigned opens a letter that is shut in a signature. No key is needed for
// that, and whether the signature is good is not looked at.
func (p *parser) buildSigned(t *part) {
	data, ok := p.unpackable(t)
	if !ok {
		return
	}
	content, ok := signedContent(data)
	if !ok {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	h, body := p.readPartHeader(bytes.TrimLeft(content, "\r\n"))
	if !h.has("content-type") {
		return
	}
	t.opened = p.build(h, body, "text/plain")
}

// The tags of BER (X.690) that stand between the outside and the content.
const (
	berOctets   = 0x04
	berOID      = 0x06
	berGathered = 0x24 // octets in pieces
	berSequence = 0x30
	berExplicit = 0xa0
)

// signedContent gives the content of a SignedData (RFC 5652, section 5.1). ok
// is false for all else, and for a signature apart from what it signs.
func signedContent(data []byte) (content []byte, ok bool) {
	c := ber{data}
	c.enter(berSequence)
	if !bytes.Equal(c.primitive(berOID), []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")) {
		return nil, false
	}
	c.enter(berExplicit)
	c.enter(berSequence)
	c.skip() // version
	c.skip() // digest algorithms
	c.enter(berSequence)
	c.skip() // the type of the content
	c.enter(berExplicit)
	if len(c.data) == 0 || c.data[0] != berGathered {
		content = c.primitive(berOctets)
		return content, len(content) > 0
	}
	c.enter(berGathered)
	for len(c.data) > 0 && c.data[0] == berOctets {
		content = append(content, c.primitive(berOctets)...)
	}
	return content, len(content) > 0
}

// ber reads elements off the start of data, which it empties at the first that
// cannot be read.
type ber struct{ data []byte }

// head reads a tag and a length, -1 for one that is told by an end mark.
func (c *ber) head() (tag byte, size int) {
	if len(c.data) < 2 {
		c.data = nil
		return 0, 0
	}
	tag, first := c.data[0], c.data[1]
	c.data = c.data[2:]
	if first < 0x80 {
		return tag, int(first)
	}
	n := int(first & 0x7f)
	if n == 0 {
		return tag, -1
	}
	if n > 4 || n > len(c.data) || tag&0x1f == 0x1f {
		c.data = nil
		return 0, 0
	}
	for _, b := range c.data[:n] {
		size = size<<8 | int(b)
	}
	c.data = c.data[n:]
	return tag, size
}

// enter goes into an element.
func (c *ber) enter(want byte) {
	tag, size := c.head()
	if tag != want {
		c.data = nil
	} else if size >= 0 {
		c.data = c.data[:min(size, len(c.data))]
	}
}

// primitive gives the value of an element without elements in it; of one that
// is cut short, what there is.
func (c *ber) primitive(want byte) []byte {
	tag, size := c.head()
	if tag != want || size < 0 {
		c.data = nil
		return nil
	}
	value := c.data[:min(size, len(c.data))]
	c.data = c.data[len(value):]
	return value
}

// skip passes over an element and all in it.
func (c *ber) skip() {
	open := 0 // elements that an end mark will end
	for {
		tag, size := c.head()
		switch {
		case size < 0:
			open++
		case tag == 0 && size == 0:
			open--
		default:
			c.data = c.data[min(size, len(c.data)):]
		}
		if open <= 0 || len(c.data) == 0 {
			return
		}
	}
}
