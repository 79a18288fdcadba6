package sql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

func TestKeysRoundTrip(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	one := rating.TokenKey{ID: 4_000_000_000, Procedure: "passeport", Secret: []byte{0, 1, 0xff, '\'', '\\'}}
	two := rating.TokenKey{ID: 2, Procedure: "impots-revenu", Secret: []byte("secret")}
	for _, k := range []rating.TokenKey{one, two} {
		if err := store.SaveKey(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	read := func() []rating.TokenKey {
		all, err := store.Keys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	saved := read()
	if len(saved) != 2 || saved[0].CreatedAt.IsZero() {
		t.Fatalf("keys %+v", saved)
	}
	one.CreatedAt, two.CreatedAt = saved[0].CreatedAt, saved[1].CreatedAt
	if diff := cmp.Diff([]rating.TokenKey{one, two}, saved); diff != "" {
		t.Errorf("the keys came back changed (-want +got):\n%s", diff)
	}

	two.Revoked = true
	if err := store.SaveKey(t.Context(), two); err != nil {
		t.Fatal(err)
	}
	again := two
	again.Revoked = false
	if err := store.SaveKey(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	// The engine keeps one row of a key in the end: it must be the revocation.
	if err := store.Exec(t.Context(), "OPTIMIZE TABLE keys FINAL"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]rating.TokenKey{one, two}, read()); diff != "" {
		t.Errorf("a revoked key came back (-want +got):\n%s", diff)
	}
}
