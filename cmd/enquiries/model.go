package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/cmd/internal/desk"
	"hee.nhs.uk/enquiries/store"
)

func modelCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "model",
		Short: "Learn from what people have sorted, and step back",
		Long: `model works on the models of the sorting by topic. Each topic that somebody sets
or confirms on the dashboard is an example to learn from. Model 0 comes with the
program and has learned from the example letters alone. The commands may run
beside serve, which takes up within a minute what they do.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(modelTrainCommand(s), modelListCommand(s), modelBackCommand(s))
	return c
}

// modelWork makes a command that works on the store of the configuration.
func modelWork(c *cobra.Command, work func(ctx context.Context, cfg *config, st *store.Store, args []string) error) *cobra.Command {
	var path string
	c.RunE = func(cmd *cobra.Command, args []string) error {
		cfg, err := loadConfig(path)
		if err != nil {
			return err
		}
		ctx, stop := untilTold(cmd.Context())
		defer stop()
		return withStore(ctx, &cfg, func(st *store.Store) error {
			err := work(ctx, &cfg, st, args)
			if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
				return errors.New("stopped before it was done; 'enquiries model list' shows what is in use")
			}
			return err
		})
	}
	configFlag(c, &path)
	return c
}

func modelTrainCommand(s streams) *cobra.Command {
	return modelWork(&cobra.Command{
		Use:   "train",
		Short: "Train a model now, as serve does at night",
		Long: `train learns from all topics that people have set or confirmed and prints what
was measured. The new model is taken into use only if it is no worse on decisions
held back from the training and on the letters kept apart to test with; one that
is refused changes nothing, and its corrections are considered again with the
next ones. Then the enquiries that are unsure and that nobody has sorted get new
verdicts. What a person has decided stays. It takes seconds, and with 5,000
decisions a minute or two.`,
		Example: "  enquiries model train --config enquiries.yaml",
		Args:    cobra.NoArgs,
	}, func(ctx context.Context, cfg *config, st *store.Store, _ []string) error {
		t, err := desk.NewLearner(st, cfg.sorting(), newLogger(cfg.Log, s.err)).Now(ctx, 0)
		if errors.Is(err, classify.ErrNothingNew) {
			fmt.Fprintf(s.out, "There is nothing new to learn from: fewer than %d topics were set or confirmed since the model in use was trained.\n", classify.FewestNew)
			return nil
		}
		if t.Model == 0 {
			return err
		}
		for _, line := range t.Figures.Words() {
			fmt.Fprintln(s.out, line)
		}
		if !t.Taken {
			fmt.Fprintf(s.out, "Model %d was REFUSED: %s.\n", t.Model, t.Why)
			return err
		}
		fmt.Fprintf(s.out, "Model %d was taken: %s.\nIt sorts now; %d unsure enquiries were sorted anew. 'enquiries model back' steps back.\n", t.Model, t.Why, t.Sorted)
		return err
	})
}

func modelListCommand(s streams) *cobra.Command {
	var asJSON bool
	c := modelWork(&cobra.Command{
		Use:   "list",
		Short: "List the models, the newest first",
		Long: `list shows every training: when and who, from how many corrections it learned,
