package collector

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// eventTable keeps one row of each key, as the database does.
type eventTable struct {
	mu     sync.Mutex
	rows   map[rating.EventCount]bool
	writes int
	// fail says whether a write that stores all the same answers an error.
	fail func(write int) bool
}

func (e *eventTable) InsertEvents(_ context.Context, counts []rating.EventCount) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range counts {
		e.rows[c] = true
	}
	e.writes++
	if e.fail != nil && e.fail(e.writes) {
		return shippingtest.ErrFault
	}
	return nil
}

// sums adds the rows up, without the flushes that brought them.
func (e *eventTable) sums() []rating.EventCount {
	e.mu.Lock()
	defer e.mu.Unlock()
	byKey := map[rating.EventCount]uint32{}
	for row := range e.rows {
		n := row.N
		row.N, row.Flush = 0, rating.Flush{}
		byKey[row] += n
	}
	var sums []rating.EventCount
	for row, n := range byKey {
		row.N = n
		sums = append(sums, row)
	}
	slices.SortFunc(sums, func(a, b rating.EventCount) int {
		return cmp.Or(cmp.Compare(a.Procedure, b.Procedure), cmp.Compare(a.Button, b.Button), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind))
	})
	return sums
}

func newEvents(t testing.TB, table *eventTable, now func() time.Time) *Events {
	t.Helper()
	table.rows = map[rating.EventCount]bool{}
	j, err := journal.Open(journal.Config{Dir: t.TempDir(), SegmentBytes: 256 << 10, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	procedures := catalogue()
	e, err := NewEvents(j, table, func() *observatory.Catalogue { return procedures }, nil, now,
		prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func report(procedure, button string, kind rating.EventKind, n int) rating.EventReport {
	return rating.EventReport{Procedure: procedure, Button: button, Events: map[rating.EventKind]int{kind: n}}
}

func (e *Events) must(t *testing.T, r rating.EventReport) {
	t.Helper()
	if err := e.Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func TestEventsAreWrittenEveryTenSeconds(t *testing.T) {
	table := &eventTable{}
	e := newEvents(t, table, nil) // outside the bubble: the journal waits for its disk
	synctest.Test(t, func(t *testing.T) {
		day := observatory.DayOf(time.Now())
		e.Start(t.Context())
		e.must(t, report("passeport", "", rating.EventOpened, 1))
		e.must(t, report("jdma:3059", "page", rating.EventOffered, 2))
		time.Sleep(flushPause + time.Second)
		want := []rating.EventCount{
			{Procedure: "impots-revenu", Button: "page", Day: day, Kind: rating.EventOffered, N: 2},
			{Procedure: "passeport", Day: day, Kind: rating.EventOpened, N: 1},
		}
		if diff := gocmp.Diff(want, table.sums()); diff != "" {
			t.Errorf("after a flush (-want +got):\n%s", diff)
		}
		time.Sleep(10 * flushPause)
		if table.writes != 1 {
			t.Errorf("%d writes, though nothing happened after the first", table.writes)
		}
		e.must(t, report("passeport", "", rating.EventOpened, 3))
		e.Stop(t.Context())
		want[1].N = 4
		if diff := gocmp.Diff(want, table.sums()); diff != "" {
			t.Errorf("after the stop (-want +got):\n%s", diff)
		}
	})
}

func TestEventsWhoseFateIsUnknownCountOnce(t *testing.T) {
	table := &eventTable{fail: func(write int) bool { return write < 4 }}
	e := newEvents(t, table, nil)
	synctest.Test(t, func(t *testing.T) {
		e.Start(t.Context())
		e.must(t, report("passeport", "", rating.EventOpened, 1))
		time.Sleep(flushPause + time.Second)
		e.must(t, report("passeport", "", rating.EventOpened, 1))
		time.Sleep(2 * flushPause)
		e.must(t, report("passeport", "", rating.EventOpened, 1))
		e.Stop(t.Context())
		if sums := table.sums(); len(sums) != 1 || sums[0].N != 3 {
			t.Errorf("3 events were counted as %+v", sums)
		}
		if table.writes != 5 {
			t.Errorf("%d writes, want 4 of the first counts and 1 of the others", table.writes)
		}
	})
}

func TestEventsAreCapped(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	table := &eventTable{}
	e := newEvents(t, table, func() time.Time { return now })
	for range eventCap/100 + 5 {
		e.must(t, report("passeport", "page", rating.EventOffered, 100))
	}
	e.must(t, report("passeport", "other", rating.EventOffered, 100))
	now = now.Add(24 * time.Hour)
	e.must(t, report("passeport", "page", rating.EventOffered, 100))
	e.flush(t.Context())
	day := observatory.NewDay(2026, 3, 31)
	want := []rating.EventCount{
		{Procedure: "passeport", Button: "other", Day: day, Kind: rating.EventOffered, N: 100},
		{Procedure: "passeport", Button: "page", Day: day, Kind: rating.EventOffered, N: eventCap},
		{Procedure: "passeport", Button: "page", Day: day + 1, Kind: rating.EventOffered, N: 100},
	}
	if diff := gocmp.Diff(want, table.sums()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestInventedButtonsTakeNoMemory(t *testing.T) {
	t.Parallel()
	e := newEvents(t, &eventTable{}, nil)
	for n := range buttonCap + 1000 {
		e.must(t, report("passeport", "b"+strconv.Itoa(n), rating.EventSeen, 1))
	}
	if len(e.totals) > buttonCap+1 {
		t.Errorf("%d buttons are told apart, want at most %d", len(e.totals), buttonCap+1)
	}
	at := eventKey{button{"passeport", ""}, e.day, rating.EventSeen}
	if e.fresh[at] != 1000 {
		t.Errorf("%d events of the buttons above were counted for the procedure, want 1000", e.fresh[at])
	}
}

func TestPostEvents(t *testing.T) {
	t.Parallel()
	e := newEvents(t, &eventTable{}, nil)
	valid := `{"procedure":"passeport","button":"page","events":{"offered":1,"seen":1}}`
	for _, c := range []struct {
		name, contentType, body string
		status                  int
		fields                  []string
	}{
		{"a beacon", "text/plain;charset=UTF-8", valid, 204, nil},
		{"JSON", "application/json", valid, 204, nil},
		{"a form", "application/x-www-form-urlencoded", "procedure=passeport", 415, nil},
		{"unknown procedure", "text/plain", strings.Replace(valid, "passeport", "p", 1), 404, nil},
		{"too large", "text/plain", valid + strings.Repeat(" ", web.MaxForm), 413, nil},
		{"no JSON", "text/plain", "{", 422, []string{"body"}},
		{"two values", "text/plain", valid + valid, 422, []string{"body"}},
		{"unknown field", "text/plain", strings.Replace(valid, "button", "visitor", 1), 422, []string{"body"}},
		{"not UTF-8", "text/plain", "\xff", 422, []string{"body"}},
		{"negative", "text/plain", strings.Replace(valid, "1", "-1", 1), 422, []string{"events.offered"}},
		{"nothing", "text/plain", "null", 422, []string{"procedure", "events"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := serveOne(e, http.MethodPost, eventsEndpoint, c.contentType, c.body)
			if got.status != c.status {
				t.Fatalf("status %d, want %d: %s", got.status, c.status, got.body)
			}
			if got.header.Get("Access-Control-Allow-Origin") != "*" {
				t.Error("other origins may not post")
			}
			if c.status > 204 {
				checkProblem(t, got, c.status, c.fields)
			}
		})
	}
	if got := e.fresh[eventKey{button{"passeport", "page"}, e.day, rating.EventOffered}]; got != 2 {
		t.Errorf("%d events counted, want 2", got)
	}
}

func TestEventsBeforeTheCatalogue(t *testing.T) {
	t.Parallel()
	e := newEvents(t, &eventTable{}, nil)
	e.catalogue = func() *observatory.Catalogue { return nil }
	if err := e.Add(t.Context(), report("passeport", "", rating.EventSeen, 1)); !errors.Is(err, observatory.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
}

// serveOne sends one request to what registers itself on a router.
func serveOne(handler interface{ Register(gin.IRouter) }, method, path, contentType, body string) answer {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	handler.Register(engine)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	engine.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header()}
}

// Whatever arrives is refused with a reason, or within bounds.
func FuzzEvents(f *testing.F) {
	for _, seed := range []string{
		`{"procedure":"passeport","events":{"offered":1}}`, `{"procedure":"","events":{}}`, `null`, `[]`, `{"events":{"seen":1e3}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var r rating.EventReport
		if parseStrictly(body, &r) != nil || r.Validate() != nil {
			return
		}
		for kind, n := range r.Events {
			if n < 1 || n > 100 || !slices.Contains(rating.EventKinds(), kind) {
				t.Errorf("%d times %q", n, kind)
			}
		}
		if len(r.Button) > 64 {
			t.Errorf("button %q", r.Button)
		}
	})
}
