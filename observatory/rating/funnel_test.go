package rating_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

func TestFunnelState(t *testing.T) {
	t.Parallel()
	type steps = map[rating.EventKind]uint64
	for _, tc := range []struct {
		name   string
		events steps
		sent   uint64
		want   rating.FunnelState
	}{
		{"nothing counted", nil, 3, rating.FunnelNotCollected},
		{"nothing at all", nil, 0, rating.FunnelNotCollected},
		{"all steps", steps{"offered": 100, "seen": 50, "opened": 20, "started": 10}, 8, rating.FunnelIndicative},
		{"everybody at every step", steps{"offered": 8, "seen": 8, "opened": 8, "started": 8}, 8, rating.FunnelIndicative},
		{"steps that nobody counts", steps{"opened": 20, "started": 10}, 10, rating.FunnelIndicative},
		{"more sent than started", steps{"started": 7}, 8, rating.FunnelInconsistent},
		{"more started than opened", steps{"opened": 9, "started": 10}, 8, rating.FunnelInconsistent},
		{"more opened than seen", steps{"seen": 19, "opened": 20, "started": 10}, 8, rating.FunnelInconsistent},
		{"more seen than offered", steps{"offered": 49, "seen": 50}, 8, rating.FunnelInconsistent},
		{"across a step that nobody counts", steps{"offered": 9, "started": 10}, 8, rating.FunnelInconsistent},
		{"more sent than offered", steps{"offered": 7}, 8, rating.FunnelInconsistent},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f := rating.NewFunnel(tc.events, tc.sent)
			if f.State != tc.want || f.Sent != tc.sent {
				t.Errorf("%+v, want %s", f, tc.want)
			}
			got := steps{}
			for kind, n := range map[rating.EventKind]*uint64{"offered": f.Offered, "seen": f.Seen, "opened": f.Opened, "started": f.Started} {
				if n != nil {
					got[kind] = *n
				}
			}
			if diff := cmp.Diff(tc.events, got); diff != "" && len(tc.events)+len(got) > 0 {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEventReportValidate(t *testing.T) {
	t.Parallel()
	type steps = map[rating.EventKind]int
	for _, tc := range []struct {
		name   string
		report rating.EventReport
		want   string
	}{
		{"right", rating.EventReport{Procedure: "a", Button: "page-1", Events: steps{"offered": 1, "seen": 100}}, ""},
		{"no procedure", rating.EventReport{Events: steps{"offered": 1}}, "procedure: must be the id or an alias of a procedure"},
		{"wrong button", rating.EventReport{Procedure: "a", Button: "a b", Events: steps{"offered": 1}},
			"button: must be at most 64 letters, digits, _ or -"},
		{"nothing", rating.EventReport{Procedure: "a"}, "events: must count something"},
		{"unknown step", rating.EventReport{Procedure: "a", Events: steps{"liked": 1}},
			"events: must count offered, seen, opened or started, and nothing else"},
		{"none and too many", rating.EventReport{Procedure: "a", Events: steps{"offered": 0, "seen": 101}},
			"events.offered: must be between 1 and 100; events.seen: must be between 1 and 100"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := observatorytest.Reason(tc.report.Validate()); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
