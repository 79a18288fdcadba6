package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// mostMemory is what the observatory and its engine may use together, in MB, while old
// months are asked for: the limit of Go's memory, a gigabyte, and as much again for
// the engine, which needs some 700 MB for the demonstration. Before there was a
// limit it was 5 GB.
const mostMemory = 2 << 10

// TestOldMonths asks for ten years of months at once, most of which nobody asked for
// before: each is answered, or not computed now, at no cost; nothing else is, and the
// memory stays bounded.
func TestOldMonths(t *testing.T) {
	t.Parallel()
	in, _, _ := demonstration(t)
	in.get("/")
	const page = "/demarches/demo-declarer-ses-revenus?as_of="
	var months []string
	month := time.Now().UTC().AddDate(0, 0, 1-time.Now().UTC().Day())
	for range 120 {
		month = month.AddDate(0, -1, 0)
		months = append(months, month.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	var all sync.WaitGroup
	for _, month := range months {
		all.Go(func() {
			response, err := http.Get(in.public + page + month)
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			switch response.StatusCode {
			case http.StatusOK, http.StatusNotFound:
			case http.StatusServiceUnavailable:
				if response.Header.Get("Retry-After") == "" {
					t.Errorf("%s: 503 without Retry-After", month)
				}
			default:
				t.Errorf("%s was answered %s", month, response.Status)
			}
		})
	}
	all.Wait()
	if used := memoryOf(t, in.cmd.Process.Pid, "VmHWM") + memoryOf(t, in.engine(), "VmHWM"); used > mostMemory {
		t.Errorf("the observatory and its engine used up to %d MB, want at most %d", used, mostMemory)
	}
	found := 0
	for _, month := range months {
		eventually(t, "an answer for "+month, func() bool {
			status, body := in.status(page + month + "&lang=en")
			if status == http.StatusOK {
				found++
			} else if status == http.StatusNotFound && !strings.Contains(body, "figures begin with the month that ends on") {
				t.Errorf("%s: 404 without a word about the first month", month)
			}
			return status == http.StatusOK || status == http.StatusNotFound
		})
	}
	if found < 2 || found == len(months) {
		t.Errorf("%d of %d months are public", found, len(months))
	}
	in.get("/")
}

// TestUnknownParameters asks with parameters that an address does not have: pages,
// lists and the API refuse them, while forms, and what stands on other sites, let
// them pass.
func TestUnknownParameters(t *testing.T) {
	t.Parallel()
	in, newest, _ := demonstration(t)
	const procedure = "demo-declarer-ses-revenus"
	for _, address := range []string{"/?utm_source=x", "/demarches?colour=red", "/demarches.csv?x=1", "/demarches/" + procedure + "?day=1",
		"/ministeres?x=1", "/editions/" + newest + "?x=1", "/methodologie?x=1", "/api/v1/summary?x=1", "/api/v1/procedures/" + procedure + "?x=1",
		"/api/v1/indicators?x=1", "/trajectoire?x=1", "/plan-du-site?x=1"} {
		if status, body := in.status(address); status != http.StatusBadRequest || !strings.Contains(body, "parameter") && !strings.Contains(body, "paramètre") {
			t.Errorf("%s was answered %d, want 400 with a sentence", address, status)
		}
	}
	for _, address := range []string{"/avis/" + procedure + "?utm_source=x", "/embed/chart/demarches/" + procedure + "/satisfaction?utm_source=x",
		"/badge/" + procedure + ".svg?x=1", "/card/" + procedure + ".svg?x=1"} {
		if status, _ := in.status(address); status != http.StatusOK {
			t.Errorf("%s was answered %d, want 200", address, status)
		}
	}
}

// TestChartsOfGroups asks for every chart of every ministry, also of what nothing has
// a value of.
func TestChartsOfGroups(t *testing.T) {
	t.Parallel()
	in, _, _ := demonstration(t)
	type groups struct {
		Items []struct{ Slug string }
	}
	slugs := []string{"all"}
	for _, group := range getJSON[groups](in, in.public+"/api/v1/groups").Items {
		slugs = append(slugs, group.Slug)
	}
	drawn := 0
	for _, slug := range slugs {
		for _, kind := range []string{"satisfaction", "clarity", "help_reachable", "help_quality", "tell_us_once", "accessibility", "completion", "availability", "response_time"} {
			for _, format := range []string{"svg", "csv", "json"} {
				address := fmt.Sprintf("/ministeres/%s/%s.%s", slug, kind, format)
				switch status, body := in.status(address); {
				case status == http.StatusOK && body != "":
					drawn++
				case status != http.StatusNotFound:
					t.Errorf("%s was answered %d: %.200s", address, status, body)
				}
			}
		}
	}
	if drawn == 0 || len(slugs) < 3 {
		t.Errorf("%d charts of %d groups were drawn", drawn, len(slugs))
	}
	if page := string(in.get("/espace/connexion?lang=en")); !strings.Contains(page, "Where administrations sign in") {
		t.Error("the page to sign in has no description")
	}
}

// status asks and returns the status with the body.
func (in *instance) status(address string) (int, string) {
	in.t.Helper()
	response, err := http.Get(in.public + address)
	if err != nil {
		in.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		in.t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
