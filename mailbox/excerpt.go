package mailbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"sort"
	"strings"
)

// excerpt stands for a letter that is too long to be held. It keeps every line
// that may be a boundary, what may be a header behind it, and the beginning of
// each body; gaps tell what is missing between. The nil excerpt has no gaps.
type excerpt struct {
	letter io.ReaderAt
	held   []byte // never moved, so that the place of a part of it is known
	gaps   []gap
}

// gap is a place where bytes of the letter were left out.
type gap struct {
	at   int   // in held
	size int64 // of the bytes left out here
	past int64 // of all that were left out up to here
}

// span is where in the letter a body stands that was not held whole.
type span struct {
	from, to int64
	held     int // bytes of it before the first gap
}

// span finds the gaps of a body. ok is false for one without, and for one that
// was decoded and so is no part of held.
func (e *excerpt) span(body []byte) (s span, ok bool) {
	if e == nil || len(body) == 0 {
		return s, false
	}
	from := cap(e.held) - cap(body)
	if from < 0 || from+len(body) > len(e.held) || &e.held[from] != &body[0] {
		return s, false
	}
	to := from + len(body)
	first := sort.Search(len(e.gaps), func(i int) bool { return e.gaps[i].at >= from })
	next := first + sort.Search(len(e.gaps)-first, func(i int) bool { return e.gaps[first+i].at > to })
	if first == next {
		return s, false
	}
	s = span{from: int64(from), to: int64(to) + e.gaps[next-1].past, held: e.gaps[first].at - from}
	if first > 0 {
		s.from += e.gaps[first-1].past
	}
	return s, true
}

// read gives the bytes of a span, as far as they can be read.
func (e *excerpt) read(s span) []byte {
	data := make([]byte, s.to-s.from)
	n, _ := e.letter.ReadAt(data, s.from) // what cannot be read any more was listed when it could
	return data[:n]
}

// excerpter reads a letter line by line into an excerpt.
type excerpter struct {
	excerpt
	limits Limits
	room   int    // bytes that may still be held before the next boundary or body
	late   int    // bytes of fields that may be held though their header has used up its room
	head   bool   // the line belongs to a header
	file   bool   // that calls its body one that is not shown as text
	ending []byte // of the line last left out
}

const (
	window    = 1 << 20 // bytes read at once
	filePart  = 1 << 10 // of what may be held, for a file: enough to tell of what kind it is, and for as many as Parts
	leastPart = 1 << 16 // of what may be held, before each gap: so there cannot be many
	lineRoom  = 1 << 10 // bytes of a field whose header has used up its room
	skimCost  = 8       // bytes skimmed in the time that one is gone over
	countCost = 2       // bytes of quoted-printable counted in that time
)

// excerpt reads a letter longer than HoldBytes in one pass.
func (p *parser) excerpt(r io.ReaderAt, size int64) []byte {
	x := excerpter{excerpt: excerpt{letter: r, held: make([]byte, 0, p.limits.HoldBytes)}, limits: p.limits, head: true}
	x.room, x.late = cap(x.held)/2, int(p.limits.HeaderBytes)
	in := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), window)
	if head, _ := in.Peek(64 << 10); oddLines(head) {
		p.stop("limit", tooLong)
		data, _ := io.ReadAll(io.LimitReader(in, p.limits.HoldBytes/4)) // mended, it takes up to three times as much
		return data
	}
	done, unpaid, begins := int64(0), 0, true
	for {
		line, err := in.ReadSlice('\n')
		x.line(line, begins)
		begins = err == nil
		done, unpaid = done+int64(len(line)), unpaid+len(line)
		if len(x.held) == cap(x.held) {
			p.stop("limit", tooLong)
			break
		}
		if unpaid >= window {
			if !p.spend(unpaid / skimCost) {
				break
			}
			unpaid = 0
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			if done < size {
				p.problem("short", shortLetter)
			}
			break
		}
	}
	p.held = x.finish()
	return p.held.held
}

const tooLong = "The letter is too long to be read to its end: what follows was left out."

// oddLines reports bytes whose lines are not to be told before the whole letter
// is mended.
func oddLines(head []byte) bool {
	if isUTF16(head) {
		return true
	}
	i := bytes.IndexAny(head, "\r\n")
	return i >= 0 && i+1 < len(head) && head[i] == '\r' && bareCR(head, i)
}

// line takes one line, or a piece of one that is longer than a window.
func (x *excerpter) line(s []byte, begins bool) {
	switch {
	case begins && isDelimiterLine(s):
		x.resume()
		x.head, x.file, x.late = true, false, int(x.limits.HeaderBytes)
		x.allow(len(s), int(2*x.limits.HeaderBytes), 8)
	case !x.head || !begins:
	case len(bytes.TrimRight(s, "\r\n")) == 0:
		x.resumeHeader()
		x.head = false
		if x.file {
			x.allow(len(s), cap(x.held)/filePart, 64)
		} else {
			x.allow(len(s), cap(x.held), 2)
		}
	default:
		x.field(s)
	}
	n := min(len(s), x.room, cap(x.held)-len(x.held))
	x.held = append(x.held, s[:n]...)
	x.room -= n
	x.leaveOut(s[n:])
}

