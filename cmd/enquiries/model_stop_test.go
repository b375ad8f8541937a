package main

import (
	"context"
	"errors"
	"testing"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/store"
)

// Whoever stops a training is told so in words.
func TestAStoppedModelCommandSaysSo(t *testing.T) {
	path, _ := memConfig(t, "", "")
	ctx, stop := context.WithCancel(t.Context())
	c := modelWork(&cobra.Command{}, func(ctx context.Context, _ *config, _ *store.Store, _ []string) error {
		stop()
		<-ctx.Done()
		return ctx.Err()
	})
	c.SetArgs([]string{"--config", path})
	c.SilenceErrors, c.SilenceUsage = true, true
	if err := c.ExecuteContext(ctx); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
