package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"hee.nhs.uk/enquiries/cmd/internal/realparts"
	"hee.nhs.uk/enquiries/web"
)

// chromium starts a browser with one tab that can look up no host but this
// machine. It gives the tab and what lists the requests that the tab made.
func chromium(t *testing.T) (tab context.Context, requests func() []string) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(realparts.Chromium(t)), chromedp.NoSandbox, chromedp.WindowSize(1280, 1000),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	tab, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	var mu sync.Mutex
	var seen []string
	err := chromedp.Listen(tab, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, sent.Request.URL)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(tab, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return tab, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), seen...)
	}
}

func do(t *testing.T, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tab, steps...); err != nil {
		t.Fatal(err)
	}
}

func textOf(t *testing.T, tab context.Context, selector string) string {
	t.Helper()
	text, err := chromedp.Run(tab, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// startDemo runs the demo and waits until the past letters have been sorted.
func startDemo(t *testing.T, more ...string) (p *program, base, link string) {
	t.Helper()
	p = start(t, append([]string{"demo", "--listen", "127.0.0.1:0"}, more...)...)
	base = p.find(p.out, `Dashboard\s+(\S+)`)
	link = p.find(p.out, `Sign in\s+(\S+)`)
	p.find(p.err, `(msg="letters received" folder=Junk)`)
	return p, base, link
}

// TestDemoInChromium walks through the demo as a newcomer does: signs in,
// finds the concerns on top, opens an enquiry, corrects its topic, looks at
// the response times. It does so with scripts and without.
func TestDemoInChromium(t *testing.T) {
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			tab, requests := chromium(t)
			_, base, link := startDemo(t)
			_, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
			if err != nil {
				t.Fatal(err)
			}
			walk(t, tab, base, link)
			if got := requests(); len(got) < 5 {
				t.Errorf("only %d requests were seen; the watch on them does not work", len(got))
			} else {
				for _, request := range got {
					if u, err := url.Parse(request); err != nil || "http://"+u.Host != base && u.Scheme != "data" {
						t.Errorf("a request left the dashboard: %s", request)
					}
				}
			}
		})
	}
}

func walk(t *testing.T, tab context.Context, base, link string) {
	t.Helper()
	do(t, tab, chromedp.Navigate(link), chromedp.WaitVisible(chromedp.CSS("h1")))
	if got := textOf(t, tab, "h1"); got != "Inbox" {
		t.Fatalf("after signing in the page is %q", got)
	}
	first := textOf(t, tab, "main table tbody tr")
	if !strings.Contains(strings.ToLower(first), "concern") {
		t.Errorf("the first row is no concern: %q", first)
	}
	do(t, tab, chromedp.Navigate(base+"/enquiries?view=all&topic=training"), chromedp.WaitVisible(chromedp.CSS("h1")))
	subject := textOf(t, tab, "main tbody a.app-list__subject")
	do(t, tab, chromedp.Click(chromedp.CSS("main tbody a.app-list__subject")), chromedp.WaitVisible(chromedp.CSS("#topic")))
	if got := textOf(t, tab, "h1"); !strings.Contains(got, subject) {
		t.Errorf("the enquiry's title is %q, in the list it was %q", got, subject)
	}
	do(t, tab,
		chromedp.SetValue(chromedp.CSS("#topic"), "framework_downloads"),
		chromedp.Submit(chromedp.CSS("#topic")),
		chromedp.WaitVisible(chromedp.CSS(".nhsuk-notification-banner--success, .nhsuk-notification-banner")),
	)
	if got := textOf(t, tab, "main"); !strings.Contains(got, "Framework downloads") {
		t.Errorf("after correcting the topic the page says %q", got)
	}
	do(t, tab, chromedp.Navigate(base+"/response-times"), chromedp.WaitVisible(chromedp.CSS("main table")))
	if got := textOf(t, tab, "main table"); !regexp.MustCompile(`(?s)Training.*\d+ (working )?(hours|minutes)`).MatchString(got) {
		t.Errorf("response times show no time for Training: %q", got)
	}
}

