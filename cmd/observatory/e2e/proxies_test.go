package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestProxies has fifteen citizens rate through proxies that speak as common ones
// do: each is a network of its own, and nobody is doubtful.
func TestProxies(t *testing.T) {
	t.Parallel()
	const citizens = 15
	data := t.TempDir()
	in := serve(t, data, "--limits", "on", "--trusted-proxies", "127.0.0.1, 192.0.2.9, fd00::/8")
	ways := []struct {
		procedure, header string // of the citizen whose number the header holds
		lines             bool   // one line for each element
		doubtful          int
		says              string
	}{
		{"port", "198.51.100.%d:4000", false, 0, ""},
		{"two", "203.0.113.1, 198.51.100.%d:4000, 192.0.2.9:443", false, 0, ""},
		{"lines", "203.0.113.1, 198.51.100.%d, [fd00::2]:443", true, 0, ""},
		{"six", "[2001:db8:0:%x::7]:4000", false, 0, ""},
		{"plainsix", "2001:db8:1:%x::7", false, 0, ""},
		{"mapped", "::ffff:198.51.100.%d", false, 0, ""},
		{"empty", ", 198.51.100.%d, ,", false, 0, ""},
		// What cannot be told apart shares the limit of one network.
		{"unknown", "198.51.100.%d, unknown", false, citizens - 10, `says \"unknown\"`},
		{"name", "198.51.100.%d, _hidden7", false, citizens - 10, "shape=_aaaaaa9"},
		{"pair", "for=198.51.100.%d;proto=https", false, citizens - 10, "shape=\"aaa=999.99.999.9;aaaaa=aaaaa\""},
		{"nothing", "", false, citizens - 10, "is missing or empty"},
	}
	var rows []string
	for _, way := range ways {
		rows = append(rows, way.procedure+",Demander "+way.procedure+",Intérieur,yes,")
	}
	in.run("import", "catalogue", catalogueFile(t, rows...))
	for i, way := range ways {
		in.awaitForm(way.procedure)
		for n := range citizens {
			body := fmt.Sprintf(`{"id":%q,"procedure":%q,"satisfaction":"good"}`, key(i*100+n), way.procedure)
			request, err := http.NewRequest(http.MethodPost, in.public+"/api/v1/ratings", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			elements := []string{strings.ReplaceAll(strings.ReplaceAll(way.header, "%d", fmt.Sprint(n)), "%x", fmt.Sprintf("%x", n))}
			if way.lines {
				elements = strings.Split(elements[0], ", ")
			}
			if way.header != "" {
				request.Header["X-Forwarded-For"] = elements
			}
			if status, answer, err := in.do(request); err != nil || status != http.StatusCreated {
				t.Fatalf("%s: citizen %d was answered %d %v %v", way.procedure, n, status, answer, err)
			}
		}
	}
	shipped(in)
	doubtful := map[string]int{}
	for _, row := range stored(in, "SELECT procedure, toUInt8(countIf(doubt = 'rate')) AS n FROM ratings FINAL GROUP BY procedure") {
		doubtful[row["procedure"].(string)] = int(row["n"].(float64))
	}
	in.stop()
	log := in.stderr.String()
	for _, way := range ways {
		// A slow machine gives back a rating every ten seconds.
		if got := doubtful[way.procedure]; got > way.doubtful || (got == 0) != (way.doubtful == 0) {
			t.Errorf("%s: %d of %d citizens are doubtful, want %d", way.header, got, citizens, way.doubtful)
		}
		if n := strings.Count(log, way.says); way.says != "" && n != 1 {
			t.Errorf("%s: the log says %d times %q, want once:\n%s", way.header, n, way.says, log)
		}
	}
	for _, private := range []string{"198.51", "203.0.113", "2001:db8", "_hidden"} {
		if strings.Contains(log, private) {
			t.Errorf("%s is logged:\n%s", private, log)
		}
		if file := holding(t, data, private); file != "" {
			t.Errorf("%s is in %s", private, file)
		}
	}
}
