package summary_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/summary"
)

func TestGoalShare(t *testing.T) {
	t.Parallel()
	reached, missed := true, false
	var g summary.GoalShare
	for _, p := range []struct {
		online observatory.Online
		figure indicator.Indicator
	}{
		{observatory.OnlineYes, indicator.Indicator{GoalReached: &reached}},
		{observatory.OnlinePartial, indicator.Indicator{GoalReached: &missed}},
		{observatory.OnlineYes, indicator.Indicator{GoalReached: &missed}},
		{observatory.OnlineUnknown, indicator.Indicator{}},
		{observatory.OnlineNo, indicator.Indicator{GoalReached: &reached}}, // in no group's share
		{observatory.OnlineNo, indicator.Indicator{}},
	} {
		g.Add(p.online, p.figure)
	}
	if diff := cmp.Diff(summary.GoalShare{Reached: 1, Measured: 3, Unmeasured: 1}, g); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := g.Rate().String(); got != "33.333333" {
		t.Errorf("rate %s", got)
	}
	if rate := (summary.GoalShare{Unmeasured: 4}).Rate(); rate != nil {
		t.Errorf("the rate of nothing measurable is %s", rate)
	}
}

func TestGroupKinds(t *testing.T) {
	t.Parallel()
	want := []indicator.Kind{
		indicator.KindSatisfaction, indicator.KindClarity, indicator.KindHelpReachable, indicator.KindHelpQuality, indicator.KindAccessibility, indicator.KindTellUsOnce,
		indicator.KindAuthentication, indicator.KindAvailability, indicator.KindResponseTime, indicator.KindMobile, indicator.KindHumanHelp, indicator.KindAlternative,
	}
	if diff := cmp.Diff(want, summary.GroupKinds()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
