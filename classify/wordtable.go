package classify

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// wordTable numbers folded words from 0. It is a hash table with open
// addressing; words of up to eight bytes are compared without leaving it.
type wordTable struct {
	slots []wordSlot // a power of two of them, at most half of them taken
	text  []byte     // all words, one behind the other
	ends  []int32    // of the words in text
}

type wordSlot struct {
	head   uint64 // the first eight bytes
	size   int32  // bytes of the whole word
	number int32  // one more than the word's; 0 when the slot is free
}

const fewestSlots = 1 << 9

// wordSeeds keep strangers from choosing words that fall on one another. No
// number depends on them.
var wordSeeds = [2]uint64{rand.Uint64(), rand.Uint64() | 1}

func hashWord(s *spelling) uint64 {
	hash := uint64(0)
	for i := 0; i < s.size; i += 8 {
		high, low := bits.Mul64(hash^wordSeeds[0]^binary.LittleEndian.Uint64(s.bytes[i:]), wordSeeds[1])
		hash = high ^ low
	}
	return hash
}

// spelt gives a word; it must not be changed.
func (t *wordTable) spelt(number int32) []byte {
	from := int32(0)
	if number > 0 {
		from = t.ends[number-1]
	}
	return t.text[from:t.ends[number]]
}

// find gives the number of a word, and none when it is not there.
func (t *wordTable) find(s *spelling, hash uint64) int32 {
	if len(t.slots) == 0 {
		return none
	}
	head, mask := s.head(), uint64(len(t.slots)-1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := &t.slots[i]
		if slot.number == 0 {
			return none
		}
		if slot.head == head && int(slot.size) == s.size &&
			(s.size <= 8 || string(t.spelt(slot.number-1)) == string(s.bytes[:s.size])) {
			return slot.number - 1
		}
	}
}

// none is the number of what is not known.
const none = -1

func (s *spelling) head() uint64 { return binary.LittleEndian.Uint64(s.bytes[:8]) }

// add numbers a word that is not there yet.
func (t *wordTable) add(s *spelling, hash uint64) int32 {
	t.text = append(t.text, s.bytes[:s.size]...)
	t.ends = append(t.ends, int32(len(t.text)))
	if 2*len(t.ends) > len(t.slots) {
		t.grow()
	} else {
		t.place(s, hash, int32(len(t.ends)))
	}
	return int32(len(t.ends) - 1)
}

func (t *wordTable) place(s *spelling, hash uint64, number int32) {
	mask := uint64(len(t.slots) - 1)
	i := hash & mask
	for t.slots[i].number != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = wordSlot{s.head(), int32(s.size), number}
}

func (t *wordTable) grow() {
	t.slots = make([]wordSlot, max(fewestSlots, 2*len(t.slots)))
	for number := range t.ends {
		s := spell(t.spelt(int32(number)))
		t.place(&s, hashWord(&s), int32(number+1))
	}
}

// spell makes a spelling of a word that is folded already.
func spell[T string | []byte](fold T) (s spelling) {
	s.size = copy(s.bytes[:], fold)
	return s
}

// keyTable finds two numbers by a key that is not 0; numbers not put are none.
// It is filled in training and only read afterwards.
type keyTable struct {
	slots []keySlot
	taken int
}

type keySlot struct {
	key    uint64
	values [2]int32
}

func newKeyTable() keyTable { return keyTable{slots: make([]keySlot, fewestSlots)} }

// find looks for a key with that spread.
func (t *keyTable) find(key, hash uint64) [2]int32 {
	if slot := t.at(key, hash); slot.key != 0 {
		return slot.values
	}
	return [2]int32{none, none}
}

// put sets one of a key's two numbers.
func (t *keyTable) put(key uint64, which int, value int32) {
	if 2*(t.taken+1) > len(t.slots) {
		t.grow()
	}
	slot := t.at(key, spread(key))
	if slot.key == 0 {
		*slot = keySlot{key, [2]int32{none, none}}
		t.taken++
	}
	slot.values[which] = value
}

// at gives the slot a key is in, or the free one it would be put in.
func (t *keyTable) at(key, hash uint64) *keySlot {
	mask := uint64(len(t.slots) - 1)
	i := hash & mask
	for t.slots[i].key != 0 && t.slots[i].key != key {
		i = (i + 1) & mask
	}
	return &t.slots[i]
}

func (t *keyTable) grow() {
	old := t.slots
	t.slots = make([]keySlot, 2*len(old))
	for _, s := range old {
		if s.key != 0 {
			*t.at(s.key, spread(s.key)) = s
		}
	}
}

// keyFilter tells of most keys that are not in a table that they are not,
// without going to it: so small that it stays close.
type keyFilter []uint64 // a power of two of them

// newKeyFilter makes the filter of a table that changes no more, of 16 bits or
// more for each key.
func newKeyFilter(t *keyTable) keyFilter {
	f := make(keyFilter, len(t.slots)/8)
	for _, s := range t.slots {
		if s.key != 0 {
			hash := spread(s.key)
			f[hash>>38&uint64(len(f)-1)] |= 1 << (hash >> 32 & 63)
		}
	}
	return f
}

// may gives 1 when a key of that spread may be in the table, else 0.
func (f keyFilter) may(hash uint64) uint64 {
	return f[hash>>38&uint64(len(f)-1)] >> (hash >> 32 & 63) & 1
}

// spread mixes the bits of a key (the end of SplitMix64).
func spread(key uint64) uint64 {
	key = (key ^ key>>30) * 0xbf58476d1ce4e5b9
	key = (key ^ key>>27) * 0x94d049bb133111eb
	return key ^ key>>31
}