// TestPagesFitANarrowScreen measures every page of the demo at 320 CSS pixels,
// which is also 1280 pixels at 400 % zoom (WCAG 2.2, success criterion 1.4.10).
func TestPagesFitANarrowScreen(t *testing.T) {
	if !web.AssetsBuilt() {
		if os.Getenv("ENQUIRIES_REAL") == "require" {
			t.Fatal("the pages' style is not built")
		}
		t.Skip("the pages' style is not built: run `make assets`")
	}
	tab, _ := chromium(t)
	_, base, link := startDemo(t)
	do(t, tab, chromedp.EmulateViewport(320, 800), chromedp.Navigate(base+"/sign-in"))
	for _, path := range []string{"/sign-in", strings.TrimPrefix(link, base), "/enquiries", "/enquiries?view=all", "/enquiries?view=all&page=2", "/enquiries/1", "/response-times", "/sorting", "/quarantine", "/nowhere"} {
		do(t, tab, chromedp.Navigate(base+path), chromedp.WaitReady(chromedp.CSS("main")))
		wide, err := chromedp.Run(tab, chromedp.Evaluate[int](`document.documentElement.scrollWidth`))
		if err != nil {
			t.Fatal(err)
		}
		if wide > 320 {
			t.Errorf("%s is %d pixels wide", path, wide)
		}
	}
}

// TestDemoShowsWhatItPromises asks the demo over HTTP: every letter accounted
// for, sorted with reasons, concerns on top, the broken one kept, more arriving.
func TestDemoShowsWhatItPromises(t *testing.T) {
	folder := t.TempDir()
	p, base, link := startDemo(t, "--data", folder)
	visitor := signIn(t, base, link)
	inbox := visitor.get("/enquiries")
	for _, want := range []string{"Concern", "quarantine", "Framework downloads", "Training", "E-learning access"} {
		if !strings.Contains(inbox, want) {
			t.Errorf("the inbox does not show %q", want)
		}
	}
	if status, page := newBrowser(t, base).ask(strings.TrimPrefix(link, base)); strings.Contains(page, "Inbox</h1>") {
		t.Errorf("the sign-in link works a second time: status %d", status)
	}
	if got := visitor.get("/quarantine"); !strings.Contains(got, "/quarantine/") {
		t.Errorf("the broken letter is not in quarantine:\n%s", got)
	}
	p.until("the letters that the staff sort", func() bool {
		return strings.Contains(visitor.get("/sorting"), "Of the 25 enquiries that people have sorted")
	})
	p.until("a letter that arrives while one watches", func() bool {
		return strings.Count(p.err.String(), `msg="letters received" folder=INBOX stored=1 `) > 0
	})
	if code := p.interrupt(); code != exitDone {
		t.Errorf("exit %d: %s", code, p.err)
	}

	t.Run("started again in the same folder nothing is doubled", func(t *testing.T) {
		again := start(t, "demo", "--listen", "127.0.0.1:0", "--data", folder)
		base := again.find(again.out, `Dashboard\s+(\S+)`)
		link := again.find(again.out, `Sign in\s+(\S+)`)
		visitor := signIn(t, base, link)
		before := total(t, inbox)
		again.until("a poll that went well", func() bool {
			status, _ := visitor.ask("/healthz")
			return status == 200
		})
		if after := total(t, visitor.get("/enquiries")); after < before || after > before+8 {
			t.Errorf("%d enquiries to do before, %d after", before, after)
		}
	})
}

// total reads the count of the first view off the inbox.
func total(t *testing.T, inbox string) int {
	t.Helper()
	m := regexp.MustCompile(`app-count">(\d+)<`).FindStringSubmatch(inbox)
	if m == nil {
		t.Fatal("the inbox shows no count")
	}
	n := 0
	if _, err := fmt.Sscan(m[1], &n); err != nil {
		t.Fatal(err)
	}
	return n
}
