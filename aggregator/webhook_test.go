package aggregator_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/aggregator"
	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/rating"
)

// book is a store with one procedure and the alarms that it is given.
type book struct {
	aggregator.Store
	alarms  []alarm.Alarm
	notices map[string]bool
	saved   int
}

func (b *book) Catalogue(context.Context) (*observatory.Catalogue, error) {
	return observatory.NewCatalogue([]observatory.Procedure{{ID: "p", Title: "P"}}), nil
}
func (b *book) Hosts(context.Context, observatory.Day) ([]rating.HostCount, error) {
	return nil, nil
}
func (b *book) Hours(context.Context, time.Time, time.Time) (map[string][]alarm.HourCount, error) {
	return nil, nil
}
func (b *book) Freshness(context.Context, observatory.Day) (map[string]alarm.Freshness, observatory.Day, error) {
	return nil, 0, nil
}
func (b *book) JobHistory(context.Context) (map[string]observatory.JobRun, error) { return nil, nil }
func (b *book) Alarms(context.Context, ...string) ([]alarm.Alarm, error)          { return b.alarms, nil }
func (b *book) SaveAlarms(context.Context, []alarm.Alarm) error                   { return nil }
func (b *book) RecordRun(context.Context, observatory.JobRun) error               { return nil }
func (b *book) Notices(context.Context) (map[string]bool, error)                  { return b.notices, nil }
func (b *book) SaveNotice(_ context.Context, _ uuid.UUID, key string, delivered bool) error {
	b.notices[key] = delivered
	b.saved++
	return nil
}

// recipient answers posts with the statuses that it is given, then with 204; a
// status of 0 is no answer.
type recipient struct {
	t        *testing.T
	book     *book
	statuses []int
	posts    []string // keys
	at       []time.Time
}

func (r *recipient) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	key, timestamp := request.Header.Get("Observatory-Key"), request.Header.Get("Observatory-Timestamp")
	mac := hmac.New(sha256.New, []byte("a secret of the recipient"))
	mac.Write([]byte(timestamp + "." + string(body)))
	if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); request.Header.Get("Observatory-Signature") != want {
		r.t.Errorf("the signature is %s, want %s", request.Header.Get("Observatory-Signature"), want)
	}
	var n struct {
		Key, Event string
		Alarm      alarm.Alarm
	}
	if err := json.Unmarshal(body, &n); err != nil || n.Key != key || n.Alarm.Procedure != "p" {
		r.t.Errorf("posted %s under the key %s: %v", body, key, err)
	}
	if delivered, announced := r.book.notices[key]; !announced || delivered {
		r.t.Errorf("%s was posted before it was announced", key)
	}
	r.posts = append(r.posts, key)
	r.at = append(r.at, time.Now())
	status := http.StatusNoContent
	if len(r.statuses) > 0 {
		status, r.statuses = r.statuses[0], r.statuses[1:]
	}
	if status == 0 {
		return nil, errors.New("no route")
	}
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Body: http.NoBody, Request: request}, nil
}

func TestWebhook(t *testing.T) {
	for name, c := range map[string]struct {
		statuses []int
		// how often it was posted and delivered after the first and second run
		posts, delivered [2]int
	}{
		"taken":            {nil, [2]int{1, 1}, [2]int{1, 1}},
		"taken late":       {[]int{503, 0}, [2]int{3, 3}, [2]int{1, 1}},
		"away for a while": {[]int{500, 500, 500, 500}, [2]int{3, 5}, [2]int{0, 1}},
		"moved":            {[]int{301}, [2]int{2, 2}, [2]int{1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := alarm.Finding{Procedure: "p", Kind: alarm.KindDrop, Day: 20000}
				b := &book{notices: map[string]bool{}, alarms: []alarm.Alarm{
					{ID: f.ID(), Finding: f, OpenedAt: time.Now().Add(-time.Hour)},
					{ID: uuid.New(), Finding: f, OpenedAt: time.Now().AddDate(0, 0, -4)}, // too old to tell
				}}
				r := &recipient{t: t, book: b, statuses: c.statuses}
				var log strings.Builder
				a := aggregator.New(b, time.Now, prometheus.NewRegistry(), slog.New(slog.NewTextHandler(&log, nil)))
				a.NotifyWith(aggregator.Webhook{URL: "https://hook.example/token", Secret: []byte("a secret of the recipient"), Client: &http.Client{Transport: r}})
				for i := range 2 {
					if _, err := a.Run(t.Context(), "abuse"); err != nil {
						t.Fatal(err)
					}
					delivered := 0
					for _, d := range b.notices {
						if d {
							delivered++
						}
					}
					if len(r.posts) != c.posts[i] || delivered != c.delivered[i] || len(b.notices) != 1 {
						t.Errorf("after run %d: posts %v, notices %v", i+1, r.posts, b.notices)
					}
				}
				for _, key := range r.posts {
					if key != r.posts[0] || !strings.HasPrefix(key, f.ID().String()+"/") || !strings.HasSuffix(key, "/opened") {
						t.Errorf("posted under %s", key)
					}
				}
				if strings.Contains(log.String(), "token") {
					t.Errorf("the webhook's address is logged:\n%s", log.String())
				}
				b.alarms[0].ClosedAt = time.Now()
				if _, err := a.Run(t.Context(), "abuse"); err != nil || !strings.HasSuffix(r.posts[len(r.posts)-1], "/closed") {
					t.Errorf("after its end %v, posts %v", err, r.posts)
				}
			})
		})
	}
}

// TestNoWebhook: without an address nothing is noted.
func TestNoWebhook(t *testing.T) {
	f := alarm.Finding{Procedure: "p", Kind: alarm.KindDrop, Day: 20000}
	b := &book{notices: map[string]bool{}, alarms: []alarm.Alarm{{ID: f.ID(), Finding: f, OpenedAt: time.Now()}}}
	a, _ := jobs(b)
	if _, err := a.Run(t.Context(), "abuse"); err != nil || b.saved != 0 {
		t.Errorf("%d notices, %v", b.saved, err)
	}
}
