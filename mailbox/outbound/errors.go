package outbound

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"hee.nhs.uk/enquiries/mailbox/signin"
)

// Classes of failure, for errors.Is. Each error of Send is exactly one of them.
var (
	ErrPermanent = errors.New("letter refused for good") // a 5xx answer to sender, recipient or letter: sending it again is of no use
	ErrTemporary = errors.New("letter not taken now")    // a 4xx answer, or trouble before the final dot: it was not sent and may be sent again
	ErrUncertain = errors.New("letter perhaps taken")    // no answer after the final dot: a person, or a look into Sent, must settle it
)

// Refusal is a server's no. Its fields may hold addresses: for pages, not for logs.
type Refusal struct {
	Code      int    // RFC 5321, section 4.2: 4xx or 5xx
	Enhanced  string // RFC 3463: "5.1.1"; "" when there is none
	Text      string // what the server said
	Recipient string // whom it was about; "" when about no one recipient
}

func (r *Refusal) Error() string {
	if r.Enhanced == "" {
		return fmt.Sprint(r.Code)
	}
	return fmt.Sprintf("%d %s", r.Code, r.Enhanced)
}

// failure adds what became of the letter to what happened.
type failure struct {
	class error
	error
}

func (f *failure) Unwrap() []error { return []error{f.class, f.error} }

func (s *sending) fail(class, cause error, format string, args ...any) error {
	return &failure{class: class, error: &signin.Error{
		Server: s.server.String(), What: fmt.Sprintf(format, args...), Cause: cause, Retry: errors.Is(class, ErrTemporary),
	}}
}

// refusal returns the server's no, nil when err is anything else.
func refusal(err error, recipient string) *Refusal {
	var said *smtp.SMTPError
	if !errors.As(err, &said) {
		return nil
	}
	r := &Refusal{Code: said.Code, Text: said.Message, Recipient: recipient}
	if said.EnhancedCode != (smtp.EnhancedCode{}) {
		r.Enhanced = fmt.Sprintf("%d.%d.%d", said.EnhancedCode[0], said.EnhancedCode[1], said.EnhancedCode[2])
	}
	return r
}

// broken is trouble with the connection while the letter is certainly not sent.
func (s *sending) broken(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return &failure{class: ErrTemporary, error: s.server.Stopped(ctx)}
	case s.wire.Explain() != "":
		return s.fail(ErrTemporary, errors.Join(err, s.wire.Failure()), "%s before the letter was sent", s.wire.Explain())
	default:
		return s.fail(ErrTemporary, err, "the server said something unexpected before the letter was sent")
	}
}

func (s *sending) startTLSError(ctx context.Context, err error) error {
	if refusal(err, "") == nil && s.wire.Failure() != nil || ctx.Err() != nil {
		return s.helloError(ctx, err)
	}
	return s.fail(ErrTemporary, errors.Join(signin.ErrTLS, err), "the server does not begin STARTTLS; set %s to tls, and %s to match (usually 465)",
		s.server.Setting("tls"), s.server.Setting("port"))
}

// helloError also meets the failed handshake after STARTTLS, which go-smtp
// leaves to the first command.
func (s *sending) helloError(ctx context.Context, err error) error {
	if no := refusal(err, ""); no != nil {
		return s.fail(ErrTemporary, errors.Join(signin.ErrHost, no), "the server turns us away (%v); check %s and %s",
			no, s.server.Setting("host"), s.server.Setting("hello_name"))
	}
	if ctx.Err() == nil && s.cfg.TLS == signin.StartTLS && s.client != nil {
		return &failure{class: ErrTemporary, error: s.server.HandshakeError(ctx, err)}
	}
	return s.broken(ctx, err)
}

// authError explains a refusal, and tells the credentials of it: the letter is
// sent again, and by then they may be fresh ones.
func (s *sending) authError(ctx context.Context, mechanism sasl.Client, err error) error {
	if err == nil {
		return nil
	}
	var token *signin.TokenRefused
	switch no := refusal(err, ""); {
	case errors.As(err, &token):
		s.cfg.Credentials.Refused(mechanism)
		return s.fail(ErrTemporary, errors.Join(signin.ErrSignIn, err), "%s", s.cfg.Credentials.Explain(s.server, token.Status))
	case no == nil:
		return s.broken(ctx, err)
	case no.Code >= 500:
		s.cfg.Credentials.Refused(mechanism)
		return s.fail(ErrTemporary, errors.Join(signin.ErrSignIn, no), "%s", s.cfg.Credentials.Explain(s.server, no.Error()))
	default:
		return s.fail(ErrTemporary, no, "the server can sign nobody in now (%v)", no)
	}
}

// refused explains a no before the letter was sent.
func (s *sending) refused(ctx context.Context, err error, what, recipient string) error {
	no := refusal(err, recipient)
	switch {
	case no == nil && s.wire.Failure() == nil && ctx.Err() == nil:
		// go-smtp's own no: a line break in an address, or SMTPUTF8 needed and not offered.
		return s.fail(ErrPermanent, err, "the address of %s cannot be said to this server: it holds a line break, or letters beyond ASCII that the server does not know (RFC 6531)", what)
	case no == nil:
		return s.broken(ctx, err)
	case no.Code == 530: // RFC 4954, section 6: it is about us
		return s.fail(ErrTemporary, errors.Join(signin.ErrSignIn, no), "the server wants us to sign in (%v); check %s and %s",
			no, s.server.Setting("user"), s.server.Setting("password_file"))
	case no.Code >= 500:
		return s.fail(ErrPermanent, no, "%s was refused for good (%v)", what, no)
	default:
		return s.fail(ErrTemporary, no, "%s was not accepted now (%v)", what, no)
	}
}

// verdict explains the answer to the final dot.
func (s *sending) verdict(ctx context.Context, err error) error {
	no := refusal(err, "")
	switch {
	case err == nil, no != nil && no.Code/100 == 2: // 250 is usual, not the only one
		return nil
	case no != nil && no.Code/100 == 5:
		return s.fail(ErrPermanent, no, "the letter was refused for good (%v)", no)
	case no != nil && no.Code/100 == 4:
		return s.fail(ErrTemporary, no, "the letter was not accepted now (%v)", no)
	}
	why := s.wire.Explain()
	if ctx.Err() != nil {
		why, err = "stopped", errors.Join(ctx.Err(), err)
	} else if why == "" {
		why = "the server said something unexpected"
	}
	return s.fail(ErrUncertain, errors.Join(err, s.wire.Failure()), "%s after the whole letter was sent and before it was acknowledged; it may have been delivered", why)
}
