package main

import (
	"github.com/spf13/cobra"
)

// rootCommand builds the tree of commands. Once the words of the command line
// have been understood *began is true: an error before that is one of usage.
func rootCommand(s streams, getenv func(string) string, began *bool) *cobra.Command {
	root := &cobra.Command{
		Use:   "enquiries",
		Short: "The enquiry inbox and routing service for one shared mailbox",
		Long: `enquiries reads a shared mailbox over IMAP, sorts each letter by topic, notices
letters in which somebody may be in danger, and serves a dashboard on which a
team triages them and sees how fast people are answered. The mailbox itself
stays as it is: letters are neither moved nor marked as read.

To look around without any set-up:   enquiries demo
To run it on a real mailbox:         enquiries serve --config enquiries.yaml`,
		Version:       programVersion(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(
		demoCommand(s),
		serveCommand(s, getenv),
		mailCommand(s, getenv),
		trialCommand(s),
		userCommand(s),
		ledgerCommand(s),
		modelCommand(s),
		classifyCommand(s),
		evalCommand(s),
		parseCommand(s),
		versionCommand(s),
	)
	root.CompletionOptions.HiddenDefaultCmd = true
	markBegin(root, began)
	return root
}

// markBegin sets *began when a command's own work begins: by then its words,
// flags and required flags have been checked.
func markBegin(c *cobra.Command, began *bool) {
	if work := c.RunE; work != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			*began = true
			return work(c, args)
		}
	}
	for _, child := range c.Commands() {
		markBegin(child, began)
	}
}

// configFlag adds --config to a command that needs it.
func configFlag(c *cobra.Command, path *string) {
	c.Flags().StringVar(path, "config", "", "the configuration `FILE` (see config.example.yaml)")
	_ = c.MarkFlagRequired("config") // it exists: it was added in the line before
}
