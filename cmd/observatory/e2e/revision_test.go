package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestQuarantineHasEffect stuffs a month that becomes public, sets the stuffing
// aside, and puts it back: each moves what is public, and the log says so. One of
// the stuffed ratings answers clarity as well, which must hold nothing up. Four
// move nothing, five do.
func TestQuarantineHasEffect(t *testing.T) {
	const honest, stuffed = 150, 1000
	p := servePast(t, "passport,Demander un passeport,Intérieur,yes,", mark+",Marquer la fin,Intérieur,yes,")
	p.give(honest, "passport", "good", "done", "page", nil)
	p.give(stuffed-1, "passport", "bad", "done", "pasted", nil)
	p.give(1, "passport", "bad", "done", "pasted", map[string]any{"clarity": 1})
	p.give(4, "passport", "good", "done", "four", nil)
	p.give(1, "passport", "good", "done", "fifth", nil)
	p.close()
	const full, cleaned = "1.341991 of 1155", "10.000000 of 155"
	p.awaitMark("stuffed", "passport", full)
	judge := func(verdict, button string, words ...string) {
		t.Helper()
		day := p.now.Format(time.DateOnly)
		p.run(append([]string{"rating", verdict, "--procedure", "passport", "--from", day, "--to", day, "--button", button, "--yes"}, words...)...)
		p.jobs()
		settle(p.instance) // the public sees what the jobs did
	}
	judge("quarantine", "pasted", "--reason", "pasted-button")
	p.awaitMark("the stuffing is set aside", "passport", cleaned)
	month := p.now.Format("2006-01") + "-01"
	log := func(n int) string {
		t.Helper()
		all := p.read("passport").Revisions
		if len(all) != n {
			t.Fatalf("the log has %d lines, want %d: %+v", len(all), n, all)
		}
		if n == 0 {
			return ""
		}
		last := all[n-1]
		return fmt.Sprintf("%v: %d aside, %d back, %v, %v, %v", last.Months, last.SetAside, last.PutBack, last.Reasons, last.Before, last.After)
	}
	if got, want := log(1), fmt.Sprintf("[%s]: %d aside, 0 back, [pasted-button], %s, %s", month, stuffed, full, cleaned); got != want {
		t.Errorf("the log says %s, want %s", got, want)
	}
	for address, want := range map[string]string{
		"/demarches/passport?lang=fr": "avis mis à l’écart (pasted-button)", "/demarches/passport?lang=en": "1,000 ratings set aside (pasted-button)",
	} {
		if page := string(p.get(address)); !strings.Contains(page, want) {
			t.Errorf("%s lacks %q", address, want)
		}
	}
	if page := string(p.get("/demarches/passport?lang=en")); !strings.Contains(page, "1.3 (1,155 ratings)") || !strings.Contains(page, "10 (155 ratings)") && !strings.Contains(page, "10.0 (155 ratings)") {
		_, section, _ := strings.Cut(page, `id="revisions"`)
		t.Errorf("the log on the page is %.1500s", section)
	}
	if list := string(p.get("/demarches.csv")); !strings.Contains(list, "10.000000") || strings.Contains(list, "1.341991") {
		t.Errorf("the list is %s", list)
	}
	series := string(p.get("/api/v1/series?kind=satisfaction&procedure=passport"))
	if !strings.Contains(series, `"n":155`) {
		t.Errorf("the chart's month is %s", series)
	}

	judge("quarantine", "four", "--reason", "doubt")
	p.awaitMark("four wait", "passport", cleaned)
	log(1)
	judge("quarantine", "fifth", "--reason", "doubt")
	p.awaitMark("five go", "passport", "10.000000 of 150")
	log(2)
	judge("release", "pasted", "--reason", "appeal")
	p.awaitMark("the stuffing is put back", "passport", "1.304348 of 1150")
	if got, want := log(3), fmt.Sprintf("[%s]: 0 aside, %d back, [appeal], 10.000000 of 150, 1.304348 of 1150", month, stuffed); got != want {
		t.Errorf("the log says %s, want %s", got, want)
	}
	p.run("job", "run", "indicators")
	log(3)
}
