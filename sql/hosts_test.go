package sql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

func TestHostsWrittenTwiceCountOnce(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	d := day(t, "2026-03-31")
	flush := func(at uint64) rating.Flush { return rating.Flush{Node: 1, Epoch: 2, At: at} }
	counts := []rating.HostCount{
		{Procedure: "a", Day: d, Host: "pasted.example", Standing: observatory.HostUnknown, Ratings: 3, Events: 4, Flush: flush(1)},
		{Procedure: "a", Day: d, Host: "pasted.example", Standing: observatory.HostUnknown, Ratings: 2, Flush: flush(2)},
		{Procedure: "a", Day: d, Host: "", Standing: observatory.HostNone, Ratings: 1, Flush: flush(2)},
		{Procedure: "a", Day: d - 1, Host: "pasted.example", Standing: observatory.HostUnknown, Ratings: 9, Flush: flush(0)},
	}
	for range 2 {
		if err := store.InsertHosts(t.Context(), counts); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.Hosts(t.Context(), d)
	want := []rating.HostCount{
		{Procedure: "a", Day: d, Host: "", Standing: observatory.HostNone, Ratings: 1},
		{Procedure: "a", Day: d, Host: "pasted.example", Standing: observatory.HostUnknown, Ratings: 5, Events: 4},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
