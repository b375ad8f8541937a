package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "enquiries.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestExampleConfigShowsEveryDefault holds config.example.yaml and
// defaultConfig together: the example gives the defaults, and names every key.
func TestExampleConfigShowsEveryDefault(t *testing.T) {
	text, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := defaultConfig()
	got.Topics = nil
	if err := decodeStrict("config.example.yaml", text, &got); err != nil {
		t.Fatal(err)
	}
	want := defaultConfig()
	want.IMAP.Host, want.IMAP.User = "outlook.example.org", "mentalhealth@example.org" // these have no default
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(imapConfig{}, oauthConfig{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("config.example.yaml differs from the defaults (-default +example):\n%s", diff)
	}
	for _, key := range allKeys(reflect.TypeFor[config]()) {
		if !strings.Contains(string(text), key+":") {
			t.Errorf("config.example.yaml does not show the key %s", key)
		}
	}
}

func allKeys(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		if key := f.Tag.Get("yaml"); key != "" {
			out = append(out, key)
		}
		switch inner := f.Type; {
		case inner.Kind() == reflect.Struct:
			out = append(out, allKeys(inner)...)
		case inner.Kind() == reflect.Slice && inner.Elem().Kind() == reflect.Struct:
			out = append(out, allKeys(inner.Elem())...)
		}
	}
	return out
}

const smallest = "imap:\n  host: mail.example.org\n  user: enquiries\n"

func TestConfigFillsInWhatFollows(t *testing.T) {
	path := writeConfig(t, smallest+"  tls: starttls\n  password_file: secrets/imap\ntopics:\n  - key: peer_support\n    examples: [Where is the peer group?]\n")
	got, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(path)
	if got.IMAP.Port != 143 || got.IMAP.PasswordFile != filepath.Join(folder, "secrets/imap") || got.Database != filepath.Join(folder, "enquiries.db") {
		t.Errorf("port %d, password file %s, database %s", got.IMAP.Port, got.IMAP.PasswordFile, got.Database)
	}
	if len(got.Topics) != 2 || got.Topics[0].Label != "Peer support" || got.Topics[1].Key != "other" {
		t.Errorf("topics %+v; want Peer support, then other", got.Topics)
	}
	if time.Duration(got.PollInterval) != time.Minute {
		t.Errorf("poll_interval %v", time.Duration(got.PollInterval))
	}
}

