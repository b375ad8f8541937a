package outbound

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"hee.nhs.uk/enquiries/mailbox/memserver"
	"hee.nhs.uk/enquiries/mailbox/signin"
)

var (
	envelope = Envelope{From: "team@example.org", To: []string{"one@example.com", "two@example.com"}}
	team     = signin.Password{User: "team", Password: "secret"}
	letter   = []byte("Subject: x\r\n\r\n.\r\n..dots\r\nna\xefve\r\n")
)

func config(at netip.AddrPort) Config {
	return Config{Host: at.Addr().String(), Port: int(at.Port()), TLS: "plain", Timeout: 20 * time.Second}
}

func TestSendArrives(t *testing.T) {
	s, err := memserver.Start(memserver.Options{User: "team", Password: "secret", Address: "team@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cfg := config(s.SMTPAddr())
	for _, who := range []signin.Credentials{nil, team} {
		cfg.Credentials = who
		if err := Send(t.Context(), cfg, envelope, letter); err != nil {
			t.Fatal(err)
		}
	}
	sent := s.Elsewhere()
	if len(sent) != 2 {
		t.Fatalf("%d letters", len(sent))
	}
	_, body, _ := strings.Cut(string(sent[0].Raw), "\r\n") // the Received line
	if body != string(letter) || sent[0].From != envelope.From || strings.Join(sent[0].To, " ") != "one@example.com two@example.com" {
		t.Errorf("arrived: %q from %s to %v", body, sent[0].From, sent[0].To)
	}

	cfg.Credentials = signin.Password{User: "team", Password: "wrong"}
	err = Send(t.Context(), cfg, envelope, letter)
	if !errors.Is(err, ErrTemporary) || !errors.Is(err, signin.ErrSignIn) || !strings.Contains(err.Error(), "check smtp.user and smtp.password_file") {
		t.Errorf("wrong password: %v", err)
	}
}

const (
	mute = "MUTE" // say nothing more and keep the connection
	fin  = "FIN"  // end the connection
	slow = "SLOW" // take the letter after slowness
)

const slowness = 400 * time.Millisecond

// sink is a scripted SMTP server: for a command that begins with a key of
// answers it gives that answer, else the usual one. The answer for "." is that
// to a whole letter, "" the greeting.
type sink struct {
	answers  map[string]string
	listener net.Listener
	running  sync.WaitGroup
	reached  chan struct{} // a value for each mute
	mu       sync.Mutex
	letters  int
}

func startSink(t *testing.T, answers map[string]string) *sink {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{answers: answers, listener: listener, reached: make(chan struct{}, 10)}
	s.running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.running.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		s.running.Wait()
	})
	return s
}

func (s *sink) config() Config {
	return config(s.listener.Addr().(*net.TCPAddr).AddrPort())
}

func (s *sink) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if !s.say(conn, r, "", "220 sink") {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		usual := "250 fine"
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); verb {
		case "EHLO":
			usual = "250-sink\r\n250 AUTH PLAIN"
		case "DATA":
			usual = "354 go"
		case "QUIT":
			usual = "221 bye"
		case "AUTH":
			usual = "235 welcome"
		}
		if !s.say(conn, r, line, usual) {
			return
		}
		if strings.HasPrefix(line, "DATA") && s.answers["DATA"] == "" {
			for line != ".\r\n" {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
			}
			s.mu.Lock()
			s.letters++
			s.mu.Unlock()
			if !s.say(conn, r, ".", "250 taken") {
				return
			}
		}
	}
}

func (s *sink) say(conn net.Conn, r *bufio.Reader, line, answer string) bool {
	for prefix, scripted := range s.answers {
		if strings.HasPrefix(line, prefix) && (prefix != "" || line == "") {
			answer = scripted
		}
	}
	switch answer {
	case mute:
		s.reached <- struct{}{}
		_, _ = r.ReadString(0) // until the client goes
		return false
	case fin:
		return false
	case slow:
		<-time.After(slowness)
		answer = "250 taken at last"
	}
	fmt.Fprint(conn, answer+"\r\n")
	return true
}

