package collector

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// keys are the server's own, one of each procedure, and one that was revoked.
func keys(id uint32) (rating.TokenKey, bool) {
	all := []rating.TokenKey{
		{ID: rating.ServerKey, Secret: []byte("server")},
		{ID: 1, Procedure: "impots-revenu", Secret: []byte("one")},
		{ID: 2, Procedure: "passeport", Secret: []byte("two")},
		{ID: 3, Procedure: "impots-revenu", Secret: []byte("three"), Revoked: true},
	}
	i := slices.IndexFunc(all, func(k rating.TokenKey) bool { return k.ID == id })
	if i < 0 {
		return rating.TokenKey{}, false
	}
	return all[i], true
}

// tokenOf signs with one of keys, under random bytes of its own.
func tokenOf(key uint32, procedure string, issued time.Time) string {
	k, _ := keys(key)
	t := rating.Token{Key: key, Procedure: procedure, IssuedAt: issued}
	rand.Read(t.Nonce[:])
	return t.Sign(k.Secret)
}

// signed is a token of completion of the procedure.
func signed(procedure string, issued time.Time) string {
	return tokenOf(map[string]uint32{"impots-revenu": 1, "passeport": 2}[procedure], procedure, issued)
}

// formToken is what the hosted form gets with its key.
func formToken(procedure, key string, issued time.Time) string {
	server, _ := keys(rating.ServerKey)
	return rating.Token{Procedure: procedure, IssuedAt: issued, Nonce: uuid.MustParse(key)}.Sign(server.Secret)
}

func TestPostTokens(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: func() time.Time { return now }, Keys: keys})
	good := signed("impots-revenu", now)
	for _, c := range []struct {
		name, token string
		status      int
		reason      error
	}{
		{"right", good, 201, nil},
		{"again", good, 200, nil},
		{"thirty days old", signed("impots-revenu", now.Add(-rating.TokenLife)), 201, nil},
		{"older", signed("impots-revenu", now.Add(-rating.TokenLife-time.Second)), 422, rating.TokenExpired},
		{"from the future", signed("impots-revenu", now.Add(time.Hour)), 422, rating.TokenFromFuture},
		{"for another procedure", signed("passeport", now), 422, rating.TokenOtherProcedure},
		{"with the key of another", tokenOf(2, "impots-revenu", now), 422, rating.TokenOtherProcedure},
		{"with a revoked key", tokenOf(3, "impots-revenu", now), 422, rating.TokenUnknownKey},
		{"with an unknown key", tokenOf(4, "impots-revenu", now), 422, rating.TokenUnknownKey},
		{"forged", rating.Token{Key: 1, Procedure: "impots-revenu", IssuedAt: now}.Sign([]byte("x")), 422, rating.TokenForged},
		{"malformed", "t", 422, rating.TokenMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			fields := url.Values{"id": {testKey}, "procedure": {"jdma:3059"}, "satisfaction": {"good"}, "token": {c.token}}
			for contentType, body := range map[string]string{
				"application/json":                  fmt.Sprintf(`{"id":%q,"procedure":"jdma:3059","satisfaction":"good","token":%q}`, testKey, c.token),
				"application/x-www-form-urlencoded": fields.Encode(),
			} {
				got := b.post(contentType, body)
				if c.status == 201 && got.status == 200 { // the second body is a replay of the first
					got.status = 201
				}
				if got.status != c.status {
					t.Errorf("%s: status %d, want %d: %s", contentType, got.status, c.status, got.body)
				}
				if c.status == 422 {
					checkProblem(t, got, 422, []string{"token"})
				}
				if c.reason != nil && !strings.Contains(got.body, c.reason.Error()) {
					t.Errorf("%s: the answer does not say %q: %s", contentType, c.reason, got.body)
				}
			}
		})
	}
	if n := b.journal.Committed(); n != 2 {
		t.Errorf("%d records, want 2", n)
	}
	if got := testutil.ToFloat64(b.metrics.proofs[proofRefused]); got != 16 {
		t.Errorf("%v refused tokens counted, want 16", got)
	}
	if strings.Contains(b.log.String(), good) {
		t.Error("a token is logged")
	}
}

