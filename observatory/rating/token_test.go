package rating_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// A token that an administration made and the rating that it is. Changing
// either breaks the links that were sent out.
const (
	goldenToken  = "AQAAAAdqWzKAAAECAwQFBgcICQoLDA0OD2ltcG90cy1yZXZlbnXuurPzF7Yj9cGq1F9eH2QY"
	goldenRating = "019f7217-f300-7e9e-9aa0-67118308aaf8"
)

// The golden token's key and parts.
func goldenKey() rating.TokenKey {
	return rating.TokenKey{ID: 7, Procedure: "impots-revenu", Secret: []byte("0123456789abcdef0123456789abcdef")}
}

func goldenParts() rating.Token {
	t := rating.Token{Key: 7, IssuedAt: time.Date(2026, 7, 18, 8, 0, 0, 0, time.UTC), Procedure: "impots-revenu"}
	for i := range t.Nonce {
		t.Nonce[i] = byte(i)
	}
	return t
}

func TestTokenGolden(t *testing.T) {
	t.Parallel()
	key, parts := goldenKey(), goldenParts()
	if got := parts.Sign(key.Secret); got != goldenToken {
		t.Errorf("signed as %s, want %s", got, goldenToken)
	}
	read, err := rating.ParseToken(goldenToken)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(parts, read, cmpopts.IgnoreUnexported(rating.Token{})); diff != "" {
		t.Errorf("the token reads otherwise (-want +got):\n%s", diff)
	}
	if err := read.Verify(key, "impots-revenu", parts.IssuedAt); err != nil {
		t.Error(err)
	}
	if got := read.RatingID().String(); got != goldenRating {
		t.Errorf("rating %s, want %s", got, goldenRating)
	}
}

