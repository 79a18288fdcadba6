package sql

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory/indicator"
)

// TestRules compares what stands in queries for each rule with a golden: a change of
// a rule in Go is seen here, as a change of what queries ask.
func TestRules(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	all := rules()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.WriteString(name + ": " + all[name]([]string{"a", "b"}) + "\n")
	}
	golden, err := os.ReadFile("testdata/rules.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), b.String()); diff != "" {
		t.Errorf("the rules in queries are others (-golden +now):\n%s", diff)
	}
}

// TestQueriesStateNoRule: no kind of indicator that is made of ratings, no population
// and no threshold is spelled in a query or in the schema.
func TestQueriesStateNoRule(t *testing.T) {
	t.Parallel()
	spelled := []*regexp.Regexp{
		regexp.MustCompile(`(?i)\bBETWEEN\s+\d+\s+AND\s+\d+`),
		regexp.MustCompile(`outcome\s+(IN|=|!=)\s*\(?'`),
		regexp.MustCompile(`'quarantine'\) > `),
		regexp.MustCompile(`FROM imports FINAL WHERE state = 'committed'\)`),
		regexp.MustCompile(`\bkind\s+(IN|=)\s*\(?(` + strings.ReplaceAll(words(indicator.Kinds()), ", ", "|") + `)`),
	}
	for _, folder := range []string{"queries", "schema"} {
		files, err := filepath.Glob(folder + "/*.sql")
		if err != nil || len(files) == 0 {
			t.Fatalf("%d files in %s, %v", len(files), folder, err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, pattern := range spelled {
				if found := pattern.FindString(string(text)); found != "" {
					t.Errorf("%s spells %q: name a rule of rule.go", name, found)
				}
			}
			if folder == "queries" && strings.Contains(string(text), "m, f) -> m =") {
				t.Errorf("%s spells what a merge means: name @counted_by", name)
			}
		}
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"SELECT 1":                    "SELECT 1",
		"HAVING @few(sum(max(a, 0)))": "HAVING sum(max(a, 0)) BETWEEN 1 AND 4",
		"a -- @unknown\nb":            "a -- @unknown\nb",
		"NOT @erased AND @erased":     "NOT (countIf(kind = 'erase') > 0) AND (countIf(kind = 'erase') > 0)",
	} {
		if got, err := expand(query); err != nil || got != want {
			t.Errorf("expand(%q) = %q, %v, want %q", query, got, err, want)
		}
	}
	if got, err := expand("SELECT @nothing"); err == nil {
		t.Errorf("an unknown rule is %q", got)
	}
}
