package rating_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

func TestRatingKeepsLevels(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 31, 23, 30, 0, 123_456_789, time.FixedZone("", 3600))
	got := full().Rating("impots-2042", now)
	want := rating.Rating{
		ID: rating.ID("impots-2042", uuid.MustParse(someKey), observatory.NewDay(2026, 10, 31)), Version: 4,
		Procedure: "impots-2042", Instrument: rating.Avis1, ReceivedAt: time.Date(2026, 10, 31, 22, 30, 0, 123_000_000, time.UTC),
		Satisfaction: 3, Clarity: 5,
		Help: []rating.HelpAnswer{
			{Channel: "phone", Reached: 2, Quality: 2}, {Channel: "counter", Reached: 1}, {Channel: "email"}, {Channel: "other"},
		},
		HelpOtherText: "ma voisine", Comment: "Très clair.\nMerci !", Outcome: rating.OutcomeDone, Channel: observatory.ChannelOnline,
		Lang: "pt-br", Source: "qr", Button: "page-1",
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Day() != observatory.NewDay(2026, 10, 31) {
		t.Errorf("the rating counts for %s", got.Day())
	}
}

// TestOrder sorts ratings as a reader of the rule would, and by number: a
// later version wins, of equal versions the first received.
func TestOrder(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
	var ratings []rating.Rating
	for _, version := range []uint8{1, 2, 3, 199, 200} {
		for _, late := range []time.Duration{0, time.Millisecond, time.Hour, 20 * 365 * 24 * time.Hour} {
			ratings = append(ratings, rating.Rating{Version: version, ReceivedAt: at.Add(late)})
		}
	}
	random := rand.New(rand.NewPCG(56, 55))
	for range 100 {
		random.Shuffle(len(ratings), func(i, j int) { ratings[i], ratings[j] = ratings[j], ratings[i] })
		a, b := ratings[0], ratings[1]
		rule := cmp.Or(cmp.Compare(a.Version, b.Version), b.ReceivedAt.Compare(a.ReceivedAt))
		if number := cmp.Compare(a.Order(), b.Order()); number != rule {
			t.Fatalf("version %d of %s and version %d of %s: %d, want %d", a.Version, a.ReceivedAt, b.Version, b.ReceivedAt, number, rule)
		}
	}
	winner := slices.MaxFunc(ratings, func(a, b rating.Rating) int { return cmp.Compare(a.Order(), b.Order()) })
	if winner.Version != 200 || !winner.ReceivedAt.Equal(at) {
		t.Errorf("version %d of %s wins", winner.Version, winner.ReceivedAt)
	}
	if got, want := (rating.Rating{Version: 1, ReceivedAt: time.UnixMilli(0)}).Order(), uint64(1<<56|1<<55); got != want {
		t.Errorf("order %d, want %d", got, want)
	}
}
