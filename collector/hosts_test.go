package collector

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strconv"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/collector/journal"
	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// hostTable keeps what was written.
type hostTable struct{ rows []rating.HostCount }

func (h *hostTable) InsertHosts(_ context.Context, counts []rating.HostCount) error {
	h.rows = append(h.rows, counts...)
	return nil
}

// sorted returns the rows without the flushes that brought them.
func (h *hostTable) sorted() []rating.HostCount {
	rows := slices.Clone(h.rows)
	for i := range rows {
		rows[i].Flush = rating.Flush{}
	}
	slices.SortFunc(rows, func(a, b rating.HostCount) int {
		return cmp.Or(cmp.Compare(a.Procedure, b.Procedure), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Host, b.Host))
	})
	return rows
}

func newHosts(t *testing.T, j *journal.Journal, table *hostTable, now func() time.Time) *Hosts {
	t.Helper()
	h, err := NewHosts(j, table, now, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// from is a context of a request that a page made.
func from(t *testing.T, origin string) context.Context {
	return observatory.WithPage(t.Context(), observatory.NewPage(origin, "", "avis.example"))
}

// hosted is a catalogue with one procedure that names its host.
func hosted() *observatory.Catalogue {
	return observatory.NewCatalogue([]observatory.Procedure{
		{ID: "impots-revenu", Title: "Déclarer ses revenus", Hosts: []string{"www.impots.example"}},
		{ID: "passeport", Title: "Demander un passeport"},
	})
}

// TestHostsAreFlagged holds that the page is looked at, that nothing is refused
// for it, and what is counted.
func TestHostsAreFlagged(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: clock})
	table := &hostTable{}
	h := newHosts(t, b.journal, table, clock)
	b.cfg.Hosts, b.catalogue = h, hosted
	first := submission()
	for _, c := range []struct{ origin, procedure string }{
		{"https://www.impots.example", "impots-revenu"},
		{"https://avis.example", "impots-revenu"},
		{"https://pasted.example:8443", "impots-revenu"},
		{"http://192.0.2.7", "impots-revenu"},
		{"null", "impots-revenu"},
		{"https://pasted.example", "passeport"},
	} {
		s := submission()
		s.Procedure = c.procedure
		if c.origin == "https://pasted.example:8443" {
			s = first
		}
		if _, err := b.Accept(from(t, c.origin), s); err != nil {
			t.Fatalf("%s: %v", c.origin, err)
		}
	}
	if receipt, err := b.Accept(from(t, "https://www.impots.example"), first); err != nil || !receipt.Known {
		t.Errorf("the same rating from another page: %+v, %v", receipt, err)
	}
	first.Version = 2
	if _, err := b.Accept(from(t, "https://www.impots.example"), first); err != nil {
		t.Fatal(err)
	}
	var standings []observatory.HostStanding
	for entry, err := range b.journal.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := record.ParseRating(entry.Payload, plainjson.Words{})
		if err != nil {
			t.Fatal(err)
		}
		standings = append(standings, r.Host)
	}
	want := []observatory.HostStanding{"known", "known", "unknown", "unknown", "none", "unjudged", "unknown"}
	if diff := gocmp.Diff(want, standings); diff != "" {
		t.Errorf("the journal holds (-want +got):\n%s", diff)
	}
	h.flush(t.Context())
	day := observatory.NewDay(2026, 3, 31)
	row := func(procedure, host string, standing observatory.HostStanding) rating.HostCount {
		return rating.HostCount{Procedure: procedure, Day: day, Host: host, Standing: standing, Ratings: 1}
	}
	counted := []rating.HostCount{
		row("impots-revenu", "", "none"), row("impots-revenu", "avis.example", "known"),
		row("impots-revenu", "ip", "unknown"), row("impots-revenu", "pasted.example", "unknown"),
		row("impots-revenu", "www.impots.example", "known"), row("passeport", "pasted.example", "unjudged"),
	}
	if diff := gocmp.Diff(counted, table.sorted()); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	if n := testutil.ToFloat64(h.ratings[observatory.HostUnknown]); n != 2 {
		t.Errorf("the metric counts %v ratings of unknown hosts, want 2", n)
	}
	if n := testutil.ToFloat64(h.unnamed[unnamedAddress]); n != 1 {
		t.Errorf("the metric counts %v addresses, want 1", n)
	}
}

func TestInventedHostsTakeNoMemory(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	table := &hostTable{}
	h := newHosts(t, b.journal, table, func() time.Time { return now })
	e := newEvents(t, &eventTable{}, func() time.Time { return now })
	e.hosts, e.catalogue = h, hosted
	send := func(n int) {
		t.Helper()
		if err := e.Add(from(t, "https://host"+strconv.Itoa(n)+".example"), report("impots-revenu", "", rating.EventSeen, 2)); err != nil {
			t.Fatal(err)
		}
	}
	for n := range hostCap + 30 {
		send(n)
	}
	send(0)
	h.flush(t.Context())
	now = now.Add(24 * time.Hour)
	send(hostCap + 1)
	h.flush(t.Context())
	rows := table.sorted()
	if len(rows) != hostCap+2 {
		t.Fatalf("%d hosts were told apart, want %d, the others of one day and one of the next", len(rows), hostCap)
	}
	if rows[hostCap].Host != observatory.HostOthers || rows[hostCap].Events != 60 || rows[0].Events != 4 {
		t.Errorf("counted %+v and %+v", rows[hostCap], rows[0])
	}
	if last := rows[hostCap+1]; last.Day != rows[0].Day+1 || last.Host != "host"+strconv.Itoa(hostCap+1)+".example" {
		t.Errorf("the next day begins with %+v", last)
	}
	if n := testutil.ToFloat64(h.events[observatory.HostUnknown]); n != 2*(hostCap+32) {
		t.Errorf("the metric counts %v events", n)
	}
}