// allow gives room for a line of n bytes and for what follows it: at most that
// many bytes, and that share of what is left, so that there is always some left.
func (x *excerpter) allow(n, most, share int) {
	x.room = n + max(min(most, (cap(x.held)-len(x.held))/share), cap(x.held)/leastPart, 1)
}

// field looks at a line of a header.
func (x *excerpter) field(s []byte) {
	switch {
	case s[0] == ' ' || s[0] == '\t' || x.room == 0 && x.late == 0: // it goes on, or is left out in any case
		return
	case x.room > 0 && s[0]|0x20 != 'c':
		return
	}
	name, value, ok := splitField(bytes.TrimRight(s[:min(len(s), lineRoom)], "\r\n"))
	if !ok {
		return
	}
	if name == "content-type" {
		x.file = isFileType(strings.ToLower(string(value)))
	}
	if n := min(len(s), lineRoom); x.room < n {
		x.resumeHeader()
		x.room = min(n, x.late)
		x.late -= x.room
	}
}

func isFileType(value string) bool {
	major, minor, _ := strings.Cut(value, "/")
	switch strings.TrimSpace(major) {
	case "application":
		return !strings.Contains(minor, "ms-tnef")
	case "image", "audio", "video", "font", "model":
		return true
	}
	return false
}

func (x *excerpter) leaveOut(s []byte) {
	if len(s) == 0 {
		return
	}
	if n := len(x.gaps); n == 0 || x.gaps[n-1].at != len(x.held) {
		x.gaps = append(x.gaps, gap{at: len(x.held)})
	}
	x.gaps[len(x.gaps)-1].size += int64(len(s))
	x.ending = x.ending[:0]
	if len(bytes.TrimRight(s, "\n")) < len(s) {
		x.ending = append(x.ending, s[len(bytes.TrimRight(s, "\r\n")):]...)
	}
}

// resumeHeader is resume within a header, which an empty line would end.
func (x *excerpter) resumeHeader() {
	if !bytes.HasSuffix(x.held, lineEnd) {
		x.resume()
	}
}

// resume ends a gap with the line end that stood before what comes now.
func (x *excerpter) resume() {
	n := len(x.gaps) - 1
	if n < 0 || x.gaps[n].at != len(x.held) || len(x.ending) > cap(x.held)-len(x.held) {
		return
	}
	if x.gaps[n].size -= int64(len(x.ending)); x.gaps[n].size == 0 {
		x.gaps = x.gaps[:n]
	}
	x.held = append(x.held, x.ending...)
	x.ending = x.ending[:0]
}

func (x *excerpter) finish() *excerpt {
	past := int64(0)
	for i := range x.gaps {
		past += x.gaps[i].size
		x.gaps[i].past = past
	}
	return &x.excerpt
}

// wholeContent is content for a file that may not have been held whole.
func (p *parser) wholeContent(t *part) []byte {
	s, ok := p.held.span(t.body)
	if t.data != nil || !ok {
		return t.content()
	}
	raw, encoding := p.held.read(s), t.header.str("content-transfer-encoding")
	if isUUName(squash(stripComments(encoding))) { // as spanSize counts it
		return raw
	}
	data, _ := decodeTransfer(encoding, raw, false)
	return data
}

// spanSize is transferSize for what was not held. It reads it once more.
func (p *parser) spanSize(encoding string, s span) (size int64, bad string) {
	name := squash(stripComments(encoding))
	qp := isQPName(name)
	if !qp && !isBase64Name(name) {
		return s.to - s.from, ""
	}
	var code base64Count
	cost, take := skimCost, code.add
	if qp {
		cost, take = countCost, func(b []byte) { size += int64(qpSize(b)) }
	}
	if !p.spend(int(s.to-s.from) / cost) {
		return s.to - s.from, ""
	}
	in, buf, kept := io.NewSectionReader(p.held.letter, s.from, s.to-s.from), make([]byte, window), 0
	for {
		n, err := io.ReadFull(in, buf[kept:])
		whole := buf[:kept+n]
		cut := len(whole)
		if err == nil && qp {
			cut = wholeCodes(whole)
		}
		take(whole[:cut])
		kept = copy(buf, whole[cut:])
		if err != nil {
			break
		}
	}
	if code.faults {
		bad = damagedBase64
	}
	return size + int64(code.end()), bad
}

// wholeCodes gives how many bytes of quoted-printable can be decoded without
// those that follow: up to the last line end, else up to what may be the
// beginning of a code or the white space at the end of a line.
func wholeCodes(b []byte) int {
	if n := bytes.LastIndexByte(b, '\n') + 1; n > 0 {
		return n
	}
	n := len(b)
	if n > 1 && b[n-2] == '=' {
		n -= 2
	}
	if n = len(bytes.TrimRight(b[:n], " \t\r=")); n > 0 {
		return n
	}
	return len(b)
}
