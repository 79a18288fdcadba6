package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// hostedCatalogue describes procedures with the hosts of their pages.
func hostedCatalogue(t *testing.T, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hosts.csv")
	text := "id,title,online,hosts\n" + strings.Join(rows, "\n") + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// postFrom sends a rating as a page of that origin would.
func (in *instance) postFrom(n int, procedure, origin string) int {
	in.t.Helper()
	body := fmt.Sprintf(`{"id":%q,"procedure":%q,"satisfaction":"good"}`, key(n), procedure)
	request, err := http.NewRequest(http.MethodPost, in.public+"/api/v1/ratings", strings.NewReader(body))
	if err != nil {
		in.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/plain")
	if origin != "" {
		request.Header.Set("Origin", origin)
		request.Header.Set("Referer", origin+"/private/page?citizen=7")
	}
	status, _, err := in.do(request)
	if err != nil {
		in.t.Fatal(err)
	}
	return status
}

// ear hears signed posts.
type ear struct {
	*httptest.Server
	heard chan string
}

const hookSecret = "a secret of at least sixteen"

func listen(t *testing.T) *ear {
	t.Helper()
	e := &ear{heard: make(chan string, 100)}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mac := hmac.New(sha256.New, []byte(hookSecret))
		mac.Write([]byte(r.Header.Get("Observatory-Timestamp") + "."))
		mac.Write(body)
		if r.Header.Get("Observatory-Signature") != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
			t.Errorf("a post with a wrong signature: %s", body)
		}
		e.heard <- string(body)
	}))
	t.Cleanup(e.Close)
	return e
}

