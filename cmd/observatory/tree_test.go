package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"servicequality/cmd/observatory/instance"
)

// TestSettingsPrecedence: a flag wins over a variable, a variable over the
// file, the file over the default.
func TestSettingsPrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "observatory.yaml")
	if err := os.WriteFile(file, []byte("listen: 127.0.0.1:1\nlog: json\nrole: collector\nlimits: on\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("OBSERVATORY_CONFIG", file)
	t.Setenv("OBSERVATORY_LISTEN", "127.0.0.1:2")
	t.Setenv("OBSERVATORY_ROLE", "aggregator")
	a := &instance.App{}
	root := command(a)
	serve, _, err := root.Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	serve.RunE = func(cmd *cobra.Command, _ []string) error {
		for _, name := range []string{"listen", "role", "log", "admin-listen"} {
			got[name] = cmd.Flag(name).Value.String()
		}
		return nil
	}
	root.SetArgs([]string{"serve", "--role", "dashboard"})
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"role": "dashboard", "listen": "127.0.0.1:2", "log": "json", "admin-listen": ""} {
		if got[name] != want {
			t.Errorf("--%s is %q, want %q", name, got[name], want)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	unknown := filepath.Join(t.TempDir(), "unknown.yaml")
	if err := os.WriteFile(unknown, []byte("lisen: 127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args   []string
		status int
		words  string
	}{
		"nothing to do":             {[]string{}, 0, ""},
		"version":                   {[]string{"version"}, 0, ""},
		"unknown command":           {[]string{"sing"}, 2, "sing"},
		"unknown flag":              {[]string{"version", "--sing"}, 2, "--sing"},
		"unknown role":              {[]string{"serve", "--role", "singer"}, 2, "singer"},
		"a target that is no month": {[]string{"serve", "--target-by", "2027"}, 2, "a month like 2027-12"},
		"half limits":               {[]string{"serve", "--limits", "half"}, 2, "on or off"},
		"a proxy's name":            {[]string{"serve", "--trusted-proxies", "10.0.0.1,proxy"}, 2, "proxy"},
		"unknown log format":        {[]string{"version", "--log", "xml"}, 2, "text or json"},
		"unknown key":               {[]string{"version", "--config", unknown}, 2, "lisen"},
		"missing configuration":     {[]string{"version", "--config", "/nowhere.yaml"}, 2, "/nowhere.yaml"},
		"no access is named":        {[]string{"token", "revoke"}, 2, "ID"},
		"engine without its path":   {[]string{"engine"}, 2, "--path"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), test.args, strings.NewReader(""), &stdout, &stderr)
		if status != test.status || !strings.Contains(stderr.String(), test.words) {
			t.Errorf("%s: status %d, %q; want %d and %q", name, status, stderr.String(), test.status, test.words)
		}
		if strings.Count(stderr.String(), "\n") > 1 {
			t.Errorf("%s: more than a sentence: %q", name, stderr.String())
		}
	}
}

// TestUnknownWords: wherever a command is due, another word ends in a sentence
// that says which there are.
func TestUnknownWords(t *testing.T) {
	var groups [][]string
	var walk func(cmd *cobra.Command, path []string)
	walk = func(cmd *cobra.Command, path []string) {
		if cmd.HasSubCommands() {
			groups = append(groups, path)
		}
		for _, c := range cmd.Commands() {
			walk(c, append(slices.Clone(path), c.Name()))
		}
	}
	walk(command((&instance.App{})), nil)
	if len(groups) < 10 {
		t.Fatalf("only %v hold commands", groups)
	}
	check := func(args []string, want string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if status := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); status != 2 {
			t.Errorf("observatory %s ended with %d", strings.Join(args, " "), status)
		}
		if said := stderr.String(); !strings.Contains(said, want) || strings.Count(said, "\n") != 1 || stdout.Len() > 0 {
			t.Errorf("observatory %s: %q, and %q on standard output", strings.Join(args, " "), said, stdout.String())
		}
	}
	for _, path := range groups {
		check(append(slices.Clone(path), "quarantin"), "quarantin")
		check(append([]string{"help"}, append(slices.Clone(path), "quarantin")...), "quarantin")
		if len(path) > 0 {
			check(path, "needs one of")
		}
	}
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"help", "rating", "erase"}, strings.NewReader(""), &stdout, &stderr); status != 0 || !strings.Contains(stdout.String(), "observatory rating erase") {
		t.Errorf("help ended with %d: %s%s", status, stdout.String(), stderr.String())
	}
}
