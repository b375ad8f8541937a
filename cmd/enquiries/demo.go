package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"hee.nhs.uk/enquiries/mailbox/memserver"
	"hee.nhs.uk/enquiries/mailbox/outbound"
	"hee.nhs.uk/enquiries/store"
	"hee.nhs.uk/enquiries/store/worktime"
)

// The demo's mailbox and the people who answer in it. All of them are invented.
const (
	demoMailbox  = "mentalhealth@example.org"
	demoUser     = "you@example.org"
	demoPassword = "demo"
)

var demoStaff = []store.User{
	{Email: "ruth.adeyemi@example.org", Name: "Ruth Adeyemi", Role: store.RoleTriage},
	{Email: "callum.priestley@example.org", Name: "Callum Priestley", Role: store.RoleTriage},
	{Email: "nerys.vaughan@example.org", Name: "Nerys Vaughan", Role: store.RoleLead},
}

func demoCommand(s streams) *cobra.Command {
	var data, address string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Run the real program on invented letters, without any set-up",
		Long: `demo runs the real program against a mail server inside the same process: its
mailbox holds some ninety invented letters from the past weeks and the answers to
them. Invented staff sort some, and more arrive while you watch. Nothing leaves
this machine, and nothing stays on it unless you name a folder with --data.`,
		Example: "  enquiries demo\n  enquiries demo --listen 127.0.0.1:9000 --data ./demo-data",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilTold(cmd.Context())
			defer stop()
			return demo(ctx, s, data, address)
		},
	}
	c.Flags().StringVar(&data, "data", "", "keep the database in this `FOLDER` (default: a temporary one, removed at the end)")
	c.Flags().StringVar(&address, "listen", "127.0.0.1:8080", "the `ADDRESS` of the dashboard")
	return c
}

// demo runs until the context ends.
func demo(ctx context.Context, s streams, data, address string) error {
	folder, remove, err := demoFolder(data)
	if err != nil {
		return err
	}
	defer remove()
	begin, err := demoBegin(folder)
	if err != nil {
		return err
	}
	letters, err := loadLetters(begin, worktime.Default())
	if err != nil {
		return fmt.Errorf("the demo's letters: %w", err)
	}
	server, err := memserver.Start(memserver.Options{User: demoMailbox, Password: demoPassword, Address: demoMailbox})
	if err != nil {
		return fmt.Errorf("start the demo's mail server: %w", err)
	}
	defer server.Close()
	if err := deliverPast(server, letters); err != nil {
		return err
	}
	cfg := demoConfig(folder, address, server)
	a, err := newApp(ctx, cfg, s.err)
	if err != nil {
		return err
	}
	defer a.close()
	token, err := demoUsers(ctx, a.store)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, demoWelcome, baseURL(&a.cfg), signInURL(&a.cfg, token), folder, map[bool]string{true: " (removed at the end)"}[data == ""])
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.run(ctx) })
	group.Go(func() error { return sortPast(ctx, a.store, letters) })
	group.Go(func() error { return deliverLive(ctx, server, letters, begin) })
	return group.Wait()
}

const demoWelcome = `
Everything here is invented, and nothing leaves this machine.

  Dashboard  %s
  Sign in    %s   (this link works once)
  Data       %s%s

More letters arrive while you watch. Press Ctrl-C to stop.

`

// demoFolder gives the folder for the data and what cleans up after it.
func demoFolder(data string) (string, func(), error) {
	if data != "" {
		if err := os.MkdirAll(data, 0o700); err != nil {
			return "", nil, fmt.Errorf("--data: %w; choose a folder that can be written", err)
		}
		return data, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "enquiries-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("make a temporary folder: %w; name one with --data", err)
	}
	return folder, func() { _ = os.RemoveAll(folder) }, nil
}

// demoBegin is when the demo in this folder was first started. The letters are
// dated by it, so that a second start in the same folder shows the same mailbox.
func demoBegin(folder string) (time.Time, error) {
	path := filepath.Join(folder, "demo-began")
	text, err := os.ReadFile(path)
	if err == nil {
		begin, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
		if err != nil {
			return time.Time{}, fmt.Errorf("%s: it should hold a time: %w; choose another folder with --data", path, err)
		}
		return begin, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return time.Time{}, err
	}
	begin := time.Now().Truncate(time.Second)
	return begin, os.WriteFile(path, []byte(begin.Format(time.RFC3339)+"\n"), 0o600)
}

func demoConfig(folder, address string, server *memserver.Server) config {
	cfg := defaultConfig()
	cfg.Organisation, cfg.Service = "Health Education England", "Mental health enquiries"
	cfg.Mailbox.Addresses = []string{demoMailbox}
	imapAt := server.IMAPAddr()
	cfg.IMAP.Host, cfg.IMAP.Port, cfg.IMAP.TLS = imapAt.Addr().String(), int(imapAt.Port()), "plain"
	cfg.IMAP.User, cfg.IMAP.password = demoMailbox, demoPassword
	cfg.PollInterval = duration(2 * time.Second)
	cfg.Database = filepath.Join(folder, "enquiries.db")
	cfg.Listen = address
	cfg.Topics[0].Owners = []string{demoStaff[0].Email}
	cfg.Topics[1].Owners = []string{demoStaff[1].Email, demoStaff[2].Email}
	cfg.Topics[2].Owners = []string{demoStaff[0].Email, demoStaff[1].Email}
	return cfg
}

// demoUsers adds the people and gives the token that signs the visitor in.
func demoUsers(ctx context.Context, st *store.Store) (string, error) {
	for _, u := range demoStaff {
		if _, _, err := st.AddUser(ctx, u.Email, u.Name, u.Role); err != nil {
			return "", err
		}
	}
	you, _, err := st.AddUser(ctx, demoUser, "You", store.RoleAdministrator)
	if err != nil {
		return "", err
	}
	return st.NewSignInLink(ctx, you.ID, linkValid)
}

// deliverPast puts the letters that were there before into the mailbox.
func deliverPast(server *memserver.Server, letters []demoLetter) error {
	for _, l := range letters {
		if l.live > 0 {
			continue
		}
		var flags []imap.Flag
		if l.Folder == "Sent" {
			flags = append(flags, imap.FlagSeen)
		}
		if _, err := server.Append(l.Folder, l.raw, l.at, flags...); err != nil {
			return fmt.Errorf("put %s into the demo's mailbox: %w", l.Name, err)
		}
	}
	return nil
}

// deliverLive sends the letters that arrive while one watches, each at its
// time after the start, by SMTP as the world does.
func deliverLive(ctx context.Context, server *memserver.Server, letters []demoLetter, begin time.Time) error {
	smtpAt := server.SMTPAddr()
	cfg := outbound.Config{Host: smtpAt.Addr().String(), Port: int(smtpAt.Port()), TLS: "plain"}
	started := time.Now()
	for _, l := range letters {
		if l.live == 0 {
			continue
		}
		timer := time.NewTimer(time.Until(started.Add(l.live)))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil
		}
		err := outbound.Send(ctx, cfg, outbound.Envelope{From: "somebody@example.org", To: []string{demoMailbox}}, l.raw)
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("send %s to the demo's mailbox: %w", l.Name, err)
		}
	}
	return nil
}
