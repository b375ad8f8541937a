package main

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hee.nhs.uk/enquiries/store"
)

// linkValid is how long a sign-in link waits to be used.
const linkValid = 24 * time.Hour

func userCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: "Manage who may sign in to the dashboard",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	c.AddCommand(userAddCommand(s))
	return c
}

func userAddCommand(s streams) *cobra.Command {
	var path, email, name, role string
	c := &cobra.Command{
		Use:   "add",
		Short: "Add a user, or let one in again, and print a one-time sign-in link",
		Long: `add lets a person sign in. It prints a link that signs in once; hand it over in
a way that only that person sees. Run it again for the same address to print a
new link, or with another --role to change the role. It may run beside serve.

Roles, each with what the one before may do:
  reader         sees everything, changes nothing
  triage         sorts, assigns, notes and closes enquiries
  lead           the same, and answers for the figures
  administrator  everything`,
		Example: "  enquiries user add --config enquiries.yaml --email ruth@example.org --role triage",
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.NoArgs(cmd, args); err != nil {
				return err
			}
			return checkUserFlags(email, role)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(path)
			if err != nil {
				return err
			}
			return withStore(cmd.Context(), &cfg, func(st *store.Store) error {
				return addUser(cmd.Context(), s, st, &cfg, store.User{Email: email, Name: name, Role: store.Role(role)})
			})
		},
	}
	configFlag(c, &path)
	c.Flags().StringVar(&email, "email", "", "the person's e-mail `ADDRESS`")
	c.Flags().StringVar(&name, "name", "", "the person's `NAME` as pages show it (default: the address up to its @)")
	c.Flags().StringVar(&role, "role", "", "the `ROLE`: reader, triage, lead or administrator")
	_ = c.MarkFlagRequired("email")
	_ = c.MarkFlagRequired("role")
	return c
}

func checkUserFlags(email, role string) error {
	if !isAddress(email) {
		return fmt.Errorf("--email: %q is not an e-mail address; give one like ruth@example.org", email)
	}
	if !slices.Contains(store.Roles, store.Role(role)) {
		return fmt.Errorf("--role: there is no role %q; use reader, triage, lead or administrator", role)
	}
	return nil
}

func addUser(ctx context.Context, s streams, st *store.Store, cfg *config, u store.User) error {
	before, err := st.Users(ctx)
	if err != nil {
		return err
	}
	user, created, err := st.AddUser(ctx, u.Email, u.Name, u.Role)
	if err != nil {
		return err
	}
	token, err := st.NewSignInLink(ctx, user.ID, linkValid)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s %s.\nThis link signs in once, within %d hours:\n%s\n", user.Email, whatBecame(user, created, before), int(linkValid.Hours()), signInURL(cfg, token))
	return nil
}

// whatBecame says what adding did to a user who may have been there before.
func whatBecame(user store.User, created bool, before []store.User) string {
	if created {
		return fmt.Sprintf("was added as %s", user.Role)
	}
	for _, u := range before {
		if u.ID == user.ID && u.Role != user.Role {
			return fmt.Sprintf("was %s and is now %s", u.Role, user.Role)
		}
	}
	return fmt.Sprintf("is a user already, as %s", user.Role)
}

// signInURL is where a browser redeems a sign-in token.
func signInURL(cfg *config, token string) string {
	return baseURL(cfg) + "/sign-in/" + token
}

// baseURL is where browsers find the dashboard: public_url, or else the
// address that is listened on.
func baseURL(cfg *config) string {
	if cfg.PublicURL != "" {
		return strings.TrimRight(cfg.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return "http://" + cfg.Listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
