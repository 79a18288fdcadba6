package observatory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

func TestGoalShare(t *testing.T) {
	t.Parallel()
	reached, missed := true, false
	var g observatory.GoalShare
	for _, p := range []struct {
		online observatory.Online
		figure observatory.Indicator
	}{
		{observatory.OnlineYes, observatory.Indicator{GoalReached: &reached}},
		{observatory.OnlinePartial, observatory.Indicator{GoalReached: &missed}},
		{observatory.OnlineYes, observatory.Indicator{GoalReached: &missed}},
		{observatory.OnlineUnknown, observatory.Indicator{}},
		{observatory.OnlineNo, observatory.Indicator{GoalReached: &reached}}, // in no group's share
		{observatory.OnlineNo, observatory.Indicator{}},
	} {
		g.Add(p.online, p.figure)
	}
	if diff := cmp.Diff(observatory.GoalShare{Reached: 1, Measured: 3, Unmeasured: 1}, g); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := g.Rate().String(); got != "33.333333" {
		t.Errorf("rate %s", got)
	}
	if rate := (observatory.GoalShare{Unmeasured: 4}).Rate(); rate != nil {
		t.Errorf("the rate of nothing measurable is %s", rate)
	}
}

func TestGroupKinds(t *testing.T) {
	t.Parallel()
	want := []observatory.Kind{
		observatory.KindSatisfaction, observatory.KindClarity, observatory.KindHelpReachable, observatory.KindHelpQuality, observatory.KindAccessibility, observatory.KindTellUsOnce,
		observatory.KindAuthentication, observatory.KindAvailability, observatory.KindResponseTime, observatory.KindMobile, observatory.KindHumanHelp, observatory.KindAlternative,
	}
	if diff := cmp.Diff(want, observatory.GroupKinds()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
