package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/store"
)

func ledgerCommand(s streams) *cobra.Command {
	var path string
	var asJSON bool
	c := &cobra.Command{
		Use:   "ledger",
		Short: "Account for every letter the mail server has shown us",
		Long: `ledger lists every letter the server has shown us and where it ended up: stored,
quarantined (kept whole for a person to deal with), or set aside with a reason.
It may run beside a running serve.

With --json it prints one object a line:
  {"account","folder","uidvalidity","uid","state","reason","size","sha256"}
UIDs belong to a folder, its UIDVALIDITY and an account: 0 for the first mail
account that was read, 1 after the mailbox has moved to another server, and so on.`,
		Example: "  enquiries ledger --config enquiries.yaml\n  enquiries ledger --config enquiries.yaml --json | jq -r .state | sort | uniq -c",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(path)
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), &cfg, func(st *store.Store) error {
				if asJSON {
					return ledgerJSON(cmd.Context(), s, st)
				}
				return ledgerTable(cmd.Context(), s, st)
			})
		},
	}
	configFlag(c, &path)
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

func ledgerJSON(ctx context.Context, s streams, st *store.Store) error {
	out := bufio.NewWriter(s.out)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	err := st.Ledger(ctx, func(row store.LedgerRow) error { return lines.Encode(row) })
	return errors.Join(err, out.Flush())
}

func ledgerTable(ctx context.Context, s streams, st *store.Store) error {
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FOLDER\tUIDVALIDITY\tUID\tSTATE\tBYTES\tREASON")
	count := map[store.State]int{}
	err := st.Ledger(ctx, func(row store.LedgerRow) error {
		count[row.State]++
		_, err := fmt.Fprintf(table, "%s\t%d\t%d\t%s\t%d\t%s\n", row.Folder, row.UIDValidity, row.UID, row.State, row.Size, row.Reason)
		return err
	})
	if err := errors.Join(err, table.Flush()); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "\n%d stored, %d quarantined, %d set aside\n", count[store.Stored], count[store.Quarantined], count[store.SetAside])
	return nil
}
