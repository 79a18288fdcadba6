package rating

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
)

// Token is a proof of completion: the back office of an administration makes
// one for each citizen who went through a procedure, and puts it into the link
// or the element that asks for the opinion. It may be used once: whatever is
// sent with it is the same rating.
//
// Its text is unpadded base64url of, in this order: the version (1 byte, 1),
// the key's id (4 bytes, big-endian), the issue (4 bytes, big-endian, seconds
// since 1970), 16 random bytes, the procedure's id (1 to 64 bytes), and the
// first 16 bytes of HMAC-SHA256(secret, all bytes before).
type Token struct {
	// Key is the id of the key that signed it; ServerKey in a form token.
	Key uint32
	// IssuedAt is a whole second.
	IssuedAt time.Time
	// Nonce is 16 random bytes, and the key of the rating in a form token.
	Nonce [16]byte
	// Procedure is an id of the catalogue, never an alias.
	Procedure string

	mac [macBytes]byte
}

// ServerKey is the id of the key that signs form tokens: the hosted form gets
// one with each page. It ties the form's key to a procedure and to the instant
// at which the server made it, and proves no completion.
const ServerKey uint32 = 0

// How long tokens are taken after their issue, and how far the clock of who
// issued one may be ahead.
const (
	TokenLife     = 30 * 24 * time.Hour
	FormTokenLife = 24 * time.Hour
	tokenAhead    = 5 * time.Minute
)

// The measures of a token, in bytes.
const (
	tokenVersion = 1
	tokenHead    = 1 + 4 + 4 + 16
	macBytes     = 16
)

// TokenError is why a token proves nothing. It is a sentence about the token,
// to be shown to whoever sent it.
type TokenError string

// The reasons. A token that is wrong in several ways has the first of them.
const (
	TokenMalformed      TokenError = "is not a token: it may have been cut or changed on its way"
	TokenUnknownKey     TokenError = "was signed with a key that is not known here or was revoked"
	TokenForged         TokenError = "is not signed by the key that it names"
	TokenOtherProcedure TokenError = "was made for another procedure"
	TokenFromFuture     TokenError = "was issued in the future: the clock that dated it is wrong"
	TokenExpired        TokenError = "is too old to be taken"
)

// Error returns the sentence.
func (e TokenError) Error() string { return string(e) }

// TokenKey is a secret that an administration signs the tokens of one procedure
// with.
type TokenKey struct {
	ID uint32
	// Procedure is empty in the server's own key, which serves all of them.
	Procedure string
	Secret    []byte
	CreatedAt time.Time
	Revoked   bool
}

// Sign returns the text of the token under its key's secret.
func (t Token) Sign(secret []byte) string {
	payload := t.payload()
	mac := authenticate(payload, secret)
	return tokenText().EncodeToString(append(payload, mac[:]...))
}

// ParseToken reads a token and verifies nothing. The error is TokenMalformed.
func ParseToken(text string) (Token, error) {
	encoding := tokenText()
	if len(text) > encoding.EncodedLen(tokenHead+observatory.MaxID+macBytes) {
		return Token{}, TokenMalformed
	}
	raw, err := encoding.DecodeString(text)
	if err != nil || len(raw) <= tokenHead+macBytes || raw[0] != tokenVersion {
		return Token{}, TokenMalformed
	}
	end := len(raw) - macBytes
	t := Token{
		Key:       binary.BigEndian.Uint32(raw[1:]),
		IssuedAt:  time.Unix(int64(binary.BigEndian.Uint32(raw[5:])), 0).UTC(),
		Nonce:     [16]byte(raw[9:tokenHead]),
		Procedure: string(raw[tokenHead:end]),
		mac:       [macBytes]byte(raw[end:]),
	}
	if !observatory.ValidID(t.Procedure) || tokenText().EncodeToString(raw) != text {
		return Token{}, TokenMalformed // decoders ignore line ends
	}
	return t, nil
}

// Verify says whether a token that was parsed is good for a rating of the
// procedure at the instant now. The key is the one that the token names. The
// error is a TokenError.
func (t Token) Verify(key TokenKey, procedure string, now time.Time) error {
	life := TokenLife
	if t.Key == ServerKey {
		life = FormTokenLife
	}
	mac := authenticate(t.payload(), key.Secret)
	switch {
	case key.ID != t.Key || key.Revoked || len(key.Secret) == 0:
		return TokenUnknownKey
	case !hmac.Equal(mac[:], t.mac[:]): // in constant time
		return TokenForged
	case t.Procedure != procedure || key.Procedure != "" && key.Procedure != procedure:
		return TokenOtherProcedure
	case t.IssuedAt.After(now.Add(tokenAhead)):
		return TokenFromFuture
	case now.Sub(t.IssuedAt) > life:
		return TokenExpired
	}
	return nil
}

// RatingID is the id of the rating that the token proves: made from its random
// bytes, on the Paris day of its issue. Whoever does not hold the token cannot
// reach that id, whatever key they send.
func (t Token) RatingID() uuid.UUID {
	const signed = "\x00signed" // no id of a procedure holds a zero byte
	return ID(t.Procedure+signed, t.Nonce, observatory.DayOf(t.IssuedAt))
}

func (t Token) payload() []byte {
	payload := make([]byte, 0, tokenHead+len(t.Procedure)+macBytes)
	payload = append(payload, tokenVersion)
	payload = binary.BigEndian.AppendUint32(payload, t.Key)
	payload = binary.BigEndian.AppendUint32(payload, uint32(t.IssuedAt.Unix()))
	payload = append(payload, t.Nonce[:]...)
	return append(payload, t.Procedure...)
}

func authenticate(payload, secret []byte) [macBytes]byte {
	h := hmac.New(sha256.New, secret)
	h.Write(payload)
	return [macBytes]byte(h.Sum(nil))
}

// tokenText is strict: a token has one text.
func tokenText() *base64.Encoding { return base64.RawURLEncoding.Strict() }
