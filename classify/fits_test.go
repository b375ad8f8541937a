package classify

import (
	"bytes"
	"flag"
	"math"
	"os"
	"runtime"
	"testing"
)

var update = flag.Bool("update", false, "write fitted/weights.bin anew")

// The weights that the package keeps are what the corpus gives.
func TestKeptWeightsAreOfTheCorpus(t *testing.T) {
	withoutRace(t)
	letters, err := trainingPart(asTheProgram.Own)
	if err != nil {
		t.Fatal(err)
	}
	o := asTheProgram
	o.Topics = ShippedTopics()
	known := &fits{}
	anew := trainBeside(o, letters, known)
	file := writeFits(known.made)
	if *update {
		if err := os.WriteFile("fitted/weights.bin", file, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if runtime.GOARCH != "amd64" {
		t.Skip("other architectures round otherwise: the file is checked on amd64")
	}
	if !bytes.Equal(file, fittedFile) {
		t.Error("classify/fitted/weights.bin is not what the corpus gives: run 'make model' and commit it")
	}
	sameWeights(t, shipped(t), anew)
}

func TestFitsAreReadAsTheyWereWritten(t *testing.T) {
	few, many := []float64{1.0 / 3, -7}, make([]float64, 1000)
	for i := range many {
		many[i] = rounded(math.Sin(float64(i)) * math.Pow(10, float64(i%9-6)))
	}
	all := map[fitKey][]float64{{1}: few, {2}: many}
	got, err := readFits(writeFits(all))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range all {
		for i := range want {
			if got[key][i] != want[i] {
				t.Fatalf("%d: %v, want %v", i, got[key][i], want[i])
			}
		}
	}
	for _, cut := range []int{10, 40} {
		file := writeFits(all)
		if _, err := readFits(file[:len(file)-cut]); err == nil {
			t.Error("a cut file is read without an error")
		}
	}
}

func TestRoundedIsNear(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 0.1, 3.14159, -1e-9, 12345.678} {
		if got := rounded(x); math.Abs(got-x) > math.Abs(x)/4096 || rounded(got) != got {
			t.Errorf("%v: %v", x, got)
		}
	}
}