// TestUnconfirmedKeySignsNothing: while the keys cannot be read a key may have been
// revoked. A citizen is thanked all the same, and the rating is not signed; it
// is the same rating when the keys can be read again.
func TestUnconfirmedKeySignsNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
	var current atomic.Bool
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: func() time.Time { return now }, Keys: keys, KeysCurrent: current.Load})
	send := func(key, token string) answer {
		return b.post("application/json", fmt.Sprintf(`{"id":%q,"procedure":"jdma:3059","satisfaction":"good","token":%q}`, key, token))
	}
	good := signed("impots-revenu", now)
	for _, c := range []struct {
		name, token string
		status      int
		proof       proof
	}{
		{"right", good, 201, proofUnconfirmed},
		{"of the hosted form", formToken("impots-revenu", testKey, now), 201, proofForm},
		{"with a key that was known to be revoked", tokenOf(3, "impots-revenu", now), 422, proofRefused},
		{"with a key that may be new", tokenOf(4, "impots-revenu", now), 503, proofUnconfirmed},
		{"forged", rating.Token{Key: 1, Procedure: "impots-revenu", IssuedAt: now}.Sign([]byte("x")), 422, proofRefused},
	} {
		before := testutil.ToFloat64(b.metrics.proofs[c.proof])
		if got := send(testKey, c.token); got.status != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.name, got.status, c.status, got.body)
		}
		if got := testutil.ToFloat64(b.metrics.proofs[c.proof]); got != before+1 {
			t.Errorf("%s: not counted as %s", c.name, c.proof)
		}
	}
	current.Store(true)
	if got := send("0197f0a2-0000-4000-8000-000000000001", good); got.status != 200 {
		t.Errorf("sent again: %d %s", got.status, got.body)
	}
	if got := send("0197f0a2-0000-4000-8000-000000000001", signed("impots-revenu", now)); got.status != 201 {
		t.Errorf("another token: %d %s", got.status, got.body)
	}
	var marks []bool
	for _, r := range records(t, b) {
		marks = append(marks, r.Signed)
	}
	if want := []bool{false, false, true}; !slices.Equal(marks, want) {
		t.Errorf("signed %v, want %v", marks, want)
	}
}

// TestReplayIsTheSameRating sends one token under other keys, on other days,
// after a restart and to another collector: one rating, on the day of issue.
func TestReplayIsTheSameRating(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC))
		cfg := Config{Now: c.Now, Keys: keys}
		dir := t.TempDir()
		b := newTestbed(t, dir, &shippingtest.Store{}, cfg)
		token := signed("impots-revenu", c.Now())
		send := func(b *testbed) rating.Receipt {
			t.Helper()
			s := submission()
			s.Token = token
			receipt, err := b.Accept(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			return receipt
		}
		first := send(b)
		day := observatory.DayOf(c.Now())
		c.set(c.Now().AddDate(0, 0, 9))
		if again := send(b); !again.Known || again.Rating != first.Rating {
			t.Errorf("nine days later: %+v after %+v", again, first)
		}
		b.kill(t)
		b = newTestbed(t, dir, &shippingtest.Store{}, cfg)
		if again := send(b); again.Rating != first.Rating { // nothing is remembered yet
			t.Errorf("after a restart: %+v after %+v", again, first)
		}
		b.Start(t.Context())
		synctest.Wait()
		if again := send(b); !again.Known || again.Rating != first.Rating {
			t.Errorf("after the journal was read: %+v after %+v", again, first)
		}
		b.kill(t)
		other := newTestbed(t, t.TempDir(), &shippingtest.Store{}, cfg)
		if again := send(other); again.Rating != first.Rating {
			t.Errorf("on another collector: %+v after %+v", again, first)
		}
		if got := rating.IDDay(first.Rating); got != day {
			t.Errorf("the rating is of %s, the token of %s", got, day)
		}
		for _, r := range records(t, other) {
			if !r.Signed || r.Doubt != "" {
				t.Errorf("kept as %+v", r)
			}
		}
	})
}

