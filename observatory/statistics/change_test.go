package statistics_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"servicequality/observatory/observatorytest"
	"servicequality/observatory/statistics"
)

func measure(deff float64, counts ...uint64) statistics.Measure {
	return statistics.Measure{Counts: counts, Deff: deff}
}

func TestCompareGolden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		later, earlier statistics.Measure
		d, low, high   float64
		p              float64
	}{
		{"hundreds", measure(1, 14, 16, 70), measure(1, 8, 12, 80), -0.8, -1.797495, 0.208125, 0.125495},
		{"thousands", measure(1, 140, 160, 700), measure(1, 80, 120, 800), -0.8, -1.099058, -0.500247, 1.41976e-7},
		{"thousands, design effect 4", measure(4, 140, 160, 700), measure(4, 80, 120, 800), -0.8, -1.411994, -0.184603, 0.010183},
		{"from unanimity", measure(1, 10, 0, 90), measure(1, 0, 0, 100), -1, -1.803577, -0.331795, 0.00558546},
		{"both unanimous", measure(1, 0, 0, 100), measure(1, 0, 0, 100), 0, -0.461013, 0.461013, 1},
		{"significant and small", measure(1, 2220, 3600, 4700), measure(1, 2120, 3619, 4835), -0.105102, -0.210032, -0.000146, 0.0496793},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := statistics.Compare(c.later, c.earlier)
			observatorytest.Near(t, "difference", got.Value*10, c.d)
			observatorytest.Near(t, "low", got.Low*10, c.low)
			observatorytest.Near(t, "high", got.High*10, c.high)
			if math.Abs(got.P-c.p) > 1e-4*c.p {
				t.Errorf("p = %v, want %v", got.P, c.p)
			}
		})
	}
}

func TestSmallestDropGolden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		from  statistics.Measure
		scale float64
		want  float64
	}{
		{"8 12 80", measure(1, 8, 12, 80), 10, 1.462498},
		{"8 12 80, design effect 2", measure(2, 8, 12, 80), 10, 2.186110},
		{"80 120 800", measure(1, 80, 120, 800), 10, 0.404972},
		{"vote par procuration", measure(1, 5, 13, 232), 10, 0.580422},
		{"income tax", measure(1, 24892, 64774, 181799), 10, 0.024934},
		{"80 of 100", measure(1, 20, 80), 100, 18.346404},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := statistics.SmallestDrop(c.from, c.from.Counts.N(), c.from.Deff)
			if !ok {
				t.Fatal("no drop would be seen")
			}
			observatorytest.Near(t, "drop", got*c.scale, c.want)
		})
	}
	for name, from := range map[string]statistics.Measure{
		"already at the worst": measure(1, 100, 0, 0), "almost at the worst": measure(1, 97, 2, 1), "nobody": measure(1, 0, 0, 0),
	} {
		if drop, ok := statistics.SmallestDrop(from, 100, 1); ok {
			t.Errorf("%s: a drop of %v would be seen", name, drop)
		}
	}
}

func TestCompareProperties(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2008, 6))
	for range 3_000 {
		a := statistics.Measure{Counts: observatorytest.RandomCounts(random), Deff: 1 + 3*random.Float64()}
		b := statistics.Measure{Counts: observatorytest.RandomCounts(random), Deff: 1 + 3*random.Float64()}
		d, mirrored := statistics.Compare(a, b), statistics.Compare(b, a)
		if !(-1 <= d.Low && d.Low <= d.Value && d.Value <= d.High && d.High <= 1) {
			t.Fatalf("%v − %v: −1 ≤ %v ≤ %v ≤ %v ≤ 1 does not hold", a, b, d.Low, d.Value, d.High)
		}
		if off := max(math.Abs(d.Value+mirrored.Value), math.Abs(d.Low+mirrored.High), math.Abs(d.High+mirrored.Low), math.Abs(d.P-mirrored.P)); off > 1e-9 {
			t.Fatalf("%v − %v: swapping does not mirror (off by %v)", a, b, off)
		}
		if d.P < 0 || d.P > 1 {
			t.Fatalf("%v − %v: p = %v", a, b, d.P)
		}
		if apart := d.Low > 1e-9 || d.High < -1e-9; apart != (d.P < 0.05) && math.Abs(d.P-0.05) > 1e-6 {
			t.Fatalf("%v − %v: p = %v beside [%v, %v]", a, b, d.P, d.Low, d.High)
		}
		if same := statistics.Compare(a, a); same.Value != 0 || same.P != 1 {
			t.Fatalf("%v differs from itself: %+v", a, same)
		}
	}
}

// TestSmallestDropShrinksWithAnswers: more answers see a smaller drop.
func TestSmallestDropShrinksWithAnswers(t *testing.T) {
	t.Parallel()
	last := math.Inf(1)
	for k := range 8 {
		n := uint64(1) << k
		drop, ok := statistics.SmallestDrop(measure(1, 8*n, 12*n, 80*n), 100*n, 1)
		if !ok || drop >= last {
			t.Fatalf("%d answers see a drop of %v, fewer saw %v", 100*n, drop, last)
		}
		last = drop
	}
}
