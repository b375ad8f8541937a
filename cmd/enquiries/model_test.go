package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"hee.nhs.uk/enquiries/mailbox/memserver"
	"hee.nhs.uk/enquiries/store"
)

// invoiceLetters gives invented letters about a topic that the corpus does not have.
func invoiceLetters(t *testing.T) (raw [][]byte) {
	t.Helper()
	data, err := os.ReadFile("../../classify/testdata/invoices.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		var l struct{ Subject, Body string }
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		raw = append(raw, letter(len(raw)+1, l.Subject, l.Body))
	}
	return raw
}

// office is the program in this process, without its jobs: the test does what
// they do when it is due.
type office struct {
	*testing.T
	*app
	config string
	server *memserver.Server
	by     int64 // a user
}

func openOffice(t *testing.T) *office {
	t.Helper()
	config, server := memConfig(t, "listen:", "topics: [{key: framework_downloads}, {key: training}, {key: elearning_access}, {key: invoices}]\nverdict: {unsure_below: 0.999}\nlisten:")
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.readSecrets(config, os.Getenv); err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.close)
	user, _, err := a.store.AddUser(t.Context(), "ruth@example.org", "Ruth", store.RoleTriage)
	if err != nil {
		t.Fatal(err)
	}
	return &office{t, a, config, server, user.ID}
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// post lets letters come in.
func (o *office) post(letters ...[]byte) {
	o.Helper()
	for _, raw := range letters {
		_, err := o.server.Append("INBOX", raw, time.Now())
		o.must(err)
	}
	o.must(o.desk.Poll(o.Context()))
}

func (o *office) enquiry(id int64) store.Enquiry {
	o.Helper()
	e, err := o.store.Enquiry(o.Context(), id)
	o.must(err)
	return e
}

// model runs a command on the models, beside the program, and lets the program
// look what came of it.
func (o *office) model(args ...string) string {
	o.Helper()
	var out, errs bytes.Buffer
	if code := run(o.Context(), append(append([]string{"model"}, args...), "--config", o.config), streams{strings.NewReader(""), &out, &errs}, os.Getenv); code != exitDone {
		o.Fatalf("model %v: exit %d: %s", args, code, errs.String())
	}
	o.must(o.learner.Refresh(o.Context()))
	return out.String()
}

// TestTheProgramLearnsFromPeopleAndStepsBack goes the whole way: letters come in,
// a person sorts them, a command trains, letters are sorted by what was learned.
func TestTheProgramLearnsFromPeopleAndStepsBack(t *testing.T) {
	if raceDetector {
		t.Skip("trains on the whole corpus, which takes too long under the race detector: run it without, as 'make test' does")
	}
	const taught = 50
	o := openOffice(t)
	letters := invoiceLetters(t)
	o.post(letters...)
	if out := o.model("train"); !strings.Contains(out, "nothing new") {
		t.Errorf("nobody has sorted anything: %s", out)
	}
	for id := int64(1); id <= taught; id++ {
		o.must(o.store.SetTopic(t.Context(), store.Change{Enquiry: id, Version: o.enquiry(id).Version, By: o.by}, "invoices"))
	}
	unsure := map[int64]bool{}
	for id := int64(taught + 1); id <= int64(len(letters)); id++ {
		unsure[id] = o.enquiry(id).Unsure
	}

	out := o.model("train")
	if !strings.Contains(out, "Model 1 was taken") || !strings.Contains(out, "Learned from 50 corrections") {
		t.Fatalf("train: %s", out)
	}
	books := openBooks(t, o.config)
	doubts, sorted := 0, 0
	for id, unsure := range unsure {
		model := books.count(fmt.Sprintf(`SELECT model FROM message WHERE enquiry = %d`, id))
		if want := map[bool]int{true: 1, false: 0}[unsure]; model != want {
			t.Errorf("enquiry %d, unsure before: %v, has a verdict of model %d", id, unsure, model)
		}
		if unsure {
			doubts++
			if o.enquiry(id).Topic == "invoices" {
				sorted++
			}
		}
	}
	t.Logf("%s\n%d of %d unsure enquiries are about invoices now", out, sorted, doubts)
	if doubts == 0 || 2*sorted < doubts {
		t.Errorf("of %d unsure enquiries %d are about invoices by what was learned", doubts, sorted)
	}
	if e := o.enquiry(1); e.Topic != "invoices" || e.Version != 2 {
		t.Errorf("what a person has decided changed: %s, version %d", e.Topic, e.Version)
	}

	o.post(letter(len(letters)+1, "Unpaid invoice", "Our invoice 5521 is overdue. When will it be paid, and do you need a purchase order number?"))
	newest := int64(len(letters) + 1)
	if model := books.count(`SELECT model FROM message ORDER BY id DESC LIMIT 1`); model != 1 || o.enquiry(newest).Topic != "invoices" {
		t.Errorf("the next letter is %s by model %d", o.enquiry(newest).Topic, model)
	}
	var row modelRow
	if err := json.Unmarshal([]byte(strings.SplitAfter(o.model("list", "--json"), "\n")[0]), &row); err != nil || row.Model != 1 || !row.InUse || row.Figures.Corrections != taught {
		t.Errorf("list: %+v, %v", row, err)
	}

	if out := o.model("back"); !strings.Contains(out, "Model 0 sorts") {
		t.Errorf("back: %s", out)
	}
	if list := o.model("list"); !strings.Contains(list, "0*") || strings.Contains(list, "1*") {
		t.Errorf("list after back:\n%s", list)
	}
	o.post(letter(len(letters)+2, "Our bill", "Please pay the attached invoice."))
	if model := books.count(`SELECT model FROM message ORDER BY id DESC LIMIT 1`); model != 0 {
		t.Errorf("after the step back a letter is sorted by model %d", model)
	}
	o.learner.Nightly(t.Context())
	if n := books.count(`SELECT count(*) FROM model`); n != 1 {
		t.Errorf("%d models after a night: a person's step back is not undone by the machine", n)
	}
}

func TestModelBackSaysWhatToDo(t *testing.T) {
	config, _ := memConfig(t)
	for args, want := range map[string]string{
		"back": "no model before", "back 7": "no model 7", "back x": "no number",
	} {
		code, _, errs := command(t, "", append(append([]string{"model"}, strings.Fields(args)...), "--config", config)...)
		if code == exitDone || !strings.Contains(errs, want) || !strings.Contains(errs, "model list") {
			t.Errorf("%s: exit %d: %s", args, code, errs)
		}
	}
	code, out, errs := command(t, "", "model", "list", "--config", config)
	if code != exitDone || !strings.Contains(out, "0*") {
		t.Errorf("list: exit %d: %s%s", code, out, errs)
	}
}
