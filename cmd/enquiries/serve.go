package main

import (
	"context"
	"net"

	"github.com/spf13/cobra"
)

func serveCommand(s streams, getenv func(string) string) *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Read the mailbox and serve the dashboard",
		Long: `serve reads the configured mailbox at the configured interval, stores and sorts
what has come, and serves the dashboard. It runs until it is told to stop by an
interrupt or a SIGTERM; it may be killed at any time without losing or doubling
a letter. One serve may run on a database; the other commands may run beside it.`,
		Example: "  enquiries serve --config enquiries.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(path)
			if err != nil {
				return err
			}
			if err := cfg.readSecrets(path, getenv); err != nil {
				return err
			}
			ctx, stop := untilTold(cmd.Context())
			defer stop()
			return profiled(getenv, func() error { return serve(ctx, s, cfg) })
		},
	}
	configFlag(c, &path)
	return c
}

func serve(ctx context.Context, s streams, cfg config) error {
	tameMemory()
	a, err := newApp(ctx, cfg, s.err)
	if err != nil {
		return err
	}
	defer a.close()
	if !loopback(cfg.Listen) && cfg.PublicURL == "" {
		a.log.Warn("the dashboard is reachable from other machines without encryption; put a proxy with TLS in front of it and set public_url", "listen", cfg.Listen)
	}
	if err := a.checkOwners(ctx); err != nil {
		return err
	}
	if err := a.checkMailbox(ctx); err != nil {
		return err
	}
	return a.run(ctx)
}

// loopback reports whether an address to listen on is this machine's alone.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}
