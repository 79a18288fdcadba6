package statistics_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
)

func TestRankRangesGolden(t *testing.T) {
	t.Parallel()
	got := statistics.RankRanges([]statistics.Measure{
		measure(1, 8, 12, 80), measure(1, 10, 20, 70), measure(1, 14, 16, 70), measure(1, 30, 30, 40), measure(1, 0, 0, 100),
	})
	want := []statistics.RankRange{{Low: 2, High: 4, Of: 5}, {Low: 2, High: 4, Of: 5}, {Low: 2, High: 4, Of: 5}, {Low: 5, High: 5, Of: 5}, {Low: 1, High: 1, Of: 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if alone := statistics.RankRanges([]statistics.Measure{measure(1, 1, 1, 1)}); alone[0] != (statistics.RankRange{Low: 1, High: 1, Of: 1}) {
		t.Errorf("the only one ranks %+v", alone[0])
	}
}

func TestRanksOfMarks2022To2024(t *testing.T) {
	t.Parallel()
	var measures []statistics.Measure
	var titles []string
	for _, row := range observatorytest.ReadCSV(t, observatorytest.Testdata(t, "marks-2022-2024.csv"), ',') {
		counts := statistics.Counts{0, 0, 0}
		for j, code := range rating.SatisfactionCodes() {
			counts[j], _ = observatorytest.Digits(row["satisfaction_"+code])
		}
		measures, titles = append(measures, statistics.Measure{Counts: counts, Deff: 1}), append(titles, row["title"])
	}
	want := [][2]int{{1, 2}, {8, 8}, {4, 4}, {6, 6}, {1, 2}, {5, 5}, {7, 7}, {3, 3}}
	for i, r := range statistics.RankRanges(measures) {
		if r.Low != want[i][0] || r.High != want[i][1] || r.Of != 8 {
			t.Errorf("%s ranks %d–%d of %d, want %v of 8", titles[i], r.Low, r.High, r.Of, want[i])
		}
	}
}

// TestRankRangesHoldThePlainRank: the place that the means alone give lies in
// the range.
func TestRankRangesHoldThePlainRank(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 8))
	for range 200 {
		measures := make([]statistics.Measure, 1+random.IntN(12))
		for i := range measures {
			measures[i] = measure(1+random.Float64(), 1+random.Uint64N(300), random.Uint64N(300), random.Uint64N(300))
		}
		for i, r := range statistics.RankRanges(measures) {
			plain := 1
			for _, other := range measures {
				if !measures[i].Counts.Mean().AtLeast(other.Counts.Mean()) {
					plain++
				}
			}
			if plain < r.Low || plain > r.High || r.High > r.Of || r.Of != len(measures) {
				t.Fatalf("place %d is not in %+v", plain, r)
			}
		}
	}
}
