package e2e

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	floodClients = 8
	floodShort   = 20_000
	floodLong    = 1_000_000
	signedSeries = 100
)

// abuse floods from one network, with headers that pretend to be many, while
// an administration's signed ratings come in, are replayed and forged: the
// limits hold, and the signed series is what it would be without the flood.
func abuse(r *rig) {
	r.in = serve(r.t, r.data, "--limits", "on")
	r.run("import", "catalogue", catalogueFile(r.t, procedure+",Demander un passeport,Intérieur,yes,"))
	r.in.awaitForm(procedure)
	office := newOffice(r.t, r.in, procedure)
	eventually(r.t, "the new key", func() bool { return r.sign(office.token(time.Now())) < 300 })

	before := r.memory()
	var taken, refusals atomic.Int64
	var clients sync.WaitGroup
	total := floodShort
	if atLength() {
		total = floodLong
	}
	for range floodClients {
		clients.Go(func() {
			c := client(1)
			defer c.CloseIdleConnections()
			for range total / floodClients {
				switch r.pretend(c) {
				case http.StatusCreated:
					taken.Add(1)
				case http.StatusTooManyRequests:
					refusals.Add(1)
				}
			}
		})
	}
	for range signedSeries {
		token := office.token(time.Now())
		if status := r.sign(token); status != http.StatusCreated {
			r.t.Errorf("a signed rating was answered %d during the flood", status)
		}
		if status := r.sign(token); status != http.StatusOK {
			r.t.Errorf("its replay was answered %d", status)
		}
		if status := r.sign(token[:len(token)-3] + "AAA"); status != http.StatusUnprocessableEntity {
			r.t.Errorf("a forged token was answered %d", status)
		}
	}
	clients.Wait()
	r.result.cycles = total
	r.note("of the flood %d taken, %d refused; memory %d → %d MB", taken.Load(), refusals.Load(), before, r.memory())
	if most := int64(total / 10); taken.Load() > most || taken.Load()+refusals.Load() != int64(total) {
		r.t.Errorf("%d of %d ratings of one network were taken, %d refused", taken.Load(), total, refusals.Load())
	}
	if after := r.memory(); after > before+64 {
		r.t.Errorf("memory went from %d to %d MB", before, after)
	}
	r.settle(false)
	r.judge(0)
}

// pretend posts an unsigned rating that claims to come from elsewhere.
func (r *rig) pretend(c *http.Client) int {
	key := r.book.draw()
	body := fmt.Sprintf(`{"id":%q,"procedure":%q,"satisfaction":"bad"}`, key, procedure)
	request, err := http.NewRequest(http.MethodPost, r.in.public+"/api/v1/ratings", strings.NewReader(body))
	if err != nil {
		r.t.Error(err)
		return 0
	}
	request.Header.Set("Content-Type", "application/json")
	elsewhere := fmt.Sprintf("203.0.%d.%d", rand.IntN(256), rand.IntN(256))
	for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "True-Client-Ip"} {
		request.Header.Set(name, elsewhere)
	}
	return r.fate(c, request, anonymousID(procedure, key))
}

// sign posts a rating with the token; its identity is in the token.
func (r *rig) sign(token string) int {
	body := fmt.Sprintf(`{"id":%q,"procedure":%q,"satisfaction":"good","token":%q}`, r.book.draw(), procedure, token)
	request, err := http.NewRequest(http.MethodPost, r.in.public+"/api/v1/ratings", strings.NewReader(body))
	if err != nil {
		r.t.Error(err)
		return 0
	}
	request.Header.Set("Content-Type", "application/json")
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		r.t.Error(err)
		return 0
	}
	const nonce = 1 + 4 + 4 // behind version, key and instant
	return r.fate(http.DefaultClient, request, anonymousID(procedure+"\x00signed", hex.EncodeToString(raw[nonce:nonce+16])))
}

// fate sends the request and enters what became of the rating.
func (r *rig) fate(c *http.Client, request *http.Request, id string) int {
	response, err := c.Do(request)
	if err != nil {
		r.book.enter(id, unknown)
		return 0
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body) //nolint:errcheck // the status says enough
	switch {
	case response.StatusCode < 300:
		r.book.enter(id, acknowledged)
	case response.StatusCode < 500:
		r.book.enter(id, refused)
	default:
		r.book.enter(id, unknown)
	}
	return response.StatusCode
}
