package collector

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// network is a client with that address.
func network(address string) rating.Client {
	return rating.NewClient(netip.MustParseAddr(address))
}

// tried is what became of a number of records in a row.
type tried struct{ ordinary, doubtful, refused int }

func (l *limiter) try(n int, c rating.Client, procedure string) tried {
	var t tried
	for range n {
		doubtful, err := l.admit(c, procedure, true)
		switch {
		case err != nil:
			t.refused++
		case doubtful:
			t.doubtful++
		default:
			t.ordinary++
		}
	}
	return t
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(time.Now)
		office, home := network("192.0.2.1"), network("2001:db8::1")
		for _, c := range []struct {
			name      string
			wait      time.Duration
			client    rating.Client
			procedure string
			n         int
			want      tried
		}{
			{"a burst", 0, office, "passeport", 100, tried{10, 50, 40}},
			{"another network", 0, home, "passeport", 11, tried{10, 1, 0}},
			{"another procedure", 0, office, "impots", 11, tried{10, 1, 0}},
			{"ten seconds later", 10 * time.Second, office, "passeport", 100, tried{1, 9, 90}},
			{"a minute later", time.Minute, office, "passeport", 100, tried{6, 54, 40}},
			{"the same /64", 0, network("2001:db8::ffff"), "passeport", 8, tried{7, 1, 0}},
			{"a quiet while later", 100 * time.Second, office, "passeport", 100, tried{10, 50, 40}},
		} {
			time.Sleep(c.wait) // in the bubble's time
			if got := l.try(c.n, c.client, c.procedure); got != c.want {
				t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
			}
		}
	})
}

func TestLimiterTellsWhenToComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, c := newLimiter(time.Now), network("192.0.2.1")
		l.try(hardBurst, c, "passeport")
		time.Sleep(400 * time.Millisecond)
		_, err := l.admit(c, "passeport", true)
		var tooMany *observatory.TooManyError
		if !errors.As(err, &tooMany) || tooMany.RetryAfter != time.Second {
			t.Fatalf("refused with %v", err)
		}
		time.Sleep(tooMany.RetryAfter)
		if _, err := l.admit(c, "passeport", true); err != nil {
			t.Errorf("after the time that was told: %v", err)
		}
	})
}

// TestLimiterForgets: after a day nobody can be recognised, and no clock that
// jumps back keeps anybody out.
func TestLimiterForgets(t *testing.T) {
	t.Parallel()
	c := newClock(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC))
	l, office := newLimiter(c.Now), network("192.0.2.1")
	before := l.currentSalt().Fingerprint(office, "passeport")
	if l.currentSalt().Fingerprint(office, "passeport") != before {
		t.Error("a network is not recognised")
	}
	l.try(100, office, "passeport")
	c.set(c.Now().Add(web.SaltLife - time.Nanosecond))
	if l.currentSalt().Fingerprint(office, "passeport") != before {
		t.Error("the salt lives for less than a day")
	}
	l.try(100, office, "passeport")
	c.set(c.Now().Add(time.Nanosecond))
	if got, want := l.try(1, office, "passeport"), (tried{ordinary: 1}); got != want {
		t.Errorf("a new day begins with %+v", got)
	}
	if l.currentSalt().Fingerprint(office, "passeport") == before {
		t.Error("the salt was not renewed")
	}
	l.try(100, office, "passeport")
	c.set(c.Now().AddDate(-1, 0, 0))
	if got, want := l.try(1, office, "passeport"), (tried{ordinary: 1}); got != want {
		t.Errorf("a clock set back begins with %+v", got)
	}
}

// TestLimiterIsFlat: a million networks take no more memory than one, and one
// that floods is still known after them.
func TestLimiterIsFlat(t *testing.T) {
	c := newClock(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC))
	l, flood := newLimiter(c.Now), network("192.0.2.1")
	l.try(hardBurst, flood, "passeport")
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	for n := range uint32(1_000_000) {
		var address [16]byte
		address[0] = 0x20
		binary.BigEndian.PutUint32(address[4:], n)
		if _, err := l.admit(rating.NewClient(netip.AddrFrom16(address)), "passeport", true); err != nil {
			t.Fatal(err)
		}
	}
	if grown := heap() - before; grown > 1<<20 {
		t.Errorf("a million networks took %d bytes", grown)
	}
	if got, want := l.try(1, flood, "passeport"), (tried{refused: 1}); got != want {
		t.Errorf("the network that floods was forgotten: %+v", got)
	}
}

