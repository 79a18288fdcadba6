package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// indicators is what these tests read of a procedure.
type indicators struct {
	AsOf       string `json:"as_of"`
	Indicators []struct {
		Kind   string  `json:"kind"`
		State  string  `json:"state"`
		Value  float64 `json:"value"`
		Level  string  `json:"level"`
		Change *struct {
			Difference float64 `json:"difference"`
			Arrow      string  `json:"arrow"`
		} `json:"change"`
		Rank *struct {
			Low, High, Of int
		} `json:"rank"`
	} `json:"indicators"`
}

// TestFiguresOfFiles imports two years of counts and a month of probes, and
// reads the change, the rank and the probed figures where the public does.
func TestFiguresOfFiles(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,jdma:7"))
	in.awaitForm("passport")
	last, err := time.Parse(time.DateOnly, getJSON[indicators](in, in.public+"/api/v1/procedures/passport").AsOf)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	counts := "procedure_id,day,instrument,satisfaction,clarity,count\n"
	for _, row := range []struct {
		day              time.Time
		bad, medium, all int
	}{{last.AddDate(-1, 0, -5), 80, 120, 800}, {last, 140, 160, 700}} {
		for level, n := range map[string]int{"bad": row.bad, "medium": row.medium, "good": row.all} {
			counts += fmt.Sprintf("passport,%s,avis-1,%s,,%d\n", row.day.Format(time.DateOnly), level, n)
		}
	}
	in.run("import", "ratings", file("counts.csv", counts))
	probes := "procedure,at,up,ms\n"
	for minute := range 1000 {
		up, ms := "yes", "399"
		if minute == 7 {
			up, ms = "no", ""
		}
		probes += fmt.Sprintf("jdma:7,%s,%s,%s\n", last.Add(time.Duration(minute)*time.Minute).Format(time.RFC3339), up, ms)
	}
	path := file("probes.csv", probes)
	if first := in.run("import", "probes", path); !strings.Contains(first, "1000 created") {
		t.Errorf("the first import:\n%s", first)
	}
	if again := in.run("import", "probes", path); !strings.Contains(again, "1000 unchanged") || strings.Contains(again, "committed") {
		t.Errorf("the second import:\n%s", again)
	}
	eventually(t, "change, rank and probed figures", func() bool {
		found := map[string]bool{}
		for _, i := range getJSON[indicators](in, in.public+"/api/v1/procedures/passport").Indicators {
			switch i.Kind {
			case "satisfaction":
				found[i.Kind] = i.Value == 7.8 && i.Change != nil && i.Change.Difference == -0.8 && i.Change.Arrow == "down" && i.Rank != nil && i.Rank.Of == 1
			case "availability":
				found[i.Kind] = i.Value == 99.9 && i.Level == "green"
			case "response_time":
				found[i.Kind] = i.Value == 399 && i.Level == "green"
			}
		}
		return found["satisfaction"] && found["availability"] && found["response_time"]
	})
	page := string(in.get(in.public + "/demarches/passport?lang=en"))
	if !strings.Contains(page, "0.8 points lower than a year before") {
		t.Error("the page does not say what changed")
	}
}
