package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// proxy is an HTTP server in front of an engine's socket that treats every
// insert of ratings as the next of its manners says.
type proxy struct {
	client  *http.Client
	manners atomic.Pointer[[]string]
	inserts atomic.Int64
}

// newProxy listens until the test ends.
func newProxy(r *rig, socket string) (p *proxy, url string) {
	p = &proxy{client: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}}}}
	server := httptest.NewServer(p)
	r.t.Cleanup(server.Close)
	return p, server.URL + "/observatory"
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return
	}
	manner := ""
	if list := p.manners.Load(); list != nil && strings.HasPrefix(request.URL.Query().Get("query"), "INSERT INTO ratings") {
		manner = (*list)[int(p.inserts.Add(1))%len(*list)]
	}
	switch manner {
	case "cut in the body":
		half := io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{})
		p.forward(request, half, int64(len(body))) //nolint:bodyclose // there is none
		panic(http.ErrAbortHandler)
	case "twice":
		p.drop(p.forward(request, bytes.NewReader(body), int64(len(body))))
	}
	response, err := p.forward(request, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	switch manner {
	case "late":
		time.Sleep(3 * time.Second)
	case "cut after commit":
		io.Copy(io.Discard, response.Body)
		panic(http.ErrAbortHandler)
	}
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	io.Copy(w, response.Body)
}

func (p *proxy) forward(request *http.Request, body io.Reader, length int64) (*http.Response, error) {
	onward, err := http.NewRequest(request.Method, "http://engine"+request.URL.RequestURI(), body)
	if err != nil {
		return nil, err
	}
	onward.Header = request.Header.Clone()
	onward.ContentLength = length
	return p.client.Do(onward)
}

func (p *proxy) drop(response *http.Response, err error) {
	if err == nil {
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}

// broken is a body whose sender went away.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// badNetwork puts a network between collector and database on which answers
// come late, are lost after the commit, inserts arrive in part, or twice.
func badNetwork(r *rig) {
	// Another observatory lends its engine.
	lender := serve(r.t, r.t.TempDir())
	p, url := newProxy(r, engineSocket(r.t, lender.data))
	r.start("--clickhouse", url)
	p.manners.Store(&[]string{"late", "cut after commit", "", "twice", "cut in the body", "cut after commit"})
	r.cycle(func(int) {
		r.load(func() {
			before := p.inserts.Load()
			eventually(r.t, "every manner was met", func() bool { return p.inserts.Load() >= before+6 })
		})
	})
	r.settle(false)
	p.manners.Store(nil)
	r.settle(true)
	r.note("%d inserts met late, twice, cut in the body, cut after commit", p.inserts.Load())
	r.judge(0)
}

// sameEverywhere sends each rating one to fifty times at once to two collectors
// on one database, under keys of both sides of midnight and without a day.
func sameEverywhere(r *rig) {
	r.start()
	_, url := newProxy(r, engineSocket(r.t, r.data))
	other := serve(r.t, r.t.TempDir(), "--role", "collector", "--clickhouse", url)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		r.t.Fatal(err)
	}
	y, m, d := time.Now().In(paris).Date()
	midnight := time.Date(y, m, d-1, 0, 0, 0, 0, paris)
	c := client(64)
	ratings := 150
	if atLength() {
		ratings *= cycles(r.t)
	}
	for n := range ratings {
		key := keyAt(midnight.Add(time.Duration(n-ratings/2)*time.Millisecond), n)
		if n%3 == 0 {
			key = fmt.Sprintf("%08x-0000-4000-8000-%012x", rand.Uint32(), n)
		}
		var copies sync.WaitGroup
		for i := range 1 + rand.IntN(50) {
			to := []*instance{r.in, other}[i%2]
			copies.Go(func() {
				if status := r.send(c, to, key); status != 200 && status != 201 {
					r.t.Errorf("a copy was answered %d", status)
				}
			})
		}
		copies.Wait()
		r.result.cycles++
	}
	r.settle(true)
	mine := r.in
	r.in = other
	r.settle(true)
	r.in = mine
	r.judge(0)
	if n := r.result.acknowledged; n != ratings {
		r.t.Errorf("%d different ratings were acknowledged, want %d", n, ratings)
	}
}

// keyAt is a UUIDv7 of that instant.
func keyAt(at time.Time, n int) string {
	ms := at.UnixMilli()
	return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", ms>>16, ms&0xffff, n&0xfff, rand.IntN(0x1000), n)
}