whether it was taken, and its accuracy on the letters kept apart to test with,
with the 95% interval. The model that sorts is marked with an asterisk.`,
		Example: "  enquiries model list --config enquiries.yaml",
		Args:    cobra.NoArgs,
	}, func(ctx context.Context, cfg *config, st *store.Store, _ []string) error {
		rows, err := modelRows(ctx, st)
		if err != nil {
			return err
		}
		if asJSON {
			return printModelLines(s, rows)
		}
		zone, err := time.LoadLocation(cfg.WorkingTime.Zone)
		if err != nil {
			return err
		}
		return printModels(s, rows, zone)
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON lines, one for each model")
	return c
}

// modelRow is one model as list prints it.
type modelRow struct {
	Model   int64             `json:"model"`
	InUse   bool              `json:"in_use"`
	Taken   bool              `json:"taken"`
	Made    time.Time         `json:"made,omitzero"`
	By      string            `json:"by,omitempty"` // "" for the program or a command
	Why     string            `json:"why"`
	Figures *classify.Figures `json:"figures,omitempty"`
}

// modelRows reads all models, the newest first; the last is number 0.
func modelRows(ctx context.Context, st *store.Store) ([]modelRow, error) {
	all, err := st.Models(ctx)
	if err != nil {
		return nil, err
	}
	zero := modelRow{InUse: true, Taken: true, Why: "it comes with the program"}
	var rows []modelRow
	for _, m := range all {
		row := modelRow{m.ID, m.InUse, m.Taken, m.Made, m.MadeBy, m.Why, new(classify.Figures)}
		if err := json.Unmarshal(m.Figures, row.Figures); err != nil {
			return nil, fmt.Errorf("figures of model %d: %w", m.ID, err)
		}
		zero.InUse = zero.InUse && !m.InUse
		rows = append(rows, row)
	}
	return append(rows, zero), nil
}

func printModelLines(s streams, rows []modelRow) error {
	lines := json.NewEncoder(s.out)
	lines.SetEscapeHTML(false)
	for _, row := range rows {
		if err := lines.Encode(row); err != nil {
			return err
		}
	}
	return nil
}

func printModels(s streams, rows []modelRow, zone *time.Location) error {
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MODEL\tMADE\tBY\tCORRECTIONS\tNEW\tTEST LETTERS RIGHT\tSTATE")
	for _, row := range rows {
		made, by, learned, fresh, right := "-", "the program", 0, 0, "-"
		if row.By != "" {
			by = row.By
		}
		if f := row.Figures; f != nil {
			made, learned, fresh, right = row.Made.In(zone).Format("2006-01-02 15:04"), f.Corrections, f.New, f.Test.After.Accuracy.String()
		}
		state := map[bool]string{true: "taken", false: "refused"}[row.Taken]
		mark := ""
		if row.InUse {
			mark, state = "*", "in use"
		}
		fmt.Fprintf(table, "%d%s\t%s\t%s\t%d\t%d\t%s\t%s\n", row.Model, mark, made, by, learned, fresh, right, state)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, row := range rows {
		if !row.Taken {
			fmt.Fprintf(s.out, "\nModel %d was refused: %s.\n", row.Model, row.Why)
		}
	}
	return nil
}

func modelBackCommand(s streams) *cobra.Command {
	return modelWork(&cobra.Command{
		Use:   "back [MODEL]",
		Short: "Step back to the model before, or to the one with this number",
		Long: `back lets the model before the one in use sort again, or the one whose number is
given: any that was taken once, or 0. A running serve takes it up within a minute.
What has been sorted stays. Nothing is learned by night until 'enquiries model
train' is run, or until 'enquiries model back' with the newest model's number.`,
		Example: "  enquiries model back --config enquiries.yaml\n  enquiries model back 3 --config enquiries.yaml",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.MaximumNArgs(1)(cmd, args); err != nil {
				return err
			}
			if len(args) == 1 {
				if id, err := strconv.ParseInt(args[0], 10, 64); err != nil || id < 0 {
					return fmt.Errorf("%q is no number of a model; 'enquiries model list' shows them", args[0])
				}
			}
			return nil
		},
	}, func(ctx context.Context, _ *config, st *store.Store, args []string) error {
		var id int64
		var err error
		if len(args) == 1 {
			id, _ = strconv.ParseInt(args[0], 10, 64) // checked with the command line
		} else if id, err = st.ModelBefore(ctx); errors.Is(err, store.ErrNotFound) {
			return errors.New("there is no model before the one in use; 'enquiries model list' shows all, give one's number")
		} else if err != nil {
			return err
		}
		if err := st.UseModel(ctx, id, 0); errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("there is no model %d that was taken; 'enquiries model list' shows all", id)
		} else if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "Model %d sorts from now on; a running serve takes it up within a minute.\n", id)
		return nil
	})
}
