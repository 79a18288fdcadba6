package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImportDirections holds the lines of the architecture: nobody imports a
// sibling, the vocabulary imports nothing of ours, and each library stays in
// the folders it was chosen for.
func TestImportDirections(t *testing.T) {
	t.Parallel()
	ours := map[string][]string{
		"observatory":                   nil,
		"observatory/collector/journal": nil,
		"observatory/sql/engine":        nil,
		"observatory/collector":         {"observatory", "observatory/collector/journal"},
		"observatory/aggregator":        {"observatory"},
		"observatory/dashboard":         {"observatory"},
		"observatory/widgets":           {"observatory"},
		"observatory/imports":           {"observatory"},
		"observatory/editions":          {"observatory"},
		"observatory/demo":              {"observatory"},
		"observatory/simulation":        {"observatory"},
		"observatory/sql":               {"observatory"},
	}
	all := packages(t)
	for name, allowed := range ours {
		imports, ok := all[name]
		if !ok {
			t.Errorf("there is no package %s", name)
		}
		for _, path := range imports {
			own := path == "observatory" || strings.HasPrefix(path, "observatory/")
			if own && !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
	libraries := map[string][]string{
		"github.com/gin-gonic/gin":             {"collector", "dashboard", "widgets", "cmd/observatory", "bench"},
		"github.com/robfig/cron/v3":            {"aggregator"},
		"github.com/ClickHouse/clickhouse-go/": {"sql", "sql/engine"},
		"github.com/go-echarts/go-echarts/":    {"dashboard"},
		"gonum.org/v1/gonum/":                  {"observatory", "simulation"},
	}
	for name, imports := range all {
		for library, folders := range libraries {
			uses := slices.ContainsFunc(imports, func(path string) bool { return strings.HasPrefix(path, library) })
			if uses && !slices.Contains(folders, strings.TrimPrefix(name, "observatory/")) {
				t.Errorf("%s imports %s, which belongs to %s", name, library, strings.Join(folders, ", "))
			}
		}
	}
}

// packages lists every package of the module with what it imports itself,
// tests apart.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "observatory/...").Output()
	if err != nil {
		t.Fatalf("go list failed: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		all[fields[0]] = fields[1:]
	}
	return all
}
