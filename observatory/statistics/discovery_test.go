package statistics_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"servicequality/observatory/statistics"
)

func TestAdjustedPGolden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		family []float64
		found  int
		want   []float64
	}{
		{"Benjamini and Hochberg's fifteen",
			[]float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1},
			4, []float64{0.0015, 0.003, 0.0095, 0.035625, 0.0603}},
		{"both", []float64{0.03, 0.04}, 2, []float64{0.04, 0.04}},
		{"none", []float64{0.03, 0.06}, 0, []float64{0.06, 0.06}},
		{"ties", []float64{0.01, 0.01, 0.04, 1}, 2, []float64{0.02, 0.02, 0.04 * 4 / 3, 1}},
		{"any order", []float64{1, 0.01, 0.04, 0.01}, 2, []float64{1, 0.02, 0.04 * 4 / 3, 0.02}},
		{"on the threshold", []float64{0.05}, 0, []float64{0.05}},
		{"no family", nil, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			adjusted := statistics.AdjustedP(c.family)
			for i, want := range c.want {
				if math.Abs(adjusted[i]-want) > 1e-12 {
					t.Errorf("test %d is adjusted to %v, want %v", i+1, adjusted[i], want)
				}
			}
			found := 0
			for _, p := range adjusted {
				if statistics.Significant(p) {
					found++
				}
			}
			if found != c.found || len(adjusted) != len(c.family) {
				t.Errorf("%d of %d tests are discoveries, want %d of %d", found, len(adjusted), c.found, len(c.family))
			}
		})
	}
}

// TestAdjustedPProperties: adjusting keeps the order, never helps a test, and
// a smaller probability of one test hurts no other.
func TestAdjustedPProperties(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1995, 57))
	for range 2_000 {
		family := make([]float64, 1+random.IntN(20))
		for i := range family {
			family[i] = math.Pow(random.Float64(), 1+5*random.Float64())
		}
		adjusted := statistics.AdjustedP(family)
		for i := range family {
			if adjusted[i] < family[i] || adjusted[i] > 1 {
				t.Fatalf("%v of %v is adjusted to %v", family[i], family, adjusted[i])
			}
			for j := range family {
				if family[i] < family[j] && adjusted[i] > adjusted[j] {
					t.Fatalf("%v: the order of %v and %v is lost", family, family[i], family[j])
				}
			}
		}
		smaller := slices.Clone(family)
		smaller[0] /= 2
		for i, p := range statistics.AdjustedP(smaller) {
			if p > adjusted[i] {
				t.Fatalf("%v: a smaller first probability raises test %d from %v to %v", family, i, adjusted[i], p)
			}
		}
	}
}
