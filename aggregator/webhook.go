package aggregator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// Webhook is where alarms are sent: a POST of JSON for each that opens or closes,
// signed with HMAC-SHA256 over the timestamp, a point and the body.
type Webhook struct {
	// URL to post to; empty sends nothing.
	URL string
	// Secret is the key of the signature.
	Secret []byte
	// Client posts; nil means one that waits ten seconds and follows no
	// redirection.
	Client *http.Client
}

// Notebook keeps which notices were announced, by their keys, and whether each
// was delivered.
type Notebook interface {
	Notices(ctx context.Context) (map[string]bool, error)
	SaveNotice(ctx context.Context, alarm uuid.UUID, key string, delivered bool) error
}

// The headers of a notice.
const (
	headerKey       = "Observatory-Key"
	headerTimestamp = "Observatory-Timestamp"
	headerSignature = "Observatory-Signature"
)

const (
	// postTimeout bounds one attempt.
	postTimeout = 10 * time.Second
	// noticeLife is how long a notice that cannot be delivered is tried again,
	// with every run of the jobs.
	noticeLife = 3 * 24 * time.Hour
)

// postPauses are the pauses before the attempts of one run.
func postPauses() []time.Duration { return []time.Duration{0, time.Second, 5 * time.Second} }

// notice says that an alarm opened or closed.
type notice struct {
	// Key is the same whenever and by whomever it is sent.
	Key   string      `json:"key"`
	Event string      `json:"event"` // opened or closed
	Alarm alarm.Alarm `json:"alarm"`
}

// NotifyWith sets the webhook that alarms are sent to; call it before Start.
func (a *Aggregator) NotifyWith(w Webhook) {
	if w.Client == nil {
		w.Client = &http.Client{Timeout: postTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	a.webhook = w
}

// notices are those of the alarms that may be due at the instant now.
func (w Webhook) notices(alarms []alarm.Alarm, now time.Time) (due []notice) {
	sum := sha256.Sum256([]byte(w.URL)) // the address may hold a secret
	recipient := hex.EncodeToString(sum[:8])
	add := func(a alarm.Alarm, event string, at time.Time) {
		if at.IsZero() || now.Sub(at) > noticeLife {
			return
		}
		key := fmt.Sprintf("%s/%s/%s/%s", a.ID, recipient, observatory.DayOf(at), event)
		due = append(due, notice{Key: key, Event: event, Alarm: a})
	}
	for _, a := range alarms {
		add(a, "opened", a.OpenedAt)
		add(a, "closed", a.ClosedAt)
	}
	return due
}

// tell delivers the notices that are due. What cannot be delivered now is tried
// again by the next run: a recipient that is away is no failure of the job.
func (a *Aggregator) tell(ctx context.Context, alarms []alarm.Alarm) {
	if a.webhook.URL == "" {
		return
	}
	a.telling.Lock()
	defer a.telling.Unlock()
	told, err := a.store.Notices(ctx)
	if err != nil {
		a.log.Warn("alarms cannot be told yet", "cause", err)
		return
	}
	for _, n := range a.webhook.notices(alarms, a.now()) {
		if told[n.Key] {
			continue
		}
		if err := a.deliver(ctx, n); err != nil {
			a.metrics.notices.WithLabelValues("failed").Inc()
			a.log.Warn("an alarm could not be told; the next run tries again", "alarm", n.Alarm.ID, "cause", err)
			return
		}
		a.metrics.notices.WithLabelValues("delivered").Inc()
	}
}

// deliver announces the notice, posts it, and records that it arrived. Killed
// in between, it is posted again under the same key.
func (a *Aggregator) deliver(ctx context.Context, n notice) error {
	if err := a.store.SaveNotice(ctx, n.Alarm.ID, n.Key, false); err != nil {
		return err
	}
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	for _, pause := range postPauses() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		if err = a.webhook.post(ctx, n.Key, body, a.now()); err == nil {
			return a.store.SaveNotice(ctx, n.Alarm.ID, n.Key, true)
		}
	}
	return err
}

func (w Webhook) post(ctx context.Context, key string, body []byte, now time.Time) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	timestamp := strconv.FormatInt(now.Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(headerKey, key)
	request.Header.Set(headerTimestamp, timestamp)
	request.Header.Set(headerSignature, "sha256="+w.sign(timestamp, body))
	response, err := w.Client.Do(request)
	if err != nil {
		return fmt.Errorf("the webhook does not answer: %w", withoutAddress(err))
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // so that the connection serves again
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("the webhook answered %s", response.Status)
	}
	return nil
}

// withoutAddress takes the address, which may hold a secret, out of the error.
func withoutAddress(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// sign is the signature of a body at a timestamp, in hexadecimal.
func (w Webhook) sign(timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, w.Secret)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
