package summary_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
	"servicequality/observatory/statistics"
	"servicequality/observatory/summary"
)

func TestJune2019(t *testing.T) {
	t.Parallel()
	s := summary.Summarise(observatorytest.FirstEdition(t), observatory.NewDay(2019, 6, 30), nil)
	if diff := cmp.Diff(summary.OnlineCounts{Yes: 168, Partial: 10, Beta: 6, No: 72, Unknown: 1}, s.Online); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(summary.AuthenticationCounts{FranceConnect: 65, None: 67, NotApplicable: 117, Unknown: 8}, s.Authentication); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(summary.MobileCounts{Yes: 104, Partial: 5, No: 57, NotApplicable: 75, Unknown: 16}, s.Mobile); diff != "" {
		t.Error(diff)
	}
	observatorytest.NearMicro(t, "strict", s.Dematerialisation.Strict, 65.369650)
	observatorytest.NearMicro(t, "weighted", s.Dematerialisation.Weighted, 67.548638)
	observatorytest.NearMicro(t, "at least partial", s.Dematerialisation.AtLeastPartial, 71.595331)
	observatorytest.NearMicro(t, "of target", s.Dematerialisation.StrictOfTarget, 67.2)

	u := s.TakeUp
	got := [6]uint64{s.Procedures, u.Declared, u.Online.Procedures, u.All.Procedures, u.WithoutTotal, s.VolumeTotal}
	if want := [6]uint64{257, 144, 166, 230, 27, 1081295220}; got != want {
		t.Errorf("procedures, declared, online, all, without total, volume = %v, want %v", got, want)
	}
	observatorytest.NearMicro(t, "plain", u.Plain, 75.423611)
	observatorytest.NearMicro(t, "take-up", u.Weighted, 86.265438)
	observatorytest.NearMicro(t, "online low", u.Online.Low, 83.683132)
	observatorytest.NearMicro(t, "online high", u.Online.High, 86.676574)
	observatorytest.NearMicro(t, "all low", u.All.Low, 80.206623)
	observatorytest.NearMicro(t, "all high", u.All.High, 83.075706)
	if math.Abs(u.Rounding.Low.Float()-85.766) > 0.0005 || math.Abs(u.Rounding.High.Float()-86.588) > 0.0005 {
		t.Errorf("whole percentages allow [%s, %s], want [85.766, 86.588]", u.Rounding.Low, u.Rounding.High)
	}
	share, low, high := s.Authentication.Share(), s.Authentication.Least(), s.Authentication.Most()
	observatorytest.NearMicro(t, "FranceConnect", share.Micro(100), 49.242424)
	observatorytest.NearMicro(t, "FranceConnect at least", low.Micro(100), 46.428571)
	observatorytest.NearMicro(t, "FranceConnect at most", high.Micro(100), 52.142857)
	observatorytest.NearMicro(t, "without the largest", u.WithoutLargest, 82.152757)
	if largest, effective := u.LargestShare.Float(), u.Effective.Float(); largest < 34.705 || largest > 34.715 || effective < 6.75 || effective > 6.85 {
		t.Errorf("largest share %v, effective number %v, want 34.71 and 6.8", largest, effective)
	}
	for _, m := range s.Ministries {
		if m.Slug == "ecologie-cohesion-des-territoires" && (m.Procedures != 20 || m.Yes != 11 || m.Weighted.String() != "55.000000") {
			t.Errorf("%+v", m)
		}
	}
	if len(s.Ministries) != 13 {
		t.Errorf("%d ministries, want 13", len(s.Ministries))
	}
}

// TestWorkedExample: sums give the take-up that the procedures themselves give.
func TestWorkedExample(t *testing.T) {
	t.Parallel()
	w := summary.WorkedExample{
		Declared: summary.DeclaredVolumes{Procedures: 144, Total: 1_005_350_931, OnlineHundredths: 86_727_038_340},
		Largest:  summary.DeclaredVolumes{Procedures: 1, Total: 349_000_000, OnlineHundredths: 349_000_000 * 94},
		Silent:   summary.DeclaredVolumes{Procedures: 22, Total: 31_023_266},
		Absent:   summary.DeclaredVolumes{Procedures: 64, Total: 44_921_023},
	}
	u := w.TakeUp()
	observatorytest.NearMicro(t, "take-up", u.Weighted, 86.265438)
	observatorytest.NearMicro(t, "without the largest", u.WithoutLargest, 82.152757)
	observatorytest.NearMicro(t, "online low", u.Online.Low, 83.683132)
	observatorytest.NearMicro(t, "online high", u.Online.High, 86.676574)
	observatorytest.NearMicro(t, "all low", u.All.Low, 80.206623)
	observatorytest.NearMicro(t, "all high", u.All.High, 83.075706)

	full := summary.Summarise(observatorytest.FirstEdition(t), observatory.NewDay(2019, 6, 30), nil).TakeUp
	full.Plain, full.Effective, full.Rounding, full.WithoutTotal = nil, nil, summary.TakeUpBounds{}, 0
	if diff := cmp.Diff(full, u); diff != "" {
		t.Error(diff)
	}
}

func TestUnansweredBounds(t *testing.T) {
	t.Parallel()
	tax := statistics.Counts{24892, 64774, 181799}
	low, high := summary.UnansweredBounds(tax, 24_200_000)
	observatorytest.NearMicro(t, "low", low, 0.088507)
	observatorytest.NearMicro(t, "high", high, 9.976331)
	if low, high = summary.UnansweredBounds(tax, 1000); low != nil || high != nil {
		t.Errorf("more answers than transactions: %v to %v", low, high)
	}
	if low, high = summary.UnansweredBounds(statistics.Counts{0, 0, 0}, 1000); low != nil || high != nil {
		t.Errorf("nobody answered: %v to %v", low, high)
	}
	low, high = summary.UnansweredBounds(statistics.Counts{0, 0, 10}, 10)
	observatorytest.NearMicro(t, "everybody answered, low", low, 10)
	observatorytest.NearMicro(t, "everybody answered, high", high, 10)
}

func TestMarksOf2022To2024(t *testing.T) {
	t.Parallel()
	rule, _ := indicator.FindRule(indicator.KindSatisfaction)
	for _, row := range observatorytest.ReadCSV(t, observatorytest.Testdata(t, "marks-2022-2024.csv"), ',') {
		counts := statistics.Counts{0, 0, 0}
		for j, code := range rating.SatisfactionCodes() {
			counts[j], _ = observatorytest.Digits(row["satisfaction_"+code])
		}
		if got := counts.Mean().Micro(10).String(); got != row["satisfaction_mark"] {
			t.Errorf("%s: mark %s, want %s", row["title"], got, row["satisfaction_mark"])
		}
		if got := rule.Level(counts.Mean()); string(got) != row["satisfaction_level"] {
			t.Errorf("%s: level %s, want %s", row["title"], got, row["satisfaction_level"])
		}
	}
}
