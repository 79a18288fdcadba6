package statistics_test

import (
	"math/big"
	"testing"

	"servicequality/observatory/statistics"
)

func TestCollectionBreak(t *testing.T) {
	t.Parallel()
	mix := func(button, email uint64) map[string]uint64 {
		return map[string]uint64{"button": button, "email": email}
	}
	for _, c := range []struct {
		name           string
		later, earlier map[string]uint64
		distance       *big.Rat
		broken         bool
	}{
		{"from nine in ten to six in ten", mix(600, 400), mix(90, 10), big.NewRat(3, 10), true},
		{"exactly a fifth", mix(70, 30), mix(90, 10), big.NewRat(1, 5), false},
		{"the same mix of more", mix(900, 100), mix(90, 10), new(big.Rat), false},
		{"a new source", map[string]uint64{"qr": 100}, mix(50, 50), big.NewRat(1, 1), true},
		{"nothing before", mix(1, 1), nil, new(big.Rat), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := statistics.MixDistance(c.later, c.earlier); got.Cmp(c.distance) != 0 {
				t.Errorf("distance %s, want %s", got, c.distance)
			}
			if there, back := statistics.CollectionBreak(c.later, c.earlier), statistics.CollectionBreak(c.earlier, c.later); there != c.broken || back != c.broken {
				t.Errorf("broken: %v, and the other way round %v, want %v", there, back, c.broken)
			}
		})
	}
}
