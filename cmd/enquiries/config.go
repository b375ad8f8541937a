package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store"
)

// config is everything that config.yaml can say. Its zero value is not usable:
// start from defaultConfig. Paths are absolute after loadConfig.
type config struct {
	Organisation string        `yaml:"organisation"`
	Service      string        `yaml:"service"`
	Mailbox      mailboxConfig `yaml:"mailbox"`
	IMAP         imapConfig    `yaml:"imap"`
	PollInterval duration      `yaml:"poll_interval"`
	Database     string        `yaml:"database"`
	Listen       string        `yaml:"listen"`
	PublicURL    string        `yaml:"public_url"`
	WorkingTime  timeConfig    `yaml:"working_time"`
	Topics       []topicConfig `yaml:"topics"`
	Verdict      verdictConfig `yaml:"verdict"`
	Learning     learnConfig   `yaml:"learning"`
	Signposting  string        `yaml:"signposting"`
	Log          logConfig     `yaml:"log"`
}

type imapConfig struct {
	Preset       string        `yaml:"preset"`
	Host         string        `yaml:"host"`
	Port         int           `yaml:"port"`
	TLS          string        `yaml:"tls"`
	AllowPlain   bool          `yaml:"allow_plain"`
	User         string        `yaml:"user"`
	PasswordFile string        `yaml:"password_file"`
	OAuth        oauthConfig   `yaml:"oauth"`
	CAFile       string        `yaml:"ca_file"`
	Folders      []string      `yaml:"folders"`
	Exclude      []string      `yaml:"exclude"`
	JunkFolders  []string      `yaml:"junk_folders"`
	SentFolders  []string      `yaml:"sent_folders"`
	Filed        []filedConfig `yaml:"filed"`
	MaxLetter    byteSize      `yaml:"max_letter"`
	BatchLetters int           `yaml:"batch_letters"`
	Timeout      duration      `yaml:"timeout"`

	password string // from PasswordFile or passwordVariable, never from the YAML itself
}

type timeConfig struct {
	Zone             string            `yaml:"zone"`
	Hours            map[string]string `yaml:"hours"`
	ExtraHolidays    []string          `yaml:"extra_holidays"`
	BankHolidaysURL  string            `yaml:"bank_holidays_url"`
	BankHolidaysArea string            `yaml:"bank_holidays_area"`
}

type topicConfig struct {
	Key      string   `yaml:"key"`
	Label    string   `yaml:"label"`
	Target   duration `yaml:"target"`
	Owners   []string `yaml:"owners"`
	Examples []string `yaml:"examples"`
}

type verdictConfig struct {
	UnsureBelow float64 `yaml:"unsure_below"`
	ConcernFrom float64 `yaml:"concern_from"`
}

type learnConfig struct {
	At  string `yaml:"at"`
	Off bool   `yaml:"off"`
}

type logConfig struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// passwordVariable may hold the IMAP password instead of imap.password_file.
const passwordVariable = "ENQUIRIES_IMAP_PASSWORD"

// defaultConfig is the one place where defaults live; config.example.yaml
// shows the same values, and a test holds the two together.
func defaultConfig() config {
	return config{
		Service:      "Enquiries",
		IMAP:         imapConfig{TLS: "tls", Exclude: slices.Clone(defaultExclude), MaxLetter: 35 << 20, BatchLetters: 300, Timeout: duration(time.Minute)},
		PollInterval: duration(time.Minute),
		Database:     "enquiries.db",
		Listen:       "127.0.0.1:8080",
		WorkingTime: timeConfig{
			Zone: "Europe/London",
			Hours: map[string]string{
				"monday": "09:00-17:00", "tuesday": "09:00-17:00", "wednesday": "09:00-17:00",
				"thursday": "09:00-17:00", "friday": "09:00-17:00",
			},
			BankHolidaysArea: "england-and-wales",
		},
		Topics:      defaultTopics(),
		Verdict:     verdictConfig{}, // zero: the classifier's own thresholds
		Learning:    learnConfig{At: "02:30"},
		Signposting: defaultSignposting,
		Log:         logConfig{Level: "info", Format: "text"},
	}
}

const defaultSignposting = `If somebody is in immediate danger, call 999 or go to A&E.
For urgent help with mental health, call NHS 111 and choose the mental health option.
Samaritans: call 116 123, free, day and night.
Text SHOUT to 85258.
`

// defaultTopics are the four topics the product ships with. Targets are
// working time: eight hours are one working day.
func defaultTopics() []topicConfig {
	return []topicConfig{
		{Key: "framework_downloads", Label: "Framework downloads", Target: duration(16 * time.Hour)},
		{Key: "training", Label: "Training", Target: duration(16 * time.Hour)},
		{Key: "elearning_access", Label: "E-learning access", Target: duration(8 * time.Hour)},
		{Key: classify.TopicOther, Label: "Other", Target: duration(24 * time.Hour)},
	}
}