// TestUnknownHost pastes the form of one procedure on a page where it does not
// belong: it works there, it is noticed, told and, once the host is named,
// forgotten.
func TestUnknownHost(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	data := t.TempDir()
	in := serve(t, data)
	in.run("import", "catalogue", hostedCatalogue(t, "passport,Demander un passeport,yes,www.passport.example", mark+",Marquer la fin,yes,"))
	in.awaitForm("passport")

	// The page's host is localhost, the observatory's 127.0.0.1.
	page := strings.Replace(host{procedure: "passport"}.serve(t, in), "127.0.0.1", "localhost", 1)
	w := openHost(t, b, page)
	w.tabTo("[name=satisfaction]")
	w.press(kb.ArrowRight)
	w.tabTo("button")
	w.press(kb.Enter)
	w.await("the second step", shadow("[name=clarity]"))
	for n := range 5 {
		if status := in.postFrom(n, "passport", "https://localhost:8443"); status != http.StatusCreated {
			t.Fatalf("a rating from an unknown host was answered %d", status)
		}
	}
	for n, origin := range []string{"https://www.passport.example", "null", "", "http://192.0.2.77", "https://x y", in.public} {
		if status := in.postFrom(100+n, "passport", origin); status != http.StatusCreated {
			t.Errorf("a rating from %q was answered %d", origin, status)
		}
	}
	rated(t, b, in.public+"/avis/passport")
	if n := counted(in, "passport"); n != 13 {
		t.Errorf("%d ratings are counted, want all 13", n)
	}
	metrics := string(in.get(in.admin + "/metrics"))
	for standing, want := range map[string]int{"unknown": 8, "known": 3, "none": 2, "unjudged": 1} {
		if line := fmt.Sprintf("observatory_collector_rating_hosts_total{host=%q} %d\n", standing, want); !strings.Contains(metrics, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}

	e := listen(t)
	watch := []string{"job", "run", "abuse", "--webhook", e.URL, "--webhook-secret", hookSecret}
	eventually(t, "the counts of the host", func() bool { // they are written every ten seconds
		rows := stored(in, "SELECT sum(ratings) AS n FROM hosts FINAL WHERE host = 'localhost'")
		return len(rows) == 1 && fmt.Sprint(rows[0]["n"]) == "6"
	})
	in.run(watch...)
	if alarms := in.run("alarm", "list"); !strings.Contains(alarms, "localhost is not among the procedure's hosts and gave 6 ratings") {
		t.Errorf("the alarms are\n%s", alarms)
	}
	select {
	case body := <-e.heard:
		if !strings.Contains(body, `"event":"opened"`) || !strings.Contains(body, `"subject":"localhost"`) {
			t.Errorf("the webhook heard %s", body)
		}
	case <-time.After(patience):
		t.Fatal("the webhook heard nothing")
	}
	list := in.run("alarm", "list")
	if strings.Count(list, "\n") != 2 || !strings.Contains(list, "private") {
		t.Errorf("the alarms are\n%s", list)
	}
	alarm := strings.Fields(strings.Split(list, "\n")[1])[0]
	in.run("alarm", "acknowledge", alarm)
	if list = in.run("alarm", "list", "--procedure", "passport"); !strings.Contains(list, "public, acknowledged") {
		t.Errorf("after the acknowledgement\n%s", list)
	}
	in.run("import", "catalogue", hostedCatalogue(t, "passport,Demander un passeport,yes,www.passport.example|localhost"))
	in.run(watch...)
	if list = in.run("alarm", "list"); strings.Contains(list, alarm) {
		t.Errorf("after its host was named\n%s", list)
	}
	if body := <-e.heard; !strings.Contains(body, `"event":"closed"`) || len(e.heard) != 0 {
		t.Errorf("the webhook heard %s and %d more", body, len(e.heard))
	}
	in.stop()
	for _, private := range []string{"192.0.2.77", "citizen=7"} {
		if file := holding(t, data, private); file != "" || strings.Contains(in.stderr.String(), private) {
			t.Errorf("%s is in the log or in %q", private, file)
		}
	}
}

// TestQuarantineOfMany sets ratings aside by what they have in common, after
// counting them, and puts them back.
func TestQuarantineOfMany(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,jdma:7", mark+",Marquer la fin,Intérieur,yes,"))
	in.awaitForm("passport")
	today := func() string { return time.Now().In(paris(t)).Format(time.DateOnly) }
	first := today()
	for n := range 7 {
		rating := map[string]any{"id": key(n), "procedure": "passport", "satisfaction": "bad", "button": "b" + fmt.Sprint(n%2)}
		if status, answer, err := in.post(rating); err != nil || status != http.StatusCreated {
			t.Fatal(status, answer, err)
		}
	}
	counted(in, "passport")
	selection := []string{"--procedure", "jdma:7", "--from", first, "--to", today(), "--button", "b0", "--unsigned"}
	run := func(words ...string) string {
		return in.run(append(append([]string{"rating"}, words...), selection...)...)
	}
	standing := func(accepted, aside uint64) {
		t.Helper()
		s := getJSON[struct {
			Ratings struct{ Counted, Quarantined uint64 }
		}](in, "/api/v1/summary").Ratings
		if s.Quarantined != aside || s.Counted != accepted+1 { // and the mark
			t.Errorf("the figures have %+v, want %d and %d", s, accepted, aside)
		}
	}
	if out := run("quarantine"); !strings.Contains(out, "4 accepted") || !strings.Contains(out, "4 ratings of passport would be set aside: add --yes") {
		t.Errorf("counted\n%s", out)
	}
	standing(7, 0)
	if out := run("quarantine", "--yes", "--reason", "pasted-button"); !strings.Contains(out, "in quarantine for pasted-button: 4 ratings") {
		t.Errorf("set aside\n%s", out)
	}
	eventually(t, "the quarantine", func() bool {
		return getJSON[struct{ Ratings struct{ Quarantined uint64 } }](in, "/api/v1/summary").Ratings.Quarantined == 4
	})
	standing(3, 4)
	if out := run("release", "--was", "another"); !strings.Contains(out, "0 ratings of passport would be put back") {
		t.Errorf("for another reason\n%s", out)
	}
	if out := run("release", "--was", "pasted-button", "--yes", "--reason", "appeal"); !strings.Contains(out, "4 ratings of passport are put back") {
		t.Errorf("put back\n%s", out)
	}
	eventually(t, "the release", func() bool {
		return getJSON[struct{ Ratings struct{ Quarantined uint64 } }](in, "/api/v1/summary").Ratings.Quarantined == 0
	})
	if out, status := command(t, append([]string{"rating", "quarantine", "--yes", "--data", in.data}, selection...)...); status != 2 || !strings.Contains(out, "--reason") {
		t.Errorf("without a reason it ended with %d: %s", status, out)
	}
	if out, status := command(t, "rating", "quarantine", "--data", in.data, "--procedure", "passport", "--from", "tomorrow", "--to", today()); status != 2 {
		t.Errorf("an instant that is none ended with %d: %s", status, out)
	}
}