func TestConfigMistakesNameFileLineKeyAndHint(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // in one line of the error
	}{
		"a misspelt key":               {"imap:\n  hots: mail.example.org\n", []string{":2:", "imap.hots", `did you mean "host"?`}},
		"a key that is nowhere":        {smallest + "colour: blue\n", []string{":4:", "colour", "there is no such key", "poll_interval"}},
		"a key inside a list":          {smallest + "topics:\n  - key: a\n    lable: A\n", []string{":6:", "topics[0].lable", `"label"`}},
		"words for a number":           {smallest + "  port: imaps\n", []string{":4:", "imap.port", "whole number"}},
		"a number in quotes":           {smallest + "  port: \"993\"\n", []string{":4:", "imap.port", "whole number"}},
		"a number without a unit":      {smallest + "poll_interval: 60\n", []string{":4:", "poll_interval", "90s"}},
		"a list for a word":            {"imap:\n  host: [a, b]\n", []string{":2:", "imap.host", "expects a word"}},
		"a word for a list":            {smallest + "  folders: INBOX\n", []string{":4:", "imap.folders", "a list"}},
		"a word for keys":              {"imap: mail.example.org\n", []string{":1:", "imap", "expects keys below it"}},
		"yes for true":                 {smallest + "  allow_plain: maybe\n", []string{":4:", "imap.allow_plain", "true or false"}},
		"a size in words":              {smallest + "  max_letter: huge\n", []string{":4:", "imap.max_letter", "35MiB"}},
		"a tab":                        {"imap:\n\thost: a\n", []string{":2:", "not valid YAML"}},
		"a key twice":                  {"listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n", []string{":2:", "listen"}},
		"no host":                      {"imap:\n  user: a\n", []string{"imap.host", "is empty"}},
		"a host with its port":         {"imap:\n  user: a\n  host: imaps://mail.example.org:993\n", []string{"imap.host", "host name alone"}},
		"an unknown way of encryption": {smallest + "  tls: ssl\n", []string{"imap.tls", "starttls"}},
		"a topic twice":                {smallest + "topics: [{key: a}, {key: a}]\n", []string{"topics[1].key", "twice"}},
		"a topic in capitals":          {smallest + "topics: [{key: Peer Support}]\n", []string{"topics[0].key", "peer_support"}},
		"an unknown zone":              {smallest + "working_time: {zone: Europe/Lundon}\n", []string{"working_time", "Europe/London"}},
		"hours the wrong way round":    {smallest + "working_time: {hours: {monday: 17:00-09:00}}\n", []string{"working_time", "hours.monday", "09:00-17:00"}},
		"an unknown day":               {smallest + "working_time: {hours: {mon: 09:00-17:00}}\n", []string{"working_time", `"mon"`}},
		"a listen without port":        {smallest + "listen: localhost\n", []string{"listen", "127.0.0.1:8080"}},
		"a name for an address":        {smallest + "mailbox: {addresses: [Team]}\n", []string{"mailbox.addresses[0]", "e-mail address"}},
		"a probability of two":         {smallest + "verdict: {unsure_below: 2}\n", []string{"verdict.unsure_below", "0.6"}},
		"a night that is no time":      {smallest + "learning: {at: 2.30am}\n", []string{"learning.at", "02:30"}},
		"a size beyond all letters":    {smallest + "  max_letter: 17179869185GiB\n", []string{":4:", "imap.max_letter", "35MiB"}},
		"two documents":                {smallest + "---\nlisten: a\n", []string{":5:", "second YAML document"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeConfig(t, c.text)
			_, err := loadConfig(path)
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.HasPrefix(err.Error(), path) {
				t.Errorf("%q does not begin with the file", err)
			}
			for _, want := range c.want {
				if !strings.Contains(strings.Split(err.Error(), "\n")[0], want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

func TestConfigAsPeopleWriteIt(t *testing.T) {
	path := writeConfig(t, "\ufeffimap:\n  host: mail.example.org\n  user: 0123\n")
	got, err := loadConfig(path)
	if err != nil || got.IMAP.User != "0123" {
		t.Errorf("user %q, %v", got.IMAP.User, err)
	}
	path = writeConfig(t, "imap: {host: mail.example.org, user: team@example.org}\n")
	if got, err := loadConfig(path); err != nil || len(got.Mailbox.Addresses) != 1 || got.Mailbox.Addresses[0] != "team@example.org" {
		t.Errorf("addresses %v, %v", got.Mailbox.Addresses, err)
	}
}

func TestPasswordComesFromFileOrEnvironment(t *testing.T) {
	folder := t.TempDir()
	secret := filepath.Join(folder, "secret")
	if err := os.WriteFile(secret, []byte("pass word \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	none := func(string) string { return "" }
	c := config{IMAP: imapConfig{PasswordFile: secret}}
	if err := c.readPassword("x.yaml", none); err != nil || c.IMAP.password != "pass word " {
		t.Errorf("password %q, %v: the file's line end alone is no part of it", c.IMAP.password, err)
	}
	c = config{}
	if err := c.readPassword("x.yaml", func(k string) string { return map[string]string{passwordVariable: "env"}[k] }); err != nil || c.IMAP.password != "env" {
		t.Errorf("password %q, %v", c.IMAP.password, err)
	}
	for _, file := range []string{"", filepath.Join(folder, "missing")} {
		c = config{IMAP: imapConfig{PasswordFile: file}}
		if err := c.readPassword("x.yaml", none); err == nil || !strings.Contains(err.Error(), "imap.password_file") {
			t.Errorf("%q: error %v does not name the setting", file, err)
		}
	}
}
