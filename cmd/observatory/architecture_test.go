package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImportDirections holds the lines of the architecture: the domain climbs from
// its words to what is made of them and imports nothing else, services import the
// domain and never each other, and each library stays in the folders it was chosen
// for.
func TestImportDirections(t *testing.T) {
	t.Parallel()
	words := []string{"observatory"}
	facts := append(slices.Clone(words), "observatory/rating", "observatory/statistics", "observatory/access")
	figures := append(slices.Clone(facts), "observatory/indicator")
	domain := append(slices.Clone(figures), "observatory/summary", "observatory/alarm", "observatory/edition")
	shared := append(slices.Clone(domain), "web", "web/locale", "web/search")
	base := append(slices.Clone(shared), "dashboard/chart", "dashboard/guard", "dashboard/snapshot")
	pages := append(slices.Clone(base), "dashboard/page")
	files := append(slices.Clone(pages), "dashboard/data")
	ours := map[string][]string{
		"observatory":                     nil,
		"observatory/rating":              words,
		"observatory/statistics":          words,
		"observatory/access":              words,
		"observatory/indicator":           facts,
		"observatory/summary":             figures,
		"observatory/alarm":               figures,
		"observatory/edition":             append(slices.Clone(figures), "observatory/summary"),
		"observatory/edition/publish":     domain,
		"observatory/simulation":          domain,
		"observatory/observatorytest":     figures,
		"collector/journal":               nil,
		"collector/mask":                  nil,
		"collector/plainjson":             nil,
		"collector/metric":                nil,
		"collector/imports/sheet":         words,
		"collector/imports":               append(slices.Clone(domain), "collector/imports/sheet"),
		"collector/imports/jdma":          append(slices.Clone(domain), "collector/imports", "collector/imports/sheet"),
		"collector/record":                append(slices.Clone(facts), "collector/journal", "collector/plainjson"),
		"collector/shipping":              append(slices.Clone(facts), "collector/journal", "collector/record", "collector/plainjson", "collector/metric"),
		"collector":                       append(slices.Clone(shared), "collector/journal", "collector/mask", "collector/record", "collector/plainjson", "collector/metric", "collector/shipping"),
		"sql/engine":                      nil,
		"sql":                             domain,
		"aggregator":                      domain,
		"web/locale":                      words,
		"web":                             append(slices.Clone(domain), "web/locale"),
		"web/search":                      words,
		"dashboard/chart":                 shared,
		"dashboard/guard":                 shared,
		"dashboard/snapshot":              shared,
		"dashboard/snapshot/snapshottest": domain,
		"dashboard/page":                  base,
		"dashboard/space":                 pages,
		"dashboard/data":                  pages,
		"dashboard/list":                  files,
		"dashboard/history":               files,
		"dashboard/editions":              files,
		"dashboard/api":                   append(slices.Clone(files), "dashboard/list"),
		"dashboard":                       append(slices.Clone(files), "dashboard/list", "dashboard/history", "dashboard/editions", "dashboard/api"),
		"widgets":                         shared,
		"cmd/observatory/demo":            domain,
	}
	all := packages(t)
	for name, allowed := range ours {
		imports, ok := all[name]
		if !ok {
			t.Errorf("there is no package %s", name)
		}
		for _, path := range imports {
			if path, own := strings.CutPrefix(path, "servicequality/"); own && !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
	for name := range all {
		if _, known := ours[name]; !known && !strings.HasPrefix(name, "cmd/") && !strings.HasSuffix(name, "test") {
			t.Errorf("%s has no line here: say what it may import", name)
		}
	}
	libraries := map[string][]string{
		"github.com/gin-gonic/gin":             {"collector", "dashboard", "dashboard/api", "dashboard/editions", "dashboard/guard", "dashboard/page", "dashboard/space", "web", "widgets", "cmd/observatory/server", "cmd/bench"},
		"github.com/robfig/cron/v3":            {"aggregator"},
		"github.com/ClickHouse/clickhouse-go/": {"sql", "sql/engine"},
		"github.com/go-echarts/go-echarts/":    {"dashboard/chart", "dashboard/editions", "dashboard/history"},
		"github.com/blevesearch/bleve/":        {"web/search"},
		"gonum.org/v1/gonum/":                  {"observatory/statistics", "observatory/alarm", "observatory/simulation"},
	}
	for name, imports := range all {
		for library, folders := range libraries {
			uses := slices.ContainsFunc(imports, func(path string) bool { return strings.HasPrefix(path, library) })
			if uses && !slices.Contains(folders, name) {
				t.Errorf("%s imports %s, which belongs to %s", name, library, strings.Join(folders, ", "))
			}
		}
	}
}

// packages lists every package of the module with what it imports itself,
// tests apart.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "servicequality/...").Output()
	if err != nil {
		t.Fatalf("go list failed: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		all[strings.TrimPrefix(fields[0], "servicequality/")] = fields[1:]
	}
	return all
}
