package rating_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// keyAt is a UUIDv7 of that instant, as the button's script makes them.
func keyAt(at time.Time) uuid.UUID {
	key := uuid.UUID{6: 0x70, 8: 0x80, 15: 1}
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	copy(key[:6], ms[2:])
	return key
}

func TestRatingIDGolden(t *testing.T) {
	t.Parallel()
	// Changing this breaks the promise that a rating sent twice, before and
	// after an upgrade, is one row.
	key := uuid.MustParse("0197f0a2-0000-7000-8000-000000000000")
	got := rating.ID("impots", key, observatory.NewDay(2026, 10, 31)).String()
	if want := "01a18f0a-9d80-782e-b8c1-3585529a27c1"; got != want {
		t.Errorf("id %s, want %s", got, want)
	}
}

func TestRatingIDIsAUUIDv7OfItsDay(t *testing.T) {
	t.Parallel()
	key := uuid.MustParse("8f14e45f-ceea-467f-a0e6-27b9d7a1c0de")
	d := observatory.NewDay(2024, 3, 31) // 23 hours long
	id := rating.ID("a", key, d)
	if id.Version() != 7 || id.Variant() != uuid.RFC4122 {
		t.Errorf("%s is version %d, %s", id, id.Version(), id.Variant())
	}
	if got := rating.IDDay(id); got != d {
		t.Errorf("%s is of %s, want %s", id, got, d)
	}
	other := rating.ID("a", key, d+1)
	if string(other[6:]) != string(id[6:]) {
		t.Error("the day changes more than the first 48 bits")
	}
	for name, same := range map[string]bool{
		"another procedure": rating.ID("b", key, d) == id,
		"another key":       rating.ID("a", uuid.Nil, d) == id,
		"another day":       other == id,
	} {
		if same {
			t.Errorf("%s gives the same id", name)
		}
	}
}

func TestKeyDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 5, 20, 22, 30, 0, 0, time.UTC) // the 21st in Paris
	today := observatory.NewDay(2024, 5, 21)
	const hour = time.Hour
	for _, c := range []struct {
		name string
		key  uuid.UUID
		want observatory.Day
	}{
		{"made just now", keyAt(now), today},
		{"waited for a week", keyAt(now.Add(-7 * 24 * hour)), today - 7},
		{"eight days old", keyAt(now.Add(-8 * 24 * hour)), today - 8},
		{"older", keyAt(now.Add(-8*24*hour - time.Millisecond)), today},
		{"a clock a day ahead", keyAt(now.Add(24 * hour)), today + 1},
		{"further ahead", keyAt(now.Add(24*hour + time.Millisecond)), today},
		{"a random key", uuid.MustParse("8f14e45f-ceea-467f-a0e6-27b9d7a1c0de"), today},
		{"no key", uuid.Nil, today},
	} {
		if got := rating.KeyDay(c.key, now); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