// slowClients hold connections with headers and bodies that never end.
func slowClients(r *rig) {
	r.start()
	address := strings.TrimPrefix(r.in.public, "http://")
	const head = "POST /api/v1/ratings HTTP/1.1\r\nHost: x\r\n"
	var slow, stubborn sync.WaitGroup
	var open atomic.Int64
	hold := func(text string) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			r.t.Error(err)
			return
		}
		defer conn.Close()
		open.Add(1)
		io.WriteString(conn, text)
		// The program has 5 s for a header and 10 s for a body, and then answers
		// or closes.
		conn.SetReadDeadline(time.Now().Add(15 * time.Second))
		if _, err := io.Copy(io.Discard, conn); os.IsTimeout(err) {
			r.t.Error("a slow client was still connected after 15 s")
		}
	}
	for n := range 7000 {
		text := head + "X-Slow: "
		if n%7 > 4 {
			text = head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
		}
		slow.Go(func() { hold(text) })
	}
	eventually(r.t, "all of them are connected", func() bool { return open.Load() == 7000 })
	var times []time.Duration
	var most int
	c := client(1)
	stubborn.Go(func() {
		for end := time.Now().Add(6 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
			began := time.Now()
			if status := r.send(c, r.in, r.book.draw()); status != 201 {
				r.t.Errorf("a good client was answered %d", status)
			}
			times = append(times, time.Since(began))
			if len(times)%100 == 0 {
				most = max(most, r.memory())
			}
		}
	})
	stubborn.Wait()
	slow.Wait()
	slices.Sort(times)
	r.result.cycles = 7000
	r.note("p99 of good clients %s, at most %d MB", times[len(times)*99/100].Round(100*time.Microsecond), most)
	if most > 512 {
		r.t.Errorf("%d MB resident, want at most 512", most)
	}
	r.settle(false)
	r.judge(0)
}

// manyConnections keeps ten thousand connections open, each of which posts, then
// all of them at once, twice. They are opened a hundred at a time: who connects
// and sends nothing for five seconds is cut off, and on a busy machine that is a
// client that waits for its turn among ten thousand.
func manyConnections(r *rig) {
	r.start()
	const connections, opening = 10_000, 100
	clients := make([]*http.Client, connections)
	for i := range clients {
		clients[i] = client(1) // and with it a connection of its own
		defer clients[i].CloseIdleConnections()
	}
	var failures atomic.Int64
	round := func(together int) {
		var posts sync.WaitGroup
		turns := make(chan struct{}, together)
		for _, c := range clients {
			turns <- struct{}{}
			posts.Go(func() {
				if r.send(c, r.in, r.book.draw()) != 201 {
					failures.Add(1)
				}
				<-turns
			})
		}
		posts.Wait()
	}
	round(opening)
	round(connections)
	round(connections)
	r.result.cycles = connections
	r.note("%d failures, %d MB", failures.Load(), r.memory())
	if n := failures.Load(); n > 0 {
		r.t.Errorf("%d of %d requests failed", n, 3*connections)
	}
	r.settle(false)
	r.judge(0)
}

// hostileBodies sends what nobody may store: each is refused, and not one
// record is made of them.
func hostileBodies(r *rig) {
	r.start()
	valid := func() string {
		return fmt.Sprintf(`{"id":%q,"procedure":%q,"satisfaction":"good"}`, r.book.draw(), procedure)
	}
	with := func(field string) string { return strings.TrimSuffix(valid(), "}") + "," + field + "}" }
	bodies := []string{
		"", "null", "[]", "0", `""`, "{", "{}", "[" + strings.Repeat("[", 8000), strings.Repeat(`{"a":`, 3000),
		valid() + valid(), valid() + "x", with(`"unknown":1`), with(`"version":-1`),
		with(`"version":1e400`), with(`"version":201`), with(`"clarity":6`), with(`"clarity":"\u0000"`),
		with(`"comment":"` + strings.Repeat("x", 17<<10) + `"`), with("\"comment\":\"\xff\xfe\""), with(`"help":[]`),
		with(`"help":[{"channel":"none"},{"channel":"phone"}]`), with(`"instrument":"jdma-2"`), with(`"lang":{"a":1}`),
		strings.Replace(valid(), procedure, "../../etc/passwd", 1), strings.Replace(valid(), procedure, "' OR 1=1 --", 1),
	}
	generated := 200
	if atLength() {
		generated = 20_000
	}
	random := rand.New(rand.NewPCG(17, 17))
	for range generated {
		b := []byte(valid())
		for range 1 + random.IntN(4) {
			b[random.IntN(len(b)/2)] = byte(random.IntN(32)) // never valid in JSON where it lands
		}
		bodies = append(bodies, string(b))
	}
	before := r.memory()
	for _, body := range bodies {
		status, _, err := r.in.send("application/json", []byte(body))
		if err != nil || status < 400 || status > 499 {
			r.t.Errorf("%.80q was answered %d %v", body, status, err)
		}
		r.result.cycles++
	}
	after := r.memory()
	r.note("%d bodies, memory %d → %d MB", len(bodies), before, after)
	if after > before+128 {
		r.t.Errorf("memory went from %d to %d MB", before, after)
	}
	r.load(func() { r.flow(50) })
	r.settle(false)
	r.judge(0)
}
