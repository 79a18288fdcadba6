package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
)

var (
	// sayCommand is a command in a sentence; what is about the observatory itself
	// has a word like "the" before it.
	sayCommand = regexp.MustCompile(`(?:(\pL+)[\s-])?\bobservatory ((?:[a-z%][-a-z0-9%|\\]*)(?: [-a-z%|\\]+)*)`)
	// quotation is a text between backquotes, on one line or two.
	quotation = regexp.MustCompile("`([^`]+)`")
	flagName  = regexp.MustCompile(`--([a-z][-a-z]*)`)
)

// articles tell sentences about the observatory from commands.
var articles = []string{"the", "an", "one", "another", "our", "public", "other", "s", "running", "this", "every", "quality", "same", "each", "any"}

// journalMagic begins the files of journals, and tells nobody anything.
const journalMagic = "observatory journal"

// TestNamedCommandsExist reads every text of the program and every page of the
// documentation: the commands that they tell people to run exist, with their
// flags.
func TestNamedCommandsExist(t *testing.T) {
	root := command((&instance.App{}))
	named := 0
	for place, text := range texts(t) {
		for _, found := range sayCommand.FindAllStringSubmatch(text, -1) {
			if slices.Contains(articles, strings.ToLower(found[1])) || found[0] == journalMagic {
				continue
			}
			named++
			if wrong := missing(root, found[2]); wrong != "" {
				t.Errorf("%s: %q: there is no %s", place, found[0], wrong)
			}
		}
		if strings.HasSuffix(place, ".go") || strings.HasSuffix(place, ".json") {
			continue
		}
		for _, found := range quotation.FindAllStringSubmatch(text, -1) {
			words := strings.Fields(strings.TrimPrefix(strings.TrimPrefix(found[1], "./bin/"), "observatory "))
			if len(words) < 2 || find(root, words[0]) == nil || regexp.MustCompile(`^[^-a-z]`).MatchString(words[1]) {
				continue
			}
			named++
			if wrong := missing(root, strings.Join(words, " ")); wrong != "" {
				t.Errorf("%s: `%s`: there is no %s", place, found[1], wrong)
			}
		}
	}
	if named < 100 {
		t.Errorf("only %d commands are named anywhere: this test reads past them", named)
	}
}

// missing says which part of a command there is not; several commands of one
// group are written with a bar between them.
func missing(root *cobra.Command, words string) string {
	cmds := []*cobra.Command{root}
	fields := strings.Fields(strings.ReplaceAll(words, `\|`, "|"))
	for i, word := range fields {
		if strings.HasPrefix(word, "-") || !cmds[0].HasSubCommands() {
			break
		}
		var next []*cobra.Command
		for name := range strings.SplitSeq(word, "|") {
			cmd := find(cmds[0], name)
			if cmd == nil {
				return "command " + strings.TrimSpace(strings.Join(fields[:i], " ")+" "+name)
			}
			next = append(next, cmd)
		}
		cmds = next
	}
	for _, flag := range flagName.FindAllStringSubmatch(words, -1) {
		if !slices.ContainsFunc(cmds, func(cmd *cobra.Command) bool {
			return instance.HasFlag(cmd, flag[1]) || root.PersistentFlags().Lookup(flag[1]) != nil
		}) {
			return "flag " + flag[0] + " of " + cmds[0].CommandPath()
		}
	}
	return ""
}

// find returns the command of that name directly below.
func find(parent *cobra.Command, name string) *cobra.Command {
	for _, c := range parent.Commands() {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// texts are the strings of the program by file, and the whole of its messages
// and its documentation.
func texts(t *testing.T) map[string]string {
	t.Helper()
	top := filepath.Join("..", "..")
	list := exec.Command("git", "ls-files", "*.go", "*.md", "*/messages/*.json", "*.html", "*.yaml", "*.service")
	list.Dir = top
	out, err := list.Output()
	if err != nil {
		t.Fatalf("git ls-files failed: %v", err)
	}
	all := map[string]string{}
	for name := range strings.FieldsSeq(string(out)) {
		content, err := os.ReadFile(filepath.Join(top, name))
		if err != nil {
			continue // removed, and not yet committed
		}
		switch {
		case name == "CHANGELOG.md": // it also tells of what there is no more
		case !strings.HasSuffix(name, ".go"):
			all[name] = string(content)
		case !strings.HasSuffix(name, "_test.go"):
			all[name] = stringsOf(t, name, content)
		}
	}
	return all
}

// stringsOf returns the string literals of a file, a line between them.
func stringsOf(t *testing.T, name string, content []byte) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, content, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				all.WriteString(text + "\n\n")
			}
		}
		return true
	})
	return all.String()
}