// configErrors is what is wrong with a configuration, one line each.
type configErrors []error

func (e configErrors) Error() string { return errors.Join(e...).Error() }

// loadConfig reads, checks and completes the configuration in the file. Every
// error names the file, the key and what to do; all of them are reported at
// once. Relative paths in it are relative to the folder the file is in.
func loadConfig(path string) (config, error) {
	c := defaultConfig()
	text, err := os.ReadFile(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return c, fmt.Errorf("%s: there is no such file; copy config.example.yaml there and fill it in", path)
		}
		return c, fmt.Errorf("read the configuration: %w", err)
	}
	if err := decodeStrict(path, text, &c); err != nil {
		return c, err
	}
	if err := c.complete(path); err != nil {
		return c, err
	}
	return c, nil
}

// complete fills in what follows from other settings, reads the secrets and
// validates the whole.
func (c *config) complete(path string) error {
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("find the folder of %s: %w", path, err)
	}
	for _, p := range []*string{
		&c.Database, &c.IMAP.PasswordFile, &c.IMAP.CAFile,
		&c.IMAP.OAuth.ClientSecretFile, &c.IMAP.OAuth.CertificateFile, &c.IMAP.OAuth.TokenFile,
	} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(folder, *p)
		}
	}
	if len(c.Mailbox.Addresses) == 0 && isAddress(c.IMAP.User) {
		c.Mailbox.Addresses = []string{c.IMAP.User}
	}
	c.IMAP.fillPreset()
	if c.IMAP.Port == 0 {
		c.IMAP.Port = map[string]int{"tls": 993, "starttls": 143, "plain": 143}[c.IMAP.TLS]
	}
	if !c.hasTopic(classify.TopicOther) {
		c.Topics = append(c.Topics, topicConfig{Key: classify.TopicOther, Label: "Other"})
	}
	for i, t := range c.Topics {
		if t.Label == "" {
			c.Topics[i].Label = labelFor(t.Key)
		}
	}
	if errs := c.validate(); len(errs) > 0 {
		for i, err := range errs {
			errs[i] = fmt.Errorf("%s: %w", path, err)
		}
		return configErrors(errs)
	}
	return nil
}

// readPassword fetches the IMAP password from its file or the environment. Only
// commands that sign in to the mailbox need it.
func (c *config) readPassword(path string, getenv func(string) string) error {
	c.IMAP.password = getenv(passwordVariable)
	if c.IMAP.PasswordFile == "" {
		if c.IMAP.password == "" {
			return fmt.Errorf("%s: imap.password_file: no password is configured; put it in a file that only this service can read and name the file here, or set %s", path, passwordVariable)
		}
		return nil
	}
	secret, err := os.ReadFile(c.IMAP.PasswordFile)
	if err != nil {
		return fmt.Errorf("%s: imap.password_file: %w; create the file with the mailbox's password as its only line", path, err)
	}
	c.IMAP.password = strings.TrimRight(string(secret), "\r\n")
	if c.IMAP.password == "" {
		return fmt.Errorf("%s: imap.password_file: %s is empty; write the mailbox's password into it", path, c.IMAP.PasswordFile)
	}
	return nil
}

// mailboxName is what the pages call the mailbox.
func (c *config) mailboxName() string {
	if own := c.Mailbox.own(); len(own) > 0 {
		return own[0]
	}
	return "the mailbox"
}

func (c *config) hasTopic(key string) bool {
	for _, t := range c.Topics {
		if t.Key == key {
			return true
		}
	}
	return false
}

// labelFor makes a readable label of a topic's key: "peer_support" gives "Peer support".
func labelFor(key string) string {
	label := strings.ReplaceAll(key, "_", " ")
	if label == "" {
		return label
	}
	return strings.ToUpper(label[:1]) + label[1:]
}

// policies gives the topics as the store needs them.
func (c *config) policies() []store.TopicPolicy {
	var out []store.TopicPolicy
	for _, t := range c.Topics {
		out = append(out, store.TopicPolicy{Key: t.Key, Target: time.Duration(t.Target), Owners: t.Owners})
	}
	return out
}

// classifierTopics gives the topics as the classifier needs them.
func (c *config) classifierTopics() []classify.Topic {
	var out []classify.Topic
	for _, t := range c.Topics {
		out = append(out, classify.Topic{Key: t.Key, Examples: t.Examples})
	}
	return out
}
