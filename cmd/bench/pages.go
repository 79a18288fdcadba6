package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

const (
	// readers is how many connections read a page at a time, tracked how many
	// procedures the list of the pages' measure has.
	readers = 64
	tracked = 250
	// staticPath is where the bare handler keeps the bytes it was given.
	staticPath = "/page"
)

// servePage adds to the bare handler a page that is nothing but bytes: those
// that were last put there.
func servePage(r gin.IRouter) {
	var mu sync.RWMutex
	var page []byte
	r.PUT(staticPath, func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		page = body
	})
	r.GET(staticPath, func(c *gin.Context) {
		mu.RLock()
		defer mu.RUnlock()
		c.Header("Content-Length", strconv.Itoa(len(page)))
		c.Header("Content-Encoding", "gzip")
		c.Data(http.StatusOK, "text/html; charset=utf-8", page)
	})
}

// pages compares the warm pages with a static handler of the same bytes.
func (b *bench) pages(ctx context.Context, bare *process) (err error) {
	ours, err := b.startCatalogue(tracked)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	for _, page := range []struct{ name, path string }{
		{"home", "/?lang=fr"},
		{fmt.Sprintf("table of %d", tracked), "/demarches?lang=fr&per_page=500"},
		{"procedure", "/demarches/procedure-1?lang=fr"},
	} {
		size, err := copyPage(ctx, ours, page.path, bare)
		if err != nil {
			return err
		}
		var shares, rates []float64
		for range rounds {
			static, err := b.read(ctx, bare, staticPath)
			if err != nil {
				return err
			}
			warm, err := b.read(ctx, ours, page.path)
			if err != nil {
				return err
			}
			shares, rates = append(shares, warm/static), append(rates, warm)
		}
		b.atLeast("warm page ÷ static handler of the same bytes: "+page.name, median(shares), 0.85,
			fmt.Sprintf("%.0f/s, %d bytes gzip, median of %d", median(rates), size, rounds))
	}
	return nil
}

// startCatalogue runs the observatory with n procedures, each with ratings
// enough for a mark.
func (b *bench) startCatalogue(n int) (*process, error) {
	data, err := os.MkdirTemp("", "observatory-bench-")
	if err != nil {
		return nil, err
	}
	var catalogue, ratings strings.Builder
	catalogue.WriteString("id,title,ministry,administration,online,volume_total,mobile\n")
	ratings.WriteString("procedure_id,day,instrument,satisfaction,clarity,count\n")
	day := time.Now().AddDate(0, -5, 0).Format(time.DateOnly)
	for i := range n {
		fmt.Fprintf(&catalogue, "procedure-%d,Demander le document numéro %d,Ministère %d,Direction %d,yes,%d,yes\n", i, i, i%15, i%60, 1000+i*997)
		for level, count := range map[string]int{"bad": 5 + i%20, "medium": 15 + i%30, "good": 100} {
			fmt.Fprintf(&ratings, "procedure-%d,%s,avis-1,%s,,%d\n", i, day, level, count)
		}
	}
	for kind, text := range map[string]string{"catalogue": catalogue.String(), "ratings": ratings.String()} {
		if err := os.WriteFile(filepath.Join(data, kind+".csv"), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	for _, kind := range []string{"catalogue", "ratings"} {
		out, err := exec.Command(b.binary, "import", kind, filepath.Join(data, kind+".csv"), "--data", data).CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("cannot import the %s: %w: %s", kind, err, out)
		}
	}
	return start(data, 2, b.binary, "serve", "--data", data, "--limits", "off", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
}

// copyPage gives the bare handler the very bytes that a page is sent as, and
// returns how many they are. Asking for them makes the page warm.
func copyPage(ctx context.Context, from *process, path string, to *process) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+from.addrs[0]+path, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept-Encoding", "gzip") // asked for by hand, it is not unpacked
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answered %s: %w", path, answer.Status, err)
	}
	put, err := http.NewRequestWithContext(ctx, http.MethodPut, "http://"+to.addrs[0]+staticPath, bytes.NewReader(page))
	if err != nil {
		return 0, err
	}
	kept, err := http.DefaultClient.Do(put)
	if err != nil {
		return 0, err
	}
	return len(page), kept.Body.Close()
}

// read asks for one address from all connections for a round, and returns the
// answers a second.
func (b *bench) read(ctx context.Context, p *process, path string) (float64, error) {
	request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\nAccept-Language: fr\r\n\r\n", path)
	var mu sync.Mutex
	var answers int
	var failure error
	var all sync.WaitGroup
	began := time.Now()
	for range readers {
		all.Go(func() {
			n, err := readUntil(ctx, p.addrs[0], request, began.Add(b.round))
			mu.Lock()
			defer mu.Unlock()
			answers, failure = answers+n, errors.Join(failure, err)
		})
	}
	all.Wait()
	return float64(answers) / time.Since(began).Seconds(), failure
}

// readUntil asks again and again from one connection.
func readUntil(ctx context.Context, address string, request []byte, deadline time.Time) (answers int, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	answer := bufio.NewReaderSize(conn, 16<<10)
	for ctx.Err() == nil && time.Now().Before(deadline) {
		if _, err := conn.Write(request); err != nil {
			return answers, err
		}
		if err := discard(answer); err != nil {
			return answers, err
		}
		answers++
	}
	return answers, ctx.Err()
}

// discard reads an answer, which must be 200 and say its length.
func discard(answer *bufio.Reader) error {
	line, err := answer.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answered %q", line)
	}
	length := -1
	for len(bytes.TrimSpace(line)) > 0 {
		if line, err = answer.ReadSlice('\n'); err != nil {
			return err
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return errors.New("an answer does not say its length")
	}
	_, err = answer.Discard(length)
	return err
}
