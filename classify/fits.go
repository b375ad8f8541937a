package classify

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // for the file
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"maps"
	"math"
	"slices"
	"sync"
)

// The weights that fitting to the whole corpus gives, as the program does it:
// fitting takes seconds, reading them does not. `make model` writes the file, and
// a test finds out when it is not what the corpus gives. Each fit is found by all
// that went into it, so that a stale file is no use instead of wrong.
//
//go:embed fitted/weights.bin
var fittedFile []byte

// fitKey tells fits apart: SHA-256 of what they are made of.
type fitKey [sha256.Size]byte

// fits are the fits that need not be made again, and those that were made. nil
// has none and notes none.
type fits struct {
	kept map[fitKey][]float64
	lock sync.Mutex
	made map[fitKey][]float64
}

// keptFits are those of the package's file.
var keptFits = sync.OnceValue(func() map[fitKey][]float64 {
	kept, err := readFits(fittedFile)
	if err != nil {
		panic("classify: fitted/weights.bin: " + err.Error()) // it is part of the program
	}
	return kept
})

// of gives a fit: the one that is kept, or what fit gives. What it gives must not
// be changed.
func (f *fits) of(key fitKey, fit func() []float64) []float64 {
	if f != nil {
		if w, kept := f.kept[key]; kept {
			return w
		}
	}
	w := fit()
	if len(w) > mostExact {
		for i, x := range w {
			w[i] = rounded(x)
		}
	}
	if f != nil {
		f.lock.Lock()
		defer f.lock.Unlock()
		if f.made == nil {
			f.made = map[fitKey][]float64{}
		}
		f.made[key] = w
	}
	return w
}

const (
	mostExact = 16 // fits of so few numbers are kept exactly
	dropped   = 11 // of the 23 bits of a float32 behind the point: nobody sees the difference, and the file is half as large
	planes    = 4  // bytes of a float32
)

// rounded gives the nearest number that the file can hold.
func rounded(x float64) float64 {
	bits := math.Float32bits(float32(x))
	bits = (bits + 1<<(dropped-1)) &^ (1<<dropped - 1)
	return float64(math.Float32frombits(bits))
}

// writeFits packs fits: for each its key, how many numbers, and these; the bytes of
// large ones that weigh alike side by side, which packs better.
func writeFits(all map[fitKey][]float64) []byte {
	var out bytes.Buffer
	packed, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level exists
	for _, key := range slices.SortedFunc(maps.Keys(all), func(a, b fitKey) int { return bytes.Compare(a[:], b[:]) }) {
		w := all[key]
		row := append(key[:len(key):len(key)], binary.LittleEndian.AppendUint32(nil, uint32(len(w)))...)
		if len(w) <= mostExact {
			for _, x := range w {
				row = binary.LittleEndian.AppendUint64(row, math.Float64bits(x))
			}
		} else {
			for plane := range planes {
				for _, x := range w {
					row = append(row, byte(math.Float32bits(float32(x))>>(8*plane)))
				}
			}
		}
		packed.Write(row) // into memory
	}
	packed.Close()
	return out.Bytes()
}

// readFits reads what writeFits wrote.
func readFits(file []byte) (map[fitKey][]float64, error) {
	all := map[fitKey][]float64{}
	if len(file) == 0 {
		return all, nil
	}
	packed, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(packed)
	if err != nil {
		return nil, err
	}
	for len(data) > 0 {
		var key fitKey
		if len(data) < len(key)+4 {
			return nil, fmt.Errorf("it ends within a key")
		}
		n := int(binary.LittleEndian.Uint32(data[copy(key[:], data):]))
		data = data[len(key)+4:]
		size := n * planes
		if n <= mostExact {
			size = n * 8
		}
		if len(data) < size {
			return nil, fmt.Errorf("it ends within a fit")
		}
		all[key] = unpackFit(data[:size], n)
		data = data[size:]
	}
	return all, nil
}

func unpackFit(data []byte, n int) []float64 {
	w := make([]float64, n)
	if n <= mostExact {
		for i := range w {
			w[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
		}
		return w
	}
	for i := range w {
		bits := uint32(0)
		for plane := range planes {
			bits |= uint32(data[plane*n+i]) << (8 * plane)
		}
		w[i] = float64(math.Float32frombits(bits))
	}
	return w
}

// ingredients is what a fit is made of, being summed up.
type ingredients struct {
	sum  hash.Hash
	room []byte
}

func ingredientsOf(kind string, numbers ...int) *ingredients {
	g := &ingredients{sum: sha256.New()}
	g.room = append(g.room, kind...)
	g.numbers(numbers...)
	return g
}

func (g *ingredients) numbers(all ...int) {
	for _, n := range all {
		g.room = binary.LittleEndian.AppendUint64(g.room, uint64(n))
	}
	g.flush(1 << 12)
}

func (g *ingredients) vector(v []value) {
	g.numbers(len(v))
	for _, e := range v {
		g.room = binary.LittleEndian.AppendUint32(g.room, uint32(e.id))
		g.room = binary.LittleEndian.AppendUint64(g.room, math.Float64bits(e.x))
	}
	g.flush(1 << 12)
}

func (g *ingredients) flush(from int) {
	if len(g.room) >= from {
		g.sum.Write(g.room)
		g.room = g.room[:0]
	}
}

func (g *ingredients) key() (k fitKey) {
	g.flush(0)
	g.sum.Sum(k[:0])
	return k
}