func TestSendClasses(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers map[string]string
		want    error // nil: taken
		also    error
		say     string
	}{
		{"taken", nil, nil, nil, ""},
		{"taken with an odd code", map[string]string{".": "251 taken"}, nil, nil, ""},
		{"taken, then rude", map[string]string{"QUIT": fin}, nil, nil, ""},
		{"turned away", map[string]string{"": "554 no"}, ErrTemporary, signin.ErrHost, "554"},
		{"gone at once", map[string]string{"": fin}, ErrTemporary, nil, "ended the connection before the letter was sent"},
		{"sign-in refused", map[string]string{"AUTH": "535 5.7.8 no"}, ErrTemporary, signin.ErrSignIn, "535 5.7.8"},
		{"sign-in not now", map[string]string{"AUTH": "454 4.7.0 no"}, ErrTemporary, nil, "454 4.7.0"},
		{"sign-in wanted", map[string]string{"MAIL": "530 5.7.0 no"}, ErrTemporary, signin.ErrSignIn, "sign in"},
		{"sender refused", map[string]string{"MAIL": "550 5.7.1 no"}, ErrPermanent, nil, "the sender was refused for good (550 5.7.1)"},
		{"second recipient refused", map[string]string{"RCPT TO:<two": "550 5.1.1 <two@example.com> unknown"}, ErrPermanent, nil, "recipient 2 of 2 was refused for good (550 5.1.1)"},
		{"recipient later", map[string]string{"RCPT": "452 4.2.2 full"}, ErrTemporary, nil, "recipient 1 of 2 was not accepted now (452 4.2.2)"},
		{"DATA refused", map[string]string{"DATA": "451 no"}, ErrTemporary, nil, "451"},
		{"gone at DATA", map[string]string{"DATA": fin}, ErrTemporary, nil, "before the letter was sent"},
		{"letter refused", map[string]string{".": "552 5.3.4 too big"}, ErrPermanent, nil, "the letter was refused for good (552 5.3.4)"},
		{"letter later", map[string]string{".": "451 4.3.0 no"}, ErrTemporary, nil, "451 4.3.0"},
		{"gone after the dot", map[string]string{".": fin}, ErrUncertain, nil, "may have been delivered"},
		{"nonsense after the dot", map[string]string{".": "what?"}, ErrUncertain, nil, "may have been delivered"},
		{"354 after the dot", map[string]string{".": "354 more"}, ErrUncertain, nil, "may have been delivered"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := startSink(t, test.answers).config()
			cfg.Credentials = team
			err := Send(t.Context(), cfg, envelope, letter)
			if test.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Log(err)
			for _, class := range []error{ErrPermanent, ErrTemporary, ErrUncertain} {
				if errors.Is(err, class) != (class == test.want) {
					t.Errorf("%v is %v: %v", err, class, errors.Is(err, class))
				}
			}
			if test.also != nil && !errors.Is(err, test.also) {
				t.Errorf("%v is not %v", err, test.also)
			}
			if text := err.Error(); !strings.Contains(text, test.say) || strings.Contains(text, "example.com") || strings.Contains(text, "\n") {
				t.Errorf("error %q, want %q and no address", text, test.say)
			}
		})
	}
}

