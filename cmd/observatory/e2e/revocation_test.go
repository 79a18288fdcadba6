package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// holdUp is an HTTP server in front of an engine's socket. Shut, it keeps every
// question about accesses and keys for ever; opened again, it answers new ones.
type holdUp struct {
	client *http.Client
	shut   atomic.Bool
	ended  chan struct{}

	mu   sync.Mutex
	kept map[string]int // questions by table
}

var askedTable = regexp.MustCompile(`\bFROM (accesses|keys)\b`)

// newHoldUp listens until the test ends.
func newHoldUp(t *testing.T, socket string) (g *holdUp, url string) {
	t.Helper()
	g = &holdUp{ended: make(chan struct{}), kept: map[string]int{}, client: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}}}}
	server := httptest.NewServer(g)
	t.Cleanup(func() {
		close(g.ended)
		server.Close()
		g.client.CloseIdleConnections()
	})
	return g, server.URL + "/observatory"
}

func (g *holdUp) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return
	}
	asked := askedTable.FindStringSubmatch(request.URL.Query().Get("query") + "\n" + string(body))
	if asked != nil && g.shut.Load() {
		g.mu.Lock()
		g.kept[asked[1]]++
		g.mu.Unlock()
		<-g.ended
		panic(http.ErrAbortHandler)
	}
	onward, err := http.NewRequestWithContext(request.Context(), request.Method, "http://engine"+request.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	onward.Header = request.Header.Clone()
	response, err := g.client.Do(onward)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	io.Copy(w, response.Body) //nolint:errcheck // who asked is gone
}

// close shuts the gate and waits until it keeps a question of either kind.
func (g *holdUp) close(t *testing.T) {
	t.Helper()
	g.mu.Lock()
	clear(g.kept)
	g.mu.Unlock()
	g.shut.Store(true)
	eventually(t, "a refresh of accesses and of keys that hangs", func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.kept["accesses"] > 0 && g.kept["keys"] > 0
	})
}

var printedAccess = regexp.MustCompile(`access +(\S+)\n(?s:.*)\ntoken +(\S+)\n`)

// TestRevocationBehindAHang revokes an access and a key while the questions for
// them hang: they hold no longer than these are given up. When no question is
// answered for a minute nothing that may have been revoked opens or signs
// anything; what was not holds again afterwards.
func TestRevocationBehindAHang(t *testing.T) {
	t.Parallel()
	lender := serve(t, t.TempDir()) // its commands go past the gate
	lender.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	g, url := newHoldUp(t, engineSocket(t, lender.data))
	in := serve(t, t.TempDir(), "--clickhouse", url)
	in.awaitForm("passport")
	access := func() (id, token string) {
		t.Helper()
		out := lender.run("token", "create", "--role", "reader", "--ministry", "Intérieur")
		printed := printedAccess.FindStringSubmatch(out)
		if printed == nil {
			t.Fatalf("token create printed %q", out)
		}
		return printed[1], printed[2]
	}
	revoked, revokedToken := access()
	_, token := access()
	revokedOffice, goodOffice := newOffice(t, lender, "passport"), newOffice(t, lender, "passport")

	ask := func(token string) (int, string) {
		t.Helper()
		request, err := http.NewRequest(http.MethodPost, in.public+"/api/v1/volumes", strings.NewReader("no volumes"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		status, answer, err := in.do(request)
		if err != nil {
			t.Fatal(err)
		}
		return status, fmt.Sprint(answer["detail"])
	}
	sent := 0
	sign := func(o office) (int, string) {
		t.Helper()
		sent++
		status, answer, err := in.post(map[string]any{"id": key(sent), "procedure": "passport", "satisfaction": "good", "token": o.token(time.Now())})
		if err != nil {
			t.Fatal(err)
		}
		return status, fmt.Sprint(answer["rating"])
	}
	reader := func(token string) func() bool {
		return func() bool { status, _ := ask(token); return status == http.StatusForbidden }
	}
	signer := func(o office) func() bool {
		return func() bool { status, _ := sign(o); return status == http.StatusCreated }
	}
	eventually(t, "the access that will be revoked", reader(revokedToken))
	eventually(t, "the other access", reader(token))
	eventually(t, "the key that will be revoked", signer(revokedOffice))
	eventually(t, "the other key", signer(goodOffice))

	g.close(t)
	lender.run("token", "revoke", revoked)
	lender.run("key", "revoke", strconv.FormatUint(uint64(revokedOffice.key), 10))
	g.shut.Store(false) // the questions that it keeps are never answered
	eventually(t, "the revocation of the access", func() bool { status, _ := ask(revokedToken); return status == http.StatusUnauthorized })
	eventually(t, "the revocation of the key", func() bool { status, _ := sign(revokedOffice); return status == http.StatusUnprocessableEntity })

	g.close(t)
	detail := ""
	eventually(t, "an access that cannot be looked up", func() bool {
		var status int
		status, detail = ask(token)
		return status == http.StatusServiceUnavailable
	})
	if !strings.Contains(detail, "cannot be looked up now") {
		t.Errorf("the answer says %q", detail)
	}
	rating := ""
	eventually(t, "a rating that a key does not sign", func() bool {
		status, id := sign(goodOffice)
		if status != http.StatusCreated {
			t.Fatalf("a citizen was answered %d", status)
		}
		rating = id
		return strings.Contains(string(in.get(in.admin+"/metrics")), `tokens_total{token="unconfirmed"} 1`)
	})
	g.shut.Store(false)
	eventually(t, "the access again", reader(token))
	eventually(t, "the rating in the database", func() bool {
		return len(stored(lender, "SELECT id FROM ratings WHERE id = '"+rating+"'")) == 1
	})
	if rows := stored(lender, "SELECT toString(signed) AS signed FROM ratings FINAL WHERE id = '"+rating+"'"); rows[0]["signed"] != "false" {
		t.Errorf("the rating is signed: %v", rows)
	}
}
