package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhoseMark: of a procedure that one in ten could not finish, and rates 2
// where the others rate 8, the mark is everybody's, as in the official series.
func TestWhoseMark(t *testing.T) {
	p := servePast(t, "passport,Demander un passeport,Intérieur,yes,", mark+",Marquer la fin,Intérieur,yes,")
	p.give(108, "passport", "medium", "done", "", nil)
	p.give(162, "passport", "good", "unknown", "", nil)
	p.give(9, "passport", "bad", "gave_up", "", nil)
	p.give(6, "passport", "medium", "gave_up", "", nil)
	p.give(9, "passport", "bad", "error", "", nil)
	p.give(6, "passport", "medium", "error", "", nil)
	p.close()
	p.awaitMark("everybody", "passport", "7.400000 of 300")
	figure := p.read("passport").figure("satisfaction")
	if figure.Rules != "rules/2" {
		t.Errorf("the rules are %s", figure.Rules)
	}
	if end := figure.Variants["went_to_the_end"]; end.String() != "8.000000 of 270" {
		t.Errorf("those who went to the end gave %s", end)
	}
	for address, want := range map[string][]string{
		"/demarches/passport?lang=fr": {"Personnes allées au bout", "7,4"}, "/demarches/passport?lang=en": {"Those who went to the end", "7.4"},
		"/methodologie?lang=en": {"whatever came of the procedure"},
	} {
		for _, text := range want {
			if page := string(p.get(address)); !strings.Contains(page, text) {
				t.Errorf("%s lacks %q", address, text)
			}
		}
	}
	// The same in an edition, its files and their verification.
	id := p.now.AddDate(0, 1, 0).Format("2006-01")
	p.run("edition", "freeze", id)
	p.run("edition", "publish", id, "--force")
	if out := p.run("edition", "verify", id); !strings.Contains(out, "computed again") {
		t.Errorf("the verification says %s", out)
	}
	content, err := os.ReadFile(filepath.Join(p.data, "editions", id, "indicators.csv"))
	if err != nil {
		t.Fatal(err)
	}
	table := string(content)
	for _, row := range []string{"passport,satisfaction,headline,published,,,7.400000", "passport,satisfaction,went_to_the_end,published,,,8.000000"} {
		if !strings.Contains(strings.ReplaceAll(table, "partial_window", "published"), row) {
			t.Errorf("indicators.csv lacks %s", row)
		}
	}
}
