package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

const endpoint = "/api/v1/ratings"

// body is a rating as the widget sends it; its key comes where the zeros are.
const body = `{"id":"00000000-0000-7000-8000-000000000000","version":1,"procedure":"passport","instrument":"avis-1",` +
	`"satisfaction":"good","outcome":"done","channel":"online","clarity":4,` +
	`"help":[{"channel":"phone","reached":true,"quality":3}],"lang":"fr","source":"button"}`

// load is requests from keep-alive connections, each of which sends the next
// one when the last was answered.
type load struct {
	address     string
	connections int
	during      time.Duration // at most
	requests    int64         // at most; 0 is without end
}

// report is what became of a load.
type report struct {
	requests, failures int64
	elapsed            time.Duration
	latencies          []time.Duration // sorted
	firstFailure       error
}

func (r report) rate() float64 { return float64(r.requests) / r.elapsed.Seconds() }

// quantile is the latency below which the share q of the requests stayed.
func (r report) quantile(q float64) time.Duration {
	if len(r.latencies) == 0 {
		return 0
	}
	return r.latencies[int(q*float64(len(r.latencies)-1))]
}

// run sends the load. The clock starts when all connections are open.
func (l load) run(ctx context.Context) (report, error) {
	conns := make([]net.Conn, l.connections)
	for i := range conns {
		conn, err := net.Dial("tcp", l.address)
		if err != nil {
			return report{}, fmt.Errorf("connection %d: %w", i, err)
		}
		defer conn.Close()
		conns[i] = conn
	}
	var left atomic.Int64
	left.Store(l.requests)
	var r report
	var mu sync.Mutex
	var all sync.WaitGroup
	began := time.Now()
	deadline := began.Add(l.during)
	for _, conn := range conns {
		all.Go(func() {
			c := newClient(conn)
			for ctx.Err() == nil && time.Now().Before(deadline) && (l.requests == 0 || left.Add(-1) >= 0) {
				if c.failure = c.post(); c.failure != nil {
					break
				}
			}
			mu.Lock()
			defer mu.Unlock()
			r.requests += int64(len(c.latencies))
			r.latencies = append(r.latencies, c.latencies...)
			if c.failure != nil {
				r.failures++
				r.firstFailure = errors.Join(r.firstFailure, c.failure)
			}
		})
	}
	all.Wait()
	r.elapsed = time.Since(began)
	slices.Sort(r.latencies)
	return r, ctx.Err()
}

// client is one connection.
type client struct {
	conn      net.Conn
	answer    *bufio.Reader
	request   []byte
	key       []byte // inside request
	latencies []time.Duration
	failure   error
}

func newClient(conn net.Conn) *client {
	request := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		endpoint, len(body), body)
	at := bytes.Index(request, []byte("00000000-0000-7000"))
	return &client{conn: conn, answer: bufio.NewReaderSize(conn, 1<<10), request: request, key: request[at : at+36]}
}

// post sends a new rating and reads the answer, which must be 201.
func (c *client) post() error {
	id := uuid.Must(uuid.NewV7())
	hex.Encode(c.key[:8], id[:4])
	hex.Encode(c.key[9:13], id[4:6])
	hex.Encode(c.key[14:18], id[6:8])
	hex.Encode(c.key[19:23], id[8:10])
	hex.Encode(c.key[24:], id[10:])
	began := time.Now()
	if _, err := c.conn.Write(c.request); err != nil {
		return err
	}
	line, err := c.answer.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 201 ")) {
		return fmt.Errorf("answered %q", line)
	}
	length := 0
	for len(bytes.TrimSpace(line)) > 0 {
		if line, err = c.answer.ReadSlice('\n'); err != nil {
			return err
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if _, err := io.CopyN(io.Discard, c.answer, int64(length)); err != nil {
		return err
	}
	c.latencies = append(c.latencies, time.Since(began))
	return nil
}