// records are the ratings in the journal.
func records(t *testing.T, b *testbed) []rating.Rating {
	t.Helper()
	var all []rating.Rating
	for entry, err := range b.journal.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := record.ParseRating(entry.Payload, plainjson.Words{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// TestFormToken: the day is that of the page, and a form token that says
// nothing any more costs no citizen a rating.
func TestFormToken(t *testing.T) {
	t.Parallel()
	shown := time.Date(2026, 10, 31, 22, 59, 0, 0, time.UTC) // 23:59 in Paris
	key := uuid.NewString()
	for _, c := range []struct {
		name, procedure, key string
		after                time.Duration
		proof                proof
		day                  observatory.Day // after that of the page
	}{
		{"two minutes later", "impots-revenu", key, 2 * time.Minute, proofForm, 0},
		{"two days later", "impots-revenu", key, 48 * time.Hour, proofStale, 2},
		{"with another key", "impots-revenu", uuid.NewString(), 2 * time.Minute, proofStale, 1},
		{"on another procedure's page", "passeport", key, 2 * time.Minute, proofStale, 1},
	} {
		now := shown.Add(c.after)
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: func() time.Time { return now }, Keys: keys})
		s := submission()
		s.ID, s.Token = key, formToken(c.procedure, c.key, shown)
		receipt, err := b.Accept(context.Background(), s)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got, want := rating.IDDay(receipt.Rating), observatory.DayOf(shown)+c.day; got != want {
			t.Errorf("%s: the rating is of %s, want %s", c.name, got, want)
		}
		if testutil.ToFloat64(b.metrics.proofs[c.proof]) != 1 {
			t.Errorf("%s: not counted as %s", c.name, c.proof)
		}
		if records(t, b)[0].Signed {
			t.Errorf("%s: a form token signs a rating", c.name)
		}
	}
}

// TestMergeInBetween: what was sent, or signed, for a procedure before it was
// merged into another one is the same rating afterwards.
func TestMergeInBetween(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
	apart := []observatory.Procedure{{ID: "impots-revenu", Aliases: []string{"jdma:3059"}}, {ID: "passeport"}}
	merge := observatory.ProcedureEvent{
		Procedure: "impots-revenu", Kind: observatory.ProcedureMerge, Target: "passeport", Day: observatory.DayOf(now),
	}
	merged, err := observatory.ApplyEvents(apart, []observatory.ProcedureEvent{merge}, merge.Day)
	if err != nil {
		t.Fatal(err)
	}
	key := uuid.NewString()
	for name, c := range map[string]struct {
		before, after string // names of the procedure
		token         string
	}{
		"a widget's":            {before: "impots-revenu", after: "impots-revenu"},
		"by an alias":           {before: "jdma:3059", after: "jdma:3059"},
		"a signed link's":       {before: "impots-revenu", after: "passeport", token: signed("impots-revenu", now)},
		"a form's that is open": {before: "impots-revenu", after: "passeport", token: formToken("impots-revenu", key, now)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: func() time.Time { return now }, Keys: keys})
			s := submission()
			s.ID, s.Procedure, s.Token = key, c.before, c.token
			first, err := b.Accept(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			b.catalogue = func() *observatory.Catalogue { return observatory.NewCatalogue(merged) }
			s.Procedure = c.after
			again, err := b.Accept(t.Context(), s)
			if err != nil || !again.Known || again.Rating != first.Rating {
				t.Errorf("sent again after the merge it is %+v, %v; it was %+v", again, err, first)
			}
			s.Version++
			if later, err := b.Accept(t.Context(), s); err != nil || later.Rating != first.Rating {
				t.Errorf("the next step is of %+v, %v; the first was of %+v", later, err, first)
			}
			if got := b.journal.Committed(); got != 2 {
				t.Errorf("%d records were written, want 2", got)
			}
		})
	}
}

// TestSignedBeforeTheMerge: an administration's links go on working, and a rating
// that comes without a token goes to the procedure that takes it now.
func TestSignedBeforeTheMerge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: func() time.Time { return now }, Keys: keys})
	passeport := observatory.Procedure{
		ID: "passeport", Aliases: []string{"impots-revenu"}, Merged: map[string]string{"impots-revenu": "impots-revenu"},
	}
	b.catalogue = func() *observatory.Catalogue { return observatory.NewCatalogue([]observatory.Procedure{passeport}) }
	for name, c := range map[string]struct{ token, want string }{
		"signed":   {signed("impots-revenu", now), "impots-revenu"},
		"unsigned": {"", "passeport"},
	} {
		s := submission()
		s.Token = c.token
		receipt, err := b.Accept(t.Context(), s)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got string
		for entry, err := range b.journal.Read(b.journal.Committed()) {
			if err != nil {
				t.Fatal(err)
			}
			r, err := record.ParseRating(entry.Payload, make(plainjson.Words))
			if err != nil || r.ID != receipt.Rating {
				t.Fatalf("%s: the record is %+v, %v", name, r, err)
			}
			got = r.Procedure
		}
		if got != c.want {
			t.Errorf("%s: it was given to %s, want %s", name, got, c.want)
		}
	}
}
