package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"text/tabwriter"

	_ "embed"

	"hee.nhs.uk/enquiries/classify"
)

//go:embed svc.py
var svcScript string

// sorted is what one of those compared said of the test part.
type sorted struct {
	name   string
	topics []string // one for each letter
}

// compare measures the topics of the test part, found by all three from the
// same training part and the same own words.
func compare(c *classify.Classifier, train, test []classify.Example) error {
	ours, rules := sorted{name: "enquiries"}, sorted{name: "keyword rules"}
	for _, e := range test {
		ours.topics = append(ours.topics, c.Classify(e.Letter).Topic)
		rules.topics = append(rules.topics, byKeywords(e.Letter))
	}
	all := []sorted{ours, rules}
	svc, err := bySVC(train, test)
	switch {
	case errors.Is(err, errNoSVC):
		fmt.Printf("\n%v: LinearSVC is left out\n", err)
	case err != nil:
		return err
	default:
		all = append(all, svc)
	}
	report(all, test)
	return nil
}

func report(all []sorted, test []classify.Example) {
	fmt.Printf("\ntopics of the corpus' test part, %d letters; 95%% intervals in brackets\n", len(test))
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\taccuracy\tmacro-F1")
	for _, s := range all {
		right := 0
		for i, topic := range s.topics {
			if topic == folded(test[i].Topic) {
				right++
			}
		}
		fmt.Fprintf(table, "%s\t%v\t%.3f\n", s.name, classify.NewRate(right, len(test)), macroF1(s.topics, test))
	}
	table.Flush()
}

// folded counts a topic that is not shipped as other, as the classifier does.
func folded(topic string) string {
	for _, t := range classify.ShippedTopics() {
		if t.Key == topic {
			return topic
		}
	}
	return classify.TopicOther
}

// macroF1 is the mean F1 of the shipped topics.
func macroF1(said []string, test []classify.Example) float64 {
	sum := 0.0
	topics := classify.ShippedTopics()
	for _, t := range topics {
		hits, both := 0, 0
		for i, s := range said {
			right := folded(test[i].Topic)
			if s == t.Key {
				both++
			}
			if right == t.Key {
				both++
			}
			if s == t.Key && right == t.Key {
				hits++
			}
		}
		sum += 2 * float64(hits) / float64(max(both, 1))
	}
	return sum / float64(len(topics))
}

var errNoSVC = errors.New("python3 with scikit-learn (python3-sklearn) is not installed")

// bySVC lets scikit-learn sort; its error is errNoSVC where there is none.
func bySVC(train, test []classify.Example) (sorted, error) {
	python := pythonWithSklearn()
	if python == "" {
		return sorted{}, errNoSVC
	}
	var in struct {
		Train [][2]string `json:"train"`
		Test  []string    `json:"test"`
	}
	for _, e := range train {
		in.Train = append(in.Train, [2]string{plain(e), folded(e.Topic)})
	}
	for _, e := range test {
		in.Test = append(in.Test, plain(e))
	}
	given, err := json.Marshal(in)
	if err != nil {
		return sorted{}, err
	}
	command := exec.Command(python, "-I", "-c", svcScript)
	command.Stdin, command.Stderr = bytes.NewReader(given), os.Stderr
	answer, err := command.Output()
	if err != nil {
		return sorted{}, fmt.Errorf("scikit-learn: %w", err)
	}
	var out struct {
		Version           string
		Said              []string
		Training, Sorting float64 // seconds
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		return sorted{}, fmt.Errorf("scikit-learn's answer: %w", err)
	}
	if len(out.Said) != len(test) {
		return sorted{}, fmt.Errorf("scikit-learn answered for %d of %d letters", len(out.Said), len(test))
	}
	fmt.Printf("\nTF-IDF + LinearSVC of scikit-learn %s: trained in %.1f s; %.0f letters/s\n", out.Version, out.Training, float64(len(test))/out.Sorting)
	return sorted{"TF-IDF + LinearSVC", out.Said}, nil
}

// plain is the text that scikit-learn gets: the subject and the own words.
func plain(e classify.Example) string { return e.Letter.Subject + "\n" + e.Letter.Own }

// pythonWithSklearn finds a Python that has it; the system's own comes with the
// package python3-sklearn, whatever else stands first on the path.
func pythonWithSklearn() string {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-I", "-c", "import sklearn").Run() == nil {
			return name
		}
	}
	return ""
}
