package main

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hee.nhs.uk/enquiries/classify"
	"hee.nhs.uk/enquiries/store/worktime"
)

var topicKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// validate checks what types cannot say. Each error begins with the key.
func (c *config) validate() []error {
	v := &validator{}
	c.validateMail(v)
	c.validateServing(v)
	c.validateTopics(v)
	_, err := c.calendar(nil)
	v.check(err == nil, "working_time", "%v", err)
	for key, x := range map[string]float64{"verdict.unsure_below": c.Verdict.UnsureBelow, "verdict.concern_from": c.Verdict.ConcernFrom} {
		v.check(x >= 0 && x < 1, key, "expects a probability from 0 up to 1, for example 0.6; leave it out for the default")
	}
	_, err = time.Parse(timeOfDay, c.Learning.At)
	v.check(err == nil, "learning.at", "expects a time of the day like 02:30, not %q", c.Learning.At)
	v.check(slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level), "log.level", "expects debug, info, warn or error")
	v.check(slices.Contains([]string{"text", "json"}, c.Log.Format), "log.format", "expects text or json")
	return v.errs
}

func (c *config) validateMail(v *validator) {
	v.check(c.IMAP.Host != "", "imap.host", "is empty; give the name of the IMAP server, or set imap.preset to microsoft365")
	v.check(!strings.ContainsAny(c.IMAP.Host, "/: ") || net.ParseIP(c.IMAP.Host) != nil, "imap.host", "expects a host name alone; the port goes into imap.port, the protocol into imap.tls")
	v.check(slices.Contains([]string{"tls", "starttls", "plain"}, c.IMAP.TLS), "imap.tls", "expects tls, starttls or plain, not %q", c.IMAP.TLS)
	v.check(c.IMAP.Port > 0 && c.IMAP.Port < 65536, "imap.port", "expects a port from 1 to 65535, usually 993 for tls and 143 for starttls")
	v.check(c.IMAP.User != "", "imap.user", "is empty; give the user name the mailbox is opened with, often its e-mail address")
	c.IMAP.validateOAuth(v)
	v.check(c.IMAP.MaxLetter >= 1<<20, "imap.max_letter", "expects at least 1MiB")
	v.check(c.IMAP.BatchLetters > 0 && c.IMAP.BatchLetters <= 10000, "imap.batch_letters", "expects a whole number from 1 to 10000")
	v.check(time.Duration(c.IMAP.Timeout) >= time.Second, "imap.timeout", "expects at least 1s")
	v.check(time.Duration(c.PollInterval) >= time.Second, "poll_interval", "expects at least 1s, for example 1m")
	c.validateMailbox(v)
}

func (c *config) validateServing(v *validator) {
	v.check(c.Database != "", "database", "is empty; give the path of the database file")
	_, port, err := net.SplitHostPort(c.Listen)
	n, convErr := strconv.Atoi(port)
	v.check(err == nil && convErr == nil && n >= 0 && n < 65536, "listen", "expects an address and a port, for example 127.0.0.1:8080")
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		v.check(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && strings.Trim(u.Path, "/") == "",
			"public_url", "expects the address staff type, without a path, for example https://enquiries.example.org")
	}
}

func (c *config) validateTopics(v *validator) {
	seen := map[string]bool{}
	for i, t := range c.Topics {
		at := fmt.Sprintf("topics[%d].", i)
		v.check(topicKey.MatchString(t.Key), at+"key", "expects small letters, digits and underscores, for example peer_support")
		v.check(!slices.Contains(classify.Obligations, classify.Obligation(t.Key)) && classify.Concern(t.Key).Rank() == 0, at+"key",
			"%q is what a formal duty or a concern is called; choose another, for example %s_matters", t.Key, t.Key)
		v.check(!seen[t.Key], at+"key", "%q is here twice; keep one", t.Key)
		v.check(t.Target >= 0, at+"target", "expects working time of 0s (no target) or more, for example 16h for two working days")
		for j, o := range t.Owners {
			v.check(isAddress(o), fmt.Sprintf("%sowners[%d]", at, j), "expects the e-mail address of a user")
		}
		for j, e := range t.Examples {
			v.check(strings.TrimSpace(e) != "", fmt.Sprintf("%sexamples[%d]", at, j), "is empty; write a sentence as people send it, or take the line out")
		}
		seen[t.Key] = true
	}
}

type validator struct{ errs []error }

func (v *validator) check(ok bool, key, format string, args ...any) {
	if !ok {
		v.errs = append(v.errs, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
	}
}

func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

// calendar builds the working-time calendar. The holidays are the shipped
// list, those given (fetched at start), and working_time.extra_holidays.
func (c *config) calendar(fetched []worktime.Date) (*worktime.Calendar, error) {
	zone, err := time.LoadLocation(c.WorkingTime.Zone)
	if err != nil {
		return nil, fmt.Errorf("zone: there is no time zone %q; use a name like Europe/London", c.WorkingTime.Zone)
	}
	days := map[time.Weekday]worktime.Hours{}
	for name, span := range c.WorkingTime.Hours {
		day, ok := weekdays[name]
		if !ok {
			return nil, fmt.Errorf("hours: there is no day %q; use monday to sunday", name)
		}
		hours, err := parseHours(span)
		if err != nil {
			return nil, fmt.Errorf("hours.%s: %w", name, err)
		}
		days[day] = hours
	}
	holidays := slices.Concat(worktime.EnglandAndWales(), fetched)
	for i, s := range c.WorkingTime.ExtraHolidays {
		date, err := worktime.ParseDate(s)
		if err != nil {
			return nil, fmt.Errorf("extra_holidays[%d]: expects a date like 2026-12-24", i)
		}
		holidays = append(holidays, date)
	}
	return worktime.New(worktime.Config{Location: zone, Days: days, Holidays: holidays})
}

const timeOfDay = "15:04"

// parseHours takes "09:00-17:00".
func parseHours(span string) (worktime.Hours, error) {
	from, to, ok := strings.Cut(span, "-")
	a, errA := time.Parse(timeOfDay, strings.TrimSpace(from))
	b, errB := time.Parse(timeOfDay, strings.TrimSpace(to))
	if !ok || errA != nil || errB != nil || !b.After(a) {
		return worktime.Hours{}, fmt.Errorf("expects a span of the day like 09:00-17:00, not %q", span)
	}
	midnight := time.Date(a.Year(), a.Month(), a.Day(), 0, 0, 0, 0, time.UTC)
	return worktime.Hours{From: a.Sub(midnight), To: b.Sub(midnight)}, nil
}
