package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// TestSizes holds the house to its measures, tests apart: a package of one subject, a
// file of one noun, a function that is seen at once.
func TestSizes(t *testing.T) {
	t.Parallel()
	const packageLines, packageFiles, fileLines, functionLines = 3_000, 40, 220, 62
	root := path.Join("..", "..")
	out, err := exec.Command("go", "list", "-f", "{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}\n{{end}}", "servicequality/...").Output()
	if err != nil {
		t.Fatalf("go list failed: %v", err)
	}
	type size struct{ lines, files int }
	packages, files := map[string]size{}, []int{}
	for name := range strings.FieldsSeq(string(out)) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok {
				if lines := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; lines > functionLines {
					t.Errorf("%s of %s has %d lines of at most %d", f.Name.Name, name, lines, functionLines)
				}
			}
		}
		lines := strings.Count(string(text), "\n")
		folder := path.Dir(name)
		packages[folder] = size{packages[folder].lines + lines, packages[folder].files + 1}
		files = append(files, lines)
	}
	for folder, is := range packages {
		// sql holds one method for each query.
		if path.Base(folder) != "sql" && (is.lines > packageLines || is.files > packageFiles) {
			t.Errorf("%s has %d lines in %d files, of at most %d in %d", folder, is.lines, is.files, packageLines, packageFiles)
		}
	}
	slices.Sort(files)
	if p90 := files[len(files)*9/10]; p90 > fileLines {
		t.Errorf("one file in ten is longer than %d lines, of at most %d", p90, fileLines)
	}
	top, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range top {
		if strings.HasSuffix(entry.Name(), ".go") {
			t.Errorf("%s stands at the front door", entry.Name())
		}
	}
}
