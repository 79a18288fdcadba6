package indicator_test

import (
	"math"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/statistics"
)

func TestResponseBounds(t *testing.T) {
	t.Parallel()
	tax := statistics.Counts{24892, 64774, 181799}
	low, high := indicator.ResponseBounds(tax.Mean(), observatory.Ratio{Num: 271_465, Den: 24_200_000}, 10)
	if math.Round(low.Float()*100) != 9 || math.Round(high.Float()*100) != 998 {
		t.Errorf("income tax lies between %s and %s, want 0.09 and 9.98", low, high)
	}
	all := observatory.Ratio{Num: 1, Den: 1}
	if low, high := indicator.ResponseBounds(tax.Mean(), all, 10); low != high || low != *tax.Mean().Micro(10) {
		t.Errorf("when everybody answered the mark lies between %s and %s", low, high)
	}
	if low, high := indicator.ResponseBounds(tax.Mean(), observatory.Ratio{Num: 0, Den: 1}, 10); low != 0 || high != 10_000_000 {
		t.Errorf("when nobody answered the mark lies between %s and %s", low, high)
	}
}