// The token is dropped, so that the next attempt brings a fresh one.
func TestServerRefusesToken(t *testing.T) {
	asked := 0
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"access_token":"tok","expires_in":3600}`)
	}))
	defer tokens.Close()
	who, err := signin.NewOAuth(signin.OAuthConfig{Section: "smtp", User: "team@example.org", ClientID: "app", Secret: "secret", TokenURL: tokens.URL})
	if err != nil {
		t.Fatal(err)
	}
	challenge := base64.StdEncoding.EncodeToString([]byte(`{"status":"401"}`))
	for name, answer := range map[string]string{"challenge": "334 " + challenge, "no": "535 5.7.3 unsuccessful"} {
		cfg := startSink(t, map[string]string{"EHLO": "250-sink\r\n250 AUTH XOAUTH2", "AUTH": answer}).config()
		cfg.Credentials = who
		err = Send(t.Context(), cfg, envelope, letter)
		if !errors.Is(err, ErrTemporary) || !errors.Is(err, signin.ErrSignIn) || !strings.Contains(err.Error(), "the server refused the token (") ||
			!strings.Contains(err.Error(), "SMTP.SendAsApp") || !strings.Contains(err.Error(), "smtp.user") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if asked != 2 {
		t.Errorf("%d tokens were asked for", asked)
	}
	cfg := startSink(t, nil).config() // offers PLAIN
	cfg.Credentials = who
	if err := Send(t.Context(), cfg, envelope, letter); !errors.Is(err, signin.ErrSignIn) || !strings.Contains(err.Error(), "a token needs XOAUTH2") {
		t.Errorf("error %v", err)
	}
}

func TestRefusalTellsThePage(t *testing.T) {
	cfg := startSink(t, map[string]string{"RCPT TO:<two": "550 5.1.1 <two@example.com> unknown"}).config()
	err := Send(t.Context(), cfg, envelope, letter)
	var no *Refusal
	if !errors.As(err, &no) || *no != (Refusal{Code: 550, Enhanced: "5.1.1", Text: "<two@example.com> unknown", Recipient: "two@example.com"}) {
		t.Errorf("%+v", no)
	}
}

// Silence is ended by the limits and by the context, and only after the final
// dot does it leave doubt.
func TestSilentServer(t *testing.T) {
	for _, test := range []struct {
		at   string
		want error
	}{
		{"", ErrTemporary}, {"EHLO", ErrTemporary}, {"AUTH", ErrTemporary}, {"MAIL", ErrTemporary},
		{"RCPT", ErrTemporary}, {"DATA", ErrTemporary}, {".", ErrUncertain},
	} {
		t.Run("timeout at "+test.at, func(t *testing.T) {
			cfg := startSink(t, map[string]string{test.at: mute}).config()
			cfg.Credentials, cfg.Timeout, cfg.AnswerTimeout = team, 50*time.Millisecond, 50*time.Millisecond
			err := Send(t.Context(), cfg, envelope, letter)
			t.Log(err)
			if !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
		t.Run("cancel at "+test.at, func(t *testing.T) {
			s := startSink(t, map[string]string{test.at: mute})
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-s.reached
				cancel()
			}()
			cfg := s.config()
			cfg.Credentials = team
			err := Send(ctx, cfg, envelope, letter)
			if !errors.Is(err, test.want) || !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

// The answer to a whole letter may take longer than any other (RFC 5321,
// section 4.5.3.2.6).
func TestSlowAnswer(t *testing.T) {
	cfg := startSink(t, map[string]string{".": slow}).config()
	cfg.Timeout = slowness / 2
	if err := Send(t.Context(), cfg, envelope, letter); err != nil {
		t.Error(err)
	}
}

func TestNeverSends(t *testing.T) {
	s := startSink(t, nil)
	for _, test := range []struct {
		name     string
		envelope Envelope
		letter   string
		change   func(*Config)
		want     error
	}{
		{"no recipient", Envelope{From: "a@example.org"}, "x", func(*Config) {}, ErrPermanent},
		{"bare CR", envelope, "a\rb", func(*Config) {}, ErrPermanent},
		{"CR at the end", envelope, "a\r", func(*Config) {}, ErrPermanent},
		{"line break in sender", Envelope{From: "a@example.org>\r\nDATA", To: envelope.To}, "x", func(*Config) {}, ErrPermanent},
		{"line break in recipient", Envelope{From: "a@example.org", To: []string{"b@example.com>\nx"}}, "x", func(*Config) {}, ErrPermanent},
		{"SMTPUTF8 not offered", Envelope{From: "a@example.org", To: []string{"björn@example.com"}}, "x", func(*Config) {}, ErrPermanent},
		{"STARTTLS not offered", envelope, "x", func(c *Config) { c.TLS = "starttls" }, signin.ErrTLS},
		{"no TLS there", envelope, "x", func(c *Config) { c.TLS = "tls" }, signin.ErrTLS},
		{"plain beyond loopback", envelope, "x", func(c *Config) { c.Host = "192.0.2.1" }, signin.ErrTLS},
	} {
		t.Run(test.name, func(t *testing.T) {
			cfg := s.config()
			test.change(&cfg)
			err := Send(t.Context(), cfg, test.envelope, []byte(test.letter))
			t.Log(err)
			if !errors.Is(err, test.want) || errors.Is(err, ErrUncertain) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.letters != 0 {
		t.Errorf("%d letters were sent", s.letters)
	}
}

func TestSendEncrypted(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate, which is for 127.0.0.1
	defer web.Close()
	cas := x509.NewCertPool()
	cas.AddCert(web.Certificate())
	for _, test := range []struct {
		name, tls string
		cas       *x509.CertPool
		trusted   bool
	}{
		{"tls", "tls", cas, true},
		{"starttls", "starttls", cas, true},
		{"tls, unknown authority", "tls", x509.NewCertPool(), false},
		{"starttls, unknown authority", "starttls", x509.NewCertPool(), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := &recorder{}
			cfg := startSMTP(t, got, &tls.Config{Certificates: web.TLS.Certificates}, test.tls == "tls")
			cfg.TLS, cfg.RootCAs, cfg.HelloName, cfg.Credentials = test.tls, test.cas, "desk.example.org", team
			err := Send(t.Context(), cfg, envelope, letter)
			if !test.trusted {
				t.Log(err)
				if !errors.Is(err, signin.ErrTLS) || !errors.Is(err, ErrTemporary) || got.letter != "" || got.user != "" {
					t.Errorf("error %v, signed in %q, letter %q", err, got.user, got.letter)
				}
				return
			}
			if err != nil || got.letter != string(letter) || got.hello != "desk.example.org" || got.user != "team" {
				t.Errorf("%v: %+v", err, got)
			}
		})
	}
}

// recorder is a go-smtp server's back end. Only one session at a time.
type recorder struct{ hello, user, letter string }

func (r *recorder) NewSession(c *smtp.Conn) (smtp.Session, error) {
	r.hello = c.Hostname()
	return r, nil
}
func (r *recorder) AuthMechanisms() []string { return []string{sasl.Plain} }
func (r *recorder) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, _ string) error { r.user = user; return nil }), nil
}
func (r *recorder) Mail(string, *smtp.MailOptions) error { return nil }
func (r *recorder) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (r *recorder) Data(body io.Reader) error {
	raw, err := io.ReadAll(body)
	r.letter = string(raw)
	return err
}
func (r *recorder) Reset()        {}
func (r *recorder) Logout() error { return nil }

func startSMTP(t *testing.T, backend smtp.Backend, config *tls.Config, implicit bool) Config {
	t.Helper()
	server := smtp.NewServer(backend)
	server.TLSConfig = config
	server.ErrorLog = log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().(*net.TCPAddr)
	if implicit {
		listener = tls.NewListener(listener, config)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		server.Close()
		listener.Close()
		<-done
	})
	return Config{Host: "127.0.0.1", Port: addr.Port, Timeout: 20 * time.Second}
}
