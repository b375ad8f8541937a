package mailbox

import (
	"encoding/binary"
	"strings"
	"time"
)

// The properties of letters and files that are read ([MS-OXPROPS]).
const (
	mapiSubject       = 0x0037
	mapiSubmitTime    = 0x0039
	mapiSentForName   = 0x0042
	mapiSentForEmail  = 0x0065
	mapiSenderName    = 0x0C1A
	mapiSenderEmail   = 0x0C1F
	mapiDisplayTo     = 0x0E04
	mapiDeliveryTime  = 0x0E06
	mapiBody          = 0x1000
	mapiRTF           = 0x1009
	mapiHTML          = 0x1013
	mapiMessageID     = 0x1035
	mapiDisplayName   = 0x3001
	mapiFileData      = 0x3701
	mapiFileName      = 0x3704
	mapiLongFileName  = 0x3707
	mapiFileType      = 0x370E
	mapiContentID     = 0x3712
	mapiMessagePage   = 0x3FFD
	mapiInternetPage  = 0x3FDE
	mapiSenderSMTP    = 0x5D01
	mapiSentForSMTP   = 0x5D02
	mapiFirstOwnNamed = 0x8000 // from here on properties are named by their makers
)

// The types of properties ([MS-OXCDATA], section 2.11.1).
const (
	mapiObject  = 0x000D
	mapiString8 = 0x001E
	mapiUnicode = 0x001F
	mapiTime    = 0x0040
	mapiBinary  = 0x0102
	mapiMany    = 0x1000 // set in the types of lists
)

// mapiProp is one property; of a list, its first value.
type mapiProp struct {
	id, kind uint16
	value    []byte
}

type mapiProps []mapiProp

// get gives the property of an id, the zero mapiProp without one.
func (ps mapiProps) get(id uint16) mapiProp {
	for _, p := range ps {
		if p.id == id {
			return p
		}
	}
	return mapiProp{}
}

// maxProps bounds the properties kept of a letter or a file; they have about a
// hundred.
const maxProps = 2000

// readProps reads a list of properties as TNEF writes it ([MS-OXTNEF], section
// 2.1.3.4), up to the first that cannot be read.
func readProps(data []byte) (ps mapiProps, whole bool) {
	c := cursor{data: data}
	for n := c.uint32(); n > 0 && len(ps) < maxProps; n-- {
		p := mapiProp{kind: c.uint16(), id: c.uint16()}
		if p.id >= mapiFirstOwnNamed {
			c.take(16)
			if kind := c.uint32(); kind == 1 {
				c.padded(c.uint32())
			} else {
				c.uint32()
			}
		}
		p.value = c.value(p.kind)
		if c.failed {
			return ps, false
		}
		ps = append(ps, p)
	}
	return ps, !c.failed
}

// cursor reads little-endian values off the start of data. After the first that
// is not there all reads fail.
type cursor struct {
	data   []byte
	failed bool
}

func (c *cursor) take(n uint32) []byte {
	if int64(n) > int64(len(c.data)) {
		c.data, c.failed = nil, true
		return nil
	}
	out := c.data[:n:n]
	c.data = c.data[n:]
	return out
}

// padded takes n bytes and those up to the next multiple of four, which some
// writers leave out at the end.
func (c *cursor) padded(n uint32) []byte {
	out := c.take(n)
	if !c.failed {
		c.take(min(-n&3, uint32(len(c.data)))) //nolint:gosec // TNEF has four bytes for a length
	}
	return out
}

func (c *cursor) uint16() uint16 {
	if b := c.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) uint32() uint32 {
	if b := c.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// value takes the value of a property; of a list it gives the first.
func (c *cursor) value(kind uint16) (first []byte) {
	single := kind &^ mapiMany
	varying := single == mapiString8 || single == mapiUnicode || single == mapiBinary || single == mapiObject
	n := uint32(1)
	if varying || kind != single {
		n = c.uint32()
	}
	for i := uint32(0); i < n && !c.failed; i++ {
		size := fixedSize(single)
		if varying {
			size = c.uint32()
		} else if size == 0 {
			c.failed = true // its length is unknown, so what follows is too
		}
		if v := c.padded(size); i == 0 {
			first = v
		}
	}
	return first
}

// fixedSize gives the bytes of a value of a type, 0 for one unknown.
func fixedSize(kind uint16) uint32 {
	switch kind {
	case 0x0002, 0x000B: // int16, boolean
		return 2
	case 0x0001, 0x0003, 0x0004, 0x000A: // null, int32, float32, error
		return 4
	case 0x0005, 0x0006, 0x0007, 0x0014, mapiTime: // float64, currency, date, int64
		return 8
	case 0x0048: // GUID
		return 16
	}
	return 0
}

// text gives a property as text; page is the charset of those that are not
// Unicode.
func (p mapiProp) text(page string) string {
	var text string
	switch p.kind &^ mapiMany {
	case mapiUnicode:
		text = string(fromUTF16(p.value[:len(p.value)&^1], true))
	case mapiString8, mapiBinary:
		text = string(decodeCertain(page, p.value))
	}
	return strings.TrimRight(text, "\x00")
}

func (p mapiProp) number() int {
	if len(p.value) != 4 {
		return 0
	}
	return int(binary.LittleEndian.Uint32(p.value))
}

// time gives a property as time: a count of 100 ns since 1601.
func (p mapiProp) time() time.Time {
	if p.kind != mapiTime || len(p.value) != 8 {
		return time.Time{}
	}
	const untilUnix = 11_644_473_600 // seconds
	n := binary.LittleEndian.Uint64(p.value)
	if n/1e7 < untilUnix || n/1e7 > untilUnix+4e9 {
		return time.Time{}
	}
	return time.Unix(int64(n/1e7)-untilUnix, 0).UTC() //nolint:gosec // it is below 2^34
}
