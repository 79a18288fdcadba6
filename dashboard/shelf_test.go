package dashboard

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// blank is a Store without anything in it, whose version a test decides.
type blank struct {
	version func(context.Context) (string, error)
}

func (b blank) DataVersion(ctx context.Context) (string, error) { return b.version(ctx) }

func (blank) Catalogue(context.Context) (*observatory.Catalogue, error) {
	return observatory.NewCatalogue(nil), nil
}

func (blank) Indicators(context.Context, observatory.Day, string) (map[string][]indicator.Indicator, error) {
	return nil, nil
}

func (blank) SaveIndicators(context.Context, observatory.Day, map[string][]indicator.Indicator) error {
	return errors.New("nothing may be stored")
}

func (blank) StoredMonths(context.Context) (map[observatory.Day]int, error) { return nil, nil }

func (blank) Period(_ context.Context, w observatory.Window) (indicator.Period, error) {
	return indicator.Period{Window: w}, nil
}

func (blank) History(context.Context, observatory.Day) (map[string]indicator.History, error) {
	return nil, nil
}

func (blank) Receipts(context.Context) (map[string]rating.Receipts, error) { return nil, nil }

func (blank) Funnels(context.Context, string, observatory.Window) (map[string]rating.Funnel, error) {
	return nil, nil
}

func newBlank(t *testing.T, version func(context.Context) (string, error)) *Dashboard {
	t.Helper()
	d, err := New(blank{version}, Config{}, prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReaderDoesNotWaitForASlowStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := false
		d := newBlank(t, func(ctx context.Context) (string, error) {
			if slow {
				<-ctx.Done()
			}
			return "1", ctx.Err()
		})
		if _, _, err := d.shelf.current(t.Context()); err != nil {
			t.Fatal(err)
		}
		slow = true
		time.Sleep(checkEvery) // of the bubble's clock
		asked := time.Now()
		snap, silent, err := d.shelf.current(t.Context())
		if waited := time.Since(asked); snap == nil || !silent.IsZero() || err != nil || waited != patience {
			t.Errorf("old figures after %s, silent %v, error %v", waited, silent, err)
		}
		time.Sleep(versionWithin)
		synctest.Wait()
		if _, silent, _ := d.shelf.current(t.Context()); silent.IsZero() {
			t.Error("the silence of the store is not noted")
		}
		time.Sleep(retryEvery)
		asked = time.Now()
		snap, silent, err = d.shelf.current(t.Context())
		if waited := time.Since(asked); snap == nil || silent.IsZero() || err != nil || waited != brief {
			t.Errorf("the store is known to be silent: old figures after %s, silent %v, error %v", waited, silent, err)
		}
		time.Sleep(versionWithin + retryEvery)
		slow = false
		if _, silent, _ := d.shelf.current(t.Context()); !silent.IsZero() {
			t.Error("the store answers again, and readers are told that it is silent")
		}
	})
}

func TestMonthClosesWithoutNewData(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 8, 22, 30, 0, 0, time.UTC)
	d := newBlank(t, func(context.Context) (string, error) { return "1", nil })
	d.shelf.cfg.Now = func() time.Time { return now }
	for _, want := range []string{"2026-10-31", "2026-11-30"} {
		snap, _, err := d.shelf.current(t.Context())
		if err != nil || snap.asOf.String() != want {
			t.Errorf("figures to %v, want %s (%v)", snap.asOf, want, err)
		}
		now = now.Add(time.Hour)
	}
}

func TestBrokenViewIsAnErrorPage(t *testing.T) {
	t.Parallel()
	d := newBlank(t, func(context.Context) (string, error) { return "1", nil })
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	engine.GET("/broken", d.page(func(*request) (*answer, error) { panic("broken") }))
	engine.GET("/broken.json", d.page(func(*request) (*answer, error) { return nil, errors.New("secret detail") }))
	for path, want := range map[string]string{"/broken?lang=en": "Something went wrong", "/broken.json": `"status":500`} {
		w := httptest.NewRecorder()
		engine.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestChooseLanguage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ asked, accept, want string }{
		{"", "", french}, {"en", "fr", english}, {"de", "en", english}, {"", "de,es;q=0.9", french},
		{"", "en-GB, fr;q=0.8", english}, {"", "en;q=0.3,fr-CA;q=0.4", french}, {"", "en;q=0", french}, {"", ";;,,q", french},
	} {
		if got := chooseLanguage(test.asked, test.accept); got != test.want {
			t.Errorf("chooseLanguage(%q, %q) = %q, want %q", test.asked, test.accept, got, test.want)
		}
	}
}

func TestFullMemoryForgets(t *testing.T) {
	t.Parallel()
	kept := newAnswers(2000, newMetrics(prometheus.NewRegistry()))
	made := 0
	get := func(key string) {
		if _, err := kept.get(key, time.Time{}, func() (*answer, error) { made++; return &answer{body: make([]byte, 400)}, nil }); err != nil {
			t.Fatal(err)
		}
	}
	get("a")
	get("a")
	get("b")
	get("c") // the third does not fit beside the two
	get("a")
	if made != 4 || kept.bytes > 2000 {
		t.Errorf("%d answers made, %d bytes kept", made, kept.bytes)
	}
}