// TestDoubtIsNotWashed: the second step of a doubtful rating is doubtful too,
// and the steps of an ordinary one do not count as ratings.
func TestDoubtIsNotWashed(t *testing.T) {
	t.Parallel()
	c := newClock(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC))
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: c.Now})
	ctx := rating.WithClient(t.Context(), network("192.0.2.1"))
	var keys []string
	for range softBurst + 1 {
		s := submission()
		keys = append(keys, s.ID)
		for s.Version = range 4 {
			s.Version++
			if _, err := b.Accept(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.set(c.Now().Add(10 * time.Minute))
	last := submission()
	last.ID, last.Version = keys[softBurst], 9
	if _, err := b.Accept(ctx, last); err != nil {
		t.Fatal(err)
	}
	for i, r := range records(t, b) {
		if doubtful := i >= 4*softBurst; (r.Doubt == doubtRate) != doubtful {
			t.Errorf("record %d, version %d: doubt %q", i, r.Version, r.Doubt)
		}
	}
	if got := testutil.ToFloat64(b.metrics.doubtful); got != 5 {
		t.Errorf("%v doubtful records counted, want 5", got)
	}
}

// TestFloodLeavesSignedAlone: posts of one /64, from as many addresses, while
// citizens with tokens post from the same one.
func TestFloodLeavesSignedAlone(t *testing.T) {
	t.Parallel()
	const posts, citizens = 50_000, 50
	c := newClock(time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC))
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: c.Now, Keys: keys})
	refused := 0
	for n := range posts {
		ctx := rating.WithClient(t.Context(), network(fmt.Sprintf("2001:db8::%x", n+1)))
		s := submission()
		if n%(posts/citizens) == 0 {
			s.Token = signed(s.Procedure, c.Now())
		}
		_, err := b.Accept(ctx, s)
		var tooMany *observatory.TooManyError
		if errors.As(err, &tooMany) && s.Token == "" {
			refused++
		} else if err != nil {
			t.Fatalf("post %d, token %q: %v", n, s.Token, err)
		}
	}
	count := map[string]int{}
	for _, r := range records(t, b) {
		count[fmt.Sprintf("signed %t, doubt %q", r.Signed, r.Doubt)]++
	}
	want := map[string]int{`signed true, doubt ""`: citizens, `signed false, doubt ""`: 10, `signed false, doubt "rate"`: 50}
	if fmt.Sprint(count) != fmt.Sprint(want) || refused != posts-citizens-60 {
		t.Errorf("kept %v and refused %d, want %v and the rest", count, refused, want)
	}
	if got := testutil.ToFloat64(b.metrics.received[outcomeTooMany]); int(got) != refused {
		t.Errorf("%v refusals counted, want %d", got, refused)
	}
	if strings.Contains(b.log.String(), "2001") {
		t.Error("an address is logged")
	}
}

// TestPostTooMany looks at the answer over HTTP, and at those for whom there
// are no limits.
func TestPostTooMany(t *testing.T) {
	t.Parallel()
	gin.SetMode(gin.ReleaseMode)
	for _, c := range []struct {
		name   string
		off    bool
		client rating.Client
		want   int
	}{
		{"limits", false, network("192.0.2.1"), http.StatusTooManyRequests},
		{"no limits", true, network("192.0.2.1"), http.StatusCreated},
		{"no client", false, rating.Client{}, http.StatusCreated},
	} {
		b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{NoLimits: c.off, Now: newClock(time.Now()).Now})
		router := gin.New()
		b.Register(router)
		var w *httptest.ResponseRecorder
		for range hardBurst + 1 {
			w = httptest.NewRecorder()
			body := strings.NewReader(fmt.Sprintf(`{"id":%q,"procedure":"passeport","satisfaction":"good"}`, submission().ID))
			r := httptest.NewRequestWithContext(rating.WithClient(context.Background(), c.client), http.MethodPost, endpoint, body)
			r.Header.Set("Content-Type", "application/json")
			router.ServeHTTP(w, r)
		}
		if w.Code != c.want {
			t.Errorf("%s: status %d, want %d", c.name, w.Code, c.want)
		}
		if c.want == http.StatusTooManyRequests {
			checkProblem(t, answer{w.Code, w.Body.String(), w.Header()}, c.want, nil)
			if got := w.Header().Get("Retry-After"); got != "1" {
				t.Errorf("Retry-After is %q", got)
			}
		}
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := newLimiter(time.Now)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		var n uint32
		for pb.Next() {
			n += 2654435761
			var address [4]byte
			binary.BigEndian.PutUint32(address[:], n)
			_, _ = l.admit(rating.NewClient(netip.AddrFrom4(address)), "impots-revenu", true)
		}
	})
}