func TestTokenVerify(t *testing.T) {
	t.Parallel()
	issued := goldenParts().IssuedAt
	sign := func(change func(*rating.Token)) string {
		parts := goldenParts()
		change(&parts)
		return parts.Sign(goldenKey().Secret)
	}
	same := func(*rating.Token) {}
	for _, c := range []struct {
		name  string
		text  string
		key   func(*rating.TokenKey)
		after time.Duration // the issue
		want  error
	}{
		{name: "right", text: goldenToken},
		{name: "on its last day", text: goldenToken, after: rating.TokenLife},
		{name: "a second too old", text: goldenToken, after: rating.TokenLife + time.Second, want: rating.TokenExpired},
		{name: "from a clock ahead", text: goldenToken, after: -5 * time.Minute},
		{name: "from the future", text: goldenToken, after: -5*time.Minute - time.Second, want: rating.TokenFromFuture},
		{name: "revoked key", text: goldenToken, key: func(k *rating.TokenKey) { k.Revoked = true }, want: rating.TokenUnknownKey},
		{name: "no key", text: goldenToken, key: func(k *rating.TokenKey) { *k = rating.TokenKey{} }, want: rating.TokenUnknownKey},
		{name: "no secret", text: goldenParts().Sign(nil), key: func(k *rating.TokenKey) { k.Secret = nil }, want: rating.TokenUnknownKey},
		{name: "another key", text: sign(func(t *rating.Token) { t.Key = 8 }), want: rating.TokenUnknownKey},
		{name: "another secret", text: goldenToken, key: func(k *rating.TokenKey) { k.Secret = []byte("x") }, want: rating.TokenForged},
		{name: "another procedure", text: sign(func(t *rating.Token) { t.Procedure = "passeport" }), want: rating.TokenOtherProcedure},
		{name: "the key of another procedure", text: goldenToken, key: func(k *rating.TokenKey) { k.Procedure = "passeport" }, want: rating.TokenOtherProcedure},
		{name: "one bit of the signature", text: flip(goldenToken, -1), want: rating.TokenForged},
		{name: "one bit of the nonce", text: flip(goldenToken, 12), want: rating.TokenForged},
		{name: "one bit of the issue", text: flip(goldenToken, 8), want: rating.TokenForged},
		{name: "another version", text: flip(goldenToken, 0), want: rating.TokenMalformed},
		{name: "empty", text: "", want: rating.TokenMalformed},
		{name: "cut", text: goldenToken[:40], want: rating.TokenMalformed},
		{name: "with padding", text: goldenToken + "=", want: rating.TokenMalformed},
		{name: "with a line end", text: goldenToken[:8] + "\n" + goldenToken[8:], want: rating.TokenMalformed},
		{name: "no procedure", text: sign(func(t *rating.Token) { t.Procedure = "" }), want: rating.TokenMalformed},
		{name: "an alias", text: sign(func(t *rating.Token) { t.Procedure = "jdma:3059" }), want: rating.TokenMalformed},
		{name: "too long", text: sign(func(t *rating.Token) { t.Procedure = strings.Repeat("a", 65) }), want: rating.TokenMalformed},
		{name: "signed again", text: sign(same)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			key := goldenKey()
			if c.key != nil {
				c.key(&key)
			}
			token, err := rating.ParseToken(c.text)
			if err == nil {
				err = token.Verify(key, "impots-revenu", issued.Add(c.after))
			}
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

// flip changes the last bit of a byte of the token; a negative place counts
// from the end.
func flip(token string, place int) string {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		panic(err)
	}
	if place < 0 {
		place += len(raw)
	}
	raw[place] ^= 1
	return base64.RawURLEncoding.EncodeToString(raw)
}

func TestFormTokenLivesADay(t *testing.T) {
	t.Parallel()
	server := rating.TokenKey{ID: rating.ServerKey, Secret: []byte("secret")}
	parts := goldenParts()
	parts.Key = rating.ServerKey
	token, err := rating.ParseToken(parts.Sign(server.Secret))
	if err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]error{
		0: nil, rating.FormTokenLife: nil, rating.FormTokenLife + time.Second: rating.TokenExpired,
	} {
		if err := token.Verify(server, "impots-revenu", parts.IssuedAt.Add(after)); !errors.Is(err, want) {
			t.Errorf("after %s: %v, want %v", after, err, want)
		}
	}
	if err := token.Verify(server, "passeport", parts.IssuedAt); !errors.Is(err, rating.TokenOtherProcedure) {
		t.Errorf("for another procedure: %v", err)
	}
}

// TestTokenRatingIsOutOfReach holds that nobody occupies a signed rating's id
// by sending its random bytes as a key of their own.
func TestTokenRatingIsOutOfReach(t *testing.T) {
	t.Parallel()
	parts := goldenParts()
	day := observatory.DayOf(parts.IssuedAt)
	if parts.RatingID() == rating.ID(parts.Procedure, parts.Nonce, day) {
		t.Error("the key of an unsigned rating reaches a signed one")
	}
	if got := parts.RatingID(); rating.IDDay(got) != day {
		t.Errorf("the rating is of %s, the token of %s", rating.IDDay(got), day)
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add(goldenToken)
	f.Fuzz(func(t *testing.T, text string) {
		token, err := rating.ParseToken(text)
		if err != nil {
			if !errors.Is(err, rating.TokenMalformed) {
				t.Errorf("error %v", err)
			}
			return
		}
		key := rating.TokenKey{ID: token.Key, Secret: []byte("fuzz")}
		if err := token.Verify(key, token.Procedure, token.IssuedAt); !errors.Is(err, rating.TokenForged) {
			t.Errorf("a token from nowhere: %v", err)
		}
		again, err := rating.ParseToken(token.Sign(key.Secret))
		if err != nil || again.Verify(key, token.Procedure, token.IssuedAt) != nil || again.RatingID() != token.RatingID() {
			t.Errorf("%+v signed again is %+v, %v", token, again, err)
		}
	})
}

func BenchmarkTokenVerify(b *testing.B) {
	key, issued := goldenKey(), goldenParts().IssuedAt
	b.ReportAllocs()
	for b.Loop() {
		token, err := rating.ParseToken(goldenToken)
		if err == nil {
			err = token.Verify(key, "impots-revenu", issued)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
