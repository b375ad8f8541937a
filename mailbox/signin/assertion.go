package signin

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// assertionType names a signed JWT in a token request (RFC 7523, section 2.2).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// ParseCertificate reads PEM text that holds a certificate and its RSA key,
// unencrypted, in any order; the first certificate is the one that counts.
func ParseCertificate(pem []byte) (*tls.Certificate, error) {
	pair, err := tls.X509KeyPair(pem, pem)
	if err != nil {
		return nil, errors.New("it must hold a certificate and its unencrypted private key as PEM text, with BEGIN CERTIFICATE and BEGIN PRIVATE KEY lines, and the two must belong together")
	}
	if _, ok := pair.PrivateKey.(*rsa.PrivateKey); !ok {
		return nil, errors.New("its key must be an RSA key")
	}
	if pair.Leaf == nil {
		if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return nil, fmt.Errorf("its certificate cannot be read: %w", err)
		}
	}
	if now := time.Now(); now.After(pair.Leaf.NotAfter) {
		return nil, fmt.Errorf("its certificate ended on %s; make a new one and register it with the application", pair.Leaf.NotAfter.UTC().Format(time.DateOnly))
	}
	return &pair, nil
}

// assertion proves that we hold the certificate's key. The header is what
// Microsoft Entra ID wants: the algorithm PS256 and the certificate's
// thumbprints (RFC 7515, sections 4.1.7 and 4.1.8).
func (o *OAuth) assertion() (string, error) {
	now := time.Now()
	unsigned := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.RegisteredClaims{
		Issuer: o.cfg.ClientID, Subject: o.cfg.ClientID, Audience: jwt.ClaimStrings{o.cfg.TokenURL}, ID: uuid.NewString(),
		IssuedAt:  jwt.NewNumericDate(now),
		NotBefore: jwt.NewNumericDate(now.Add(-time.Minute)), // clocks differ
		ExpiresAt: jwt.NewNumericDate(now.Add(5 * time.Minute)),
	})
	der := o.cfg.Certificate.Certificate[0]
	long, short := sha256.Sum256(der), sha1.Sum(der)
	unsigned.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(long[:])
	unsigned.Header["x5t"] = base64.RawURLEncoding.EncodeToString(short[:])
	return unsigned.SignedString(o.cfg.Certificate.PrivateKey)
}
