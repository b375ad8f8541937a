package web

import (
	"encoding/json"
	"fmt"
	"slices"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// modelRow is one training.
type modelRow struct {
	Number  int64
	Made    when
	By      string
	State   tag
	Why     string
	Figures []string
}

// modelRows are the trainings, newest first. The last is the one without
// corrections, of which the store knows nothing.
func (s *Server) modelRows(models []store.Model) []modelRow {
	var rows []modelRow
	for _, m := range models {
		row := modelRow{Number: m.ID, Made: s.when(m.Made), By: m.MadeBy, State: modelState(m), Why: sentenceCase(m.Why), Figures: modelFigures(m.Figures)}
		if row.By == "" {
			row.By = "the program"
		}
		rows = append(rows, row)
	}
	return append(rows, modelRow{
		State:   modelState(store.Model{Taken: true, InUse: inUse(models) == 0}),
		Why:     "It comes with the program and has learned from its example letters alone",
		Figures: []string{"Nothing here: others are compared with it"},
	})
}

// modelFigures tells what was measured of a model, as far as it is known.
func modelFigures(raw []byte) (lines []string) {
	var f classify.Figures
	if err := json.Unmarshal(raw, &f); err != nil || f.Corrections == 0 {
		return []string{"Nothing is known of it"}
	}
	lines = append(lines, fmt.Sprintf("Learned from %s, %s of them new", count(f.Corrections, "decision"), grouped(f.New)))
	for _, part := range []struct {
		of       string
		compared classify.Comparison
	}{{"Letters kept apart to test with", f.Test}, {"New decisions, held back", f.Fresh}, {"Earlier decisions, held back", f.Older}} {
		before, after := part.compared.Before, part.compared.After
		if after.Letters > 0 && before.Letters == after.Letters {
			lines = append(lines, fmt.Sprintf("%s: %s right, %s before", part.of, share(after.Right, after.Letters), grouped(before.Right)))
		}
	}
	return lines
}

func modelState(m store.Model) tag {
	switch {
	case m.InUse:
		return tag{"In use", "green"}
	case m.Taken:
		return tag{"Was in use", "blue"}
	}
	return tag{"Refused", "grey"}
}

// inUse is the number of the model that sorts.
func inUse(models []store.Model) int64 {
	i := slices.IndexFunc(models, func(m store.Model) bool { return m.InUse })
	if i < 0 {
		return 0
	}
	return models[i].ID
}

func inUseWords(models []store.Model) string {
	if id := inUse(models); id > 0 {
		return fmt.Sprintf("Model %d sorts now.", id)
	}
	return "Model 0 sorts now: it comes with the program and has learned from nobody here yet."
}
