package dashboard

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/summary"
)

func readCounts(t *testing.T) workedCounts {
	t.Helper()
	w, err := readWorkedCounts(workedFile)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWorkedCountsGiveThePublishedNumbers: the domain's formulas make the numbers that
// the State published of the counts in the file.
func TestWorkedCountsGiveThePublishedNumbers(t *testing.T) {
	t.Parallel()
	w := readCounts(t)
	rates, u := w.Online.Dematerialisation(), w.TakeUp()
	observatorytest.NearMicro(t, "strict", rates.Strict, 65.369650)
	observatorytest.NearMicro(t, "weighted", rates.Weighted, 67.548638)
	observatorytest.NearMicro(t, "take-up", u.Weighted, 86.265438)
	observatorytest.NearMicro(t, "without the largest", u.WithoutLargest, 82.152757)
	low, high := summary.UnansweredBounds(w.answers, w.returns)
	observatorytest.NearMicro(t, "income tax, low", low, 0.088507)
	observatorytest.NearMicro(t, "income tax, high", high, 9.976331)
	if printed := (w.satisfied*100 + w.reviews/2) / w.reviews; printed != 82 {
		t.Errorf("%d of %d are %d %%, want the 82 that were printed", w.satisfied, w.reviews, printed)
	}
}

// TestWorkedCountsAreThoseOfTheEdition compares the file with the edition it is of.
func TestWorkedCountsAreThoseOfTheEdition(t *testing.T) {
	t.Parallel()
	w := readCounts(t)
	s := summary.Summarise(observatorytest.FirstEdition(t), observatory.NewDay(2019, 6, 30), nil)
	if diff := cmp.Diff(s.Online, w.Online); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(s.Authentication, w.Authentication); diff != "" {
		t.Error(diff)
	}
	full := s.TakeUp
	full.Plain, full.Effective, full.Rounding, full.WithoutTotal = nil, nil, summary.TakeUpBounds{}, 0
	if diff := cmp.Diff(full, w.TakeUp()); diff != "" {
		t.Error(diff)
	}
}

func TestFaultyWorkedCounts(t *testing.T) {
	t.Parallel()
	text := string(workedFile)
	first := text[strings.Index(text, "{") : strings.Index(text, "}")+1]
	for name, test := range map[string]struct{ content, want string }{
		"no list":         {"{}", "cannot read worked.json"},
		"unknown field":   {strings.Replace(text, `"date"`, `"day"`, 1), "day"},
		"unknown name":    {strings.Replace(text, "online.yes", "online.perhaps", 1), "online.perhaps"},
		"a count twice":   {strings.Replace(text, "[", "["+first+",", 1), "online.yes"},
		"a count lacking": {"[" + first + "]", "online.partial"},
		"no source":       {`[{"name": "online.yes", "value": 1, "source": "", "date": "2019-06"}]`, "needs a source"},
		"no date":         {strings.Replace(text, "2019-06", "June 2019", 1), "a date like"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := readWorkedCounts([]byte(test.content)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}
