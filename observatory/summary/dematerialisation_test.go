package summary_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/summary"
)

func TestDematerialisation(t *testing.T) {
	t.Parallel()
	june := summary.OnlineCounts{Yes: 168, Partial: 10, Beta: 6, No: 72, Unknown: 1}
	proactive := june
	proactive.Yes, proactive.Proactive = 167, 1
	for _, c := range []struct {
		name                                     string
		counts                                   summary.OnlineCounts
		strict, weighted, atLeastPartial, target float64
	}{
		{"June 2019", june, 65.369650, 67.548638, 71.595331, 67.2},
		{"a proactive counts as yes", proactive, 65.369650, 67.548638, 71.595331, 67.2},
		{"all no", summary.OnlineCounts{No: 12}, 0, 0, 0, 0},
		{"local rollout weighs all but in the strict rate", summary.OnlineCounts{LocalRollout: 1, No: 1}, 0, 50, 50, 0},
		{"260 are still over 250", summary.OnlineCounts{Yes: 125, No: 135}, 48.076923, 48.076923, 48.076923, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := c.counts.Dematerialisation()
			observatorytest.NearMicro(t, "strict", d.Strict, c.strict)
			observatorytest.NearMicro(t, "weighted", d.Weighted, c.weighted)
			observatorytest.NearMicro(t, "at least partial", d.AtLeastPartial, c.atLeastPartial)
			observatorytest.NearMicro(t, "strict of target", d.StrictOfTarget, c.target)
		})
	}
	if d := (summary.OnlineCounts{Yes: 261}).Dematerialisation(); d.StrictOfTarget != nil {
		t.Errorf("261 procedures are measured over 250: %s", d.StrictOfTarget)
	}
	d := summary.OnlineCounts{}.Dematerialisation()
	if d.Strict != nil || d.Weighted != nil || d.AtLeastPartial != nil || d.StrictOfTarget != nil {
		t.Error("an empty list has a rate")
	}
}

func TestCountOnlineTakesStrangeWordsForUnknown(t *testing.T) {
	t.Parallel()
	procedures := []observatory.Procedure{{Online: observatory.OnlineYes}, {}, {Online: "oui"}, {Online: observatory.OnlineUnknown}}
	if got, want := summary.CountOnline(procedures), (summary.OnlineCounts{Yes: 1, Unknown: 3}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
}
