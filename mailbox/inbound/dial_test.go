package inbound

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

func TestDialSigningIn(t *testing.T) {
	capability := func(words string) string { return "* OK [CAPABILITY IMAP4rev1 " + words + "] hello\r\n" }
	for _, test := range []struct {
		name, greeting string
		answer         answerer
		want           error
		temporary      bool
		say            string // in the error, or, without one, sent to the server
	}{
		{"PLAIN", capability("SASL-IR AUTH=LOGIN AUTH=PLAIN"), always(), nil, false, "AUTHENTICATE PLAIN AGVucXVpcmllcwBzZWNyZXQ="},
		{"LOGIN command", capability("AUTH=GSSAPI"), always(), nil, false, `LOGIN "enquiries" "secret"`},
		{"capabilities only when asked", "* OK hello\r\n", always("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nOK done\r\n"), nil, false, "AUTHENTICATE PLAIN "},
		{"wrong password", usualGreeting, always("AUTHENTICATE", "NO [AUTHENTICATIONFAILED] no\r\n"), ErrSignIn, false, "the server refused the user name or password; check imap.user and imap.password_file"},
		{"wrong password, no code", usualGreeting, always("AUTHENTICATE", "NO AUTHENTICATE failed.\r\n"), ErrSignIn, false, "imap.password_file"},
		{"wrong password, LOGIN command", capability("IDLE"), always("LOGIN", "NO LOGIN failed.\r\n"), ErrSignIn, false, "imap.password_file"},
		{"expired", usualGreeting, always("AUTHENTICATE", "NO [EXPIRED] x\r\n"), ErrSignIn, false, "expired"},
		{"not now", usualGreeting, always("AUTHENTICATE", "NO [UNAVAILABLE] x\r\n"), nil, true, "NO [UNAVAILABLE]"},
		{"LOGINDISABLED", capability("LOGINDISABLED STARTTLS"), always(), ErrSignIn, false, "set imap.tls to tls or starttls"},
		{"OAuth only", capability("AUTH=XOAUTH2 LOGINDISABLED"), always(), ErrSignIn, false, "imap.tls"},
		{"turned away", "* BYE too many connections\r\n", always(), nil, true, "turns everybody away now"},
		{"gone at once", fin, always(), ErrHost, true, "ended the connection before it said anything"},
		{"no IMAP server", "220 mail ESMTP\r\n", always(), ErrHost, false, "no IMAP server"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := startFake(t, test.greeting, test.answer)
			c, err := Dial(t.Context(), f.config())
			if err == nil {
				c.Close()
				if test.want != nil || !strings.Contains(strings.Join(f.heard(), "\n"), test.say) {
					t.Errorf("signed in by %q, want %v", f.heard(), test.want)
				}
				return
			}
			t.Log(err)
			if test.want != nil && !errors.Is(err, test.want) || Temporary(err) != test.temporary ||
				!strings.Contains(err.Error(), test.say) || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v (temporary %v), want %v with %q", err, Temporary(err), test.want, test.say)
			}
			for _, command := range f.heard() {
				if strings.HasPrefix(test.greeting, "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED") && strings.HasPrefix(command, "LOGIN") {
					t.Errorf("sent %s in spite of LOGINDISABLED", command)
				}
			}
		})
	}
}

func TestDialNeverFallsBackToPlainText(t *testing.T) {
	for name, script := range map[string]struct {
		greeting string
		answer   answerer
	}{
		"NO":      {usualGreeting, always("STARTTLS", "NO not here\r\n")},
		"BAD":     {usualGreeting, always("STARTTLS", "BAD what\r\n")},
		"PREAUTH": {"* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n", always("STARTTLS", "BAD too late\r\n")},
		"no TLS":  {usualGreeting, always("STARTTLS", "T1 OK go\r\n* 1 EXISTS\r\n"+mute)},
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t, script.greeting, script.answer)
			cfg := f.config()
			cfg.TLS, cfg.Timeout = "starttls", time.Second
			c, err := Dial(t.Context(), cfg)
			if err == nil {
				c.Close()
			}
			t.Log(err)
			if !errors.Is(err, ErrTLS) {
				t.Errorf("error %v", err)
			}
			for _, command := range f.heard() {
				if strings.HasPrefix(command, "LOGIN") || strings.HasPrefix(command, "AUTHENTICATE") {
					t.Errorf("sent %s in the clear", command)
				}
			}
		})
	}
}

func TestDialRefusesToConnect(t *testing.T) {
	for _, test := range []struct {
		name string
		cfg  Config
		want error
		say  string
	}{
		// No packet leaves: 192.0.2.1 (RFC 5737) would not answer for minutes.
		{"plain beyond loopback", Config{Host: "192.0.2.1", TLS: "plain"}, ErrTLS, "imap 192.0.2.1:143: will not send mail and passwords unencrypted beyond this machine; set imap.tls to tls or starttls, or insist with imap.allow_plain: true"},
		{"unknown word", Config{Host: "127.0.0.1", TLS: "ssl"}, ErrTLS, `imap.tls is "ssl"; it must be tls, starttls or plain`},
		{"nothing listens", Config{Host: "127.0.0.1", Port: closedPort(t)}, ErrHost, "check imap.host and imap.port"},
		{"no such host", Config{Host: "mail.invalid"}, ErrHost, "imap.host"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Dial(t.Context(), test.cfg)
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.say) {
				t.Errorf("error %v, want %v with %q", err, test.want, test.say)
			}
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := Dial(ctx, Config{Host: "192.0.2.1", TLS: "plain", AllowPlain: true, Timeout: time.Minute})
	if err == nil || errors.Is(err, ErrTLS) {
		t.Errorf("allow_plain: %v", err)
	}
}

func closedPort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func TestDialCertificates(t *testing.T) {
	for _, test := range []struct {
		name, host string
		until      time.Duration // from now
		versions   uint16
		say        string
	}{
		{"another name", "mail.example.org", time.Hour, tls.VersionTLS13, "for another name"},
		{"expired", "127.0.0.1", -time.Hour, tls.VersionTLS13, "expired"},
		{"old TLS", "127.0.0.1", time.Hour, tls.VersionTLS11, "check imap.port and imap.tls"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cert, cas := certificate(t, test.host, time.Now().Add(test.until))
			listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
				Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: test.versions})
			if err != nil {
				t.Fatal(err)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				for {
					conn, err := listener.Accept()
					if err != nil {
						return
					}
					_ = conn.(*tls.Conn).Handshake()
					conn.Close()
				}
			}()
			defer func() { listener.Close(); <-done }()
			_, err = Dial(t.Context(), Config{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, TLS: "tls", RootCAs: cas})
			t.Log(err)
			if !errors.Is(err, ErrTLS) || Temporary(err) || !strings.Contains(err.Error(), test.say) {
				t.Errorf("error %v, want %q", err, test.say)
			}
		})
	}
}

func certificate(t *testing.T, host string, until time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: until.Add(-48 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	cas := x509.NewCertPool()
	cas.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, cas
}

func TestBackoff(t *testing.T) {
	b := Backoff()
	for i := range 100 {
		pause := b.NextBackOff()
		if pause < time.Second || pause > 5*time.Minute || i == 0 && pause > 3*time.Second || i > 20 && pause < 100*time.Second {
			t.Errorf("pause %d: %v", i, pause)
		}
	}
}

func TestTemporaryKnowsItsOwn(t *testing.T) {
	for _, err := range []error{nil, errors.New("other"), context.Canceled} {
		if Temporary(err) {
			t.Errorf("%v is called temporary", err)
		}
	}
}
