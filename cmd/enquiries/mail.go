package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/mailbox/inbound"
	"hee.nhs.uk/enquiries/mailbox/signin"
)

func mailCommand(s streams, getenv func(string) string) *cobra.Command {
	c := &cobra.Command{
		Use:   "mail",
		Short: "Sign in to the mailbox, and check that it can be read",
		Long: `mail holds the commands for the mailbox itself: check tries the settings step by
step, and sign-in lets a person sign in for the program where the mailbox may
be opened by a signed-in user only. Both leave the mailbox as it is.`,
		Example: "  enquiries mail check --config enquiries.yaml",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(mailCheckCommand(s, getenv), mailSignInCommand(s, getenv))
	return c
}

func mailCheckCommand(s streams, getenv func(string) string) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "check",
		Short: "Try the mailbox's settings step by step",
		Long: `check obtains a token if the mailbox is opened with one, signs in, lists the
folders with what they are for, and signs out again. It says each step that went
well, and of the first that did not what is wrong and what to do. It may run
beside serve.`,
		Example: "  enquiries mail check --config enquiries.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilTold(cmd.Context())
			defer stop()
			mail, err := mailServerOf(path, getenv)
			if err != nil {
				return err
			}
			return checkMail(ctx, s, mail)
		},
	}
	configFlag(c, &path)
	return c
}

func mailSignInCommand(s streams, getenv func(string) string) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "sign-in",
		Short: "Sign in to the mailbox as a person, for the program to use",
		Long: `sign-in prints an address and a code. A person opens the address in any browser,
on any machine, enters the code and signs in as the mailbox's user, or as one who
has full access to it. The sign-in is then stored in imap.oauth.token_file,
readable for this service's user alone, and tried once. A serve that runs
takes it from there within five minutes. It holds until it has not been used for 90 days, the
password changes or an administrator revokes it; then run this again.`,
		Example: "  enquiries mail sign-in --config enquiries.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilTold(cmd.Context())
			defer stop()
			mail, err := mailServerOf(path, getenv)
			if err != nil {
				return err
			}
			tokens, ok := mail.Credentials.(*signin.OAuth)
			if !ok || tokens.State().Method != signin.SignedInUser {
				return fmt.Errorf("%s: imap.oauth.token_file: no file is named, so nobody needs to sign in; name one to have a person sign in for the program", path)
			}
			return signInPerson(ctx, s, mail, tokens)
		},
	}
	configFlag(c, &path)
	return c
}

func mailServerOf(path string, getenv func(string) string) (inbound.Config, error) {
	cfg, err := loadConfig(path)
	if err != nil {
		return inbound.Config{}, err
	}
	if err := cfg.readSecrets(path, getenv); err != nil {
		return inbound.Config{}, err
	}
	return cfg.mailServer()
}

func signInPerson(ctx context.Context, s streams, mail inbound.Config, tokens *signin.OAuth) error {
	err := tokens.SignIn(ctx, func(p signin.Prompt) {
		fmt.Fprintf(s.out, "Open %s in a browser, enter the code %s, and sign in as somebody who may open the mailbox.\n", p.Address, p.Code)
		if !p.Until.IsZero() {
			fmt.Fprintf(s.out, "The code ends at %s. Waiting ...\n", moment(p.Until))
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, "signed in; the sign-in is stored")
	return checkMail(ctx, s, mail)
}

// checkMail says each step that went well; its error says which did not.
func checkMail(ctx context.Context, s streams, mail inbound.Config) error {
	if tokens, ok := mail.Credentials.(*signin.OAuth); ok {
		state, err := tokens.Obtain(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "token obtained (%s), valid until %s\n", state.Method, moment(state.ValidUntil))
	}
	conn, err := inbound.Dial(ctx, mail)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "signed in to %s:%d\n", mail.Host, mail.Port)
	err = listFolders(ctx, s, conn)
	if err = errors.Join(err, conn.Close()); err == nil {
		fmt.Fprintln(s.out, "signed out; the mailbox can be read")
	}
	return err
}

func listFolders(ctx context.Context, s streams, conn *inbound.Conn) error {
	folders, err := conn.Folders(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d folders:\n", len(folders))
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, f := range folders {
		fmt.Fprintf(table, "  %s\t%s\n", f.Name, f.Role)
	}
	return table.Flush()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "a time not known"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}
