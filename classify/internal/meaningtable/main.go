// Command meaningtable makes classify/meanings/words.bin of a file of word
// vectors; classify/meanings/README.md says which and how.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
)

const (
	dimensions = 100
	scale      = 256 // what 1 is in the table; components of a unit vector beyond 127/256 are cut
)

// source is what the file of word vectors holds.
type source struct {
	Words   []string             `json:"words"`   // the commonest first
	Vectors map[string][]float64 `json:"vectors"` // the first 100 numbers of each
}

func main() {
	most := flag.Int("words", 30000, "how many of the commonest `words` to keep")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: meaningtable [-words N] VECTORS.json words.bin")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1), *most); err != nil {
		fmt.Fprintln(os.Stderr, "meaningtable:", err)
		os.Exit(1)
	}
}

func run(from, to string, most int) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var s source
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	words, vectors := commonest(s, most)
	if len(words) == 0 {
		return fmt.Errorf("%s holds no words", from)
	}
	centre(vectors)
	dropCommonest(vectors)
	return os.WriteFile(to, table(words, vectors), 0o666)
}

// commonest takes the words that a letter's folded words can be: lower-case
// letters alone.
func commonest(s source, most int) (words []string, vectors [][]float64) {
	for _, w := range s.Words {
		if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" || w == "" || len(s.Vectors[w]) < dimensions {
			continue
		}
		words, vectors = append(words, w), append(vectors, s.Vectors[w][:dimensions])
		if len(words) == most {
			break
		}
	}
	return words, vectors
}

// centre takes the mean of all vectors from each.
func centre(vectors [][]float64) {
	mean := make([]float64, dimensions)
	for _, v := range vectors {
		for i, x := range v {
			mean[i] += x / float64(len(vectors))
		}
	}
	for _, v := range vectors {
		for i := range v {
			v[i] -= mean[i]
		}
	}
}

// dropCommonest takes from all vectors the direction in which they differ most,
// which tells how frequent a word is rather than what it means (Mu and
// Viswanath, All-but-the-Top, 2018).
func dropCommonest(vectors [][]float64) {
	direction := make([]float64, dimensions)
	for i := range direction {
		direction[i] = 1
	}
	for range 100 { // power iteration
		next := make([]float64, dimensions)
		for _, v := range vectors {
			along := dot(v, direction)
			for i, x := range v {
				next[i] += along * x
			}
		}
		length := math.Sqrt(dot(next, next))
		for i, x := range next {
			direction[i] = x / length
		}
	}
	for _, v := range vectors {
		along := dot(v, direction)
		for i := range v {
			v[i] -= along * direction[i]
		}
	}
}

func dot(a, b []float64) (sum float64) {
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// table writes the words in alphabetical order, one a line, an empty line, and
// then for each word its vector, brought to length 1, as bytes with a sign.
func table(words []string, vectors [][]float64) []byte {
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(words[a], words[b]) })
	var all []byte
	for _, i := range order {
		all = append(append(all, words[i]...), '\n')
	}
	all = append(all, '\n')
	for _, i := range order {
		length := math.Sqrt(dot(vectors[i], vectors[i]))
		for _, x := range vectors[i] {
			all = append(all, byte(int8(min(max(math.Round(x/length*scale), -127), 127))))
		}
	}
	return all
}
