package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// dumpsAllowed returns a program that runs the built one where every limit on
// core dumps is lifted, in a folder of its own, and crashes with a core; and
// that folder, after a look whether another program leaves a core there.
func dumpsAllowed(t *testing.T) (wrapper, folder string) {
	t.Helper()
	folder = t.TempDir()
	wrapper = filepath.Join(t.TempDir(), "observatory")
	script := fmt.Sprintf("#!/bin/sh\nulimit -c unlimited 2>/dev/null\nexport GOTRACEBACK=crash\ncd %s && exec %s \"$@\"\n", folder, binary(t))
	if err := os.WriteFile(wrapper, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	control := t.TempDir()
	crash := exec.Command("sh", "-c", "ulimit -c unlimited; kill -ABRT $$")
	crash.Dir = control
	crash.Run() //nolint:errcheck // it kills itself
	if left, err := os.ReadDir(control); err != nil || len(left) == 0 {
		t.Logf("no core can be had on this machine, error %v: only the limits are tested", err)
	}
	return wrapper, folder
}

// columnsHolding returns the columns of the observatory's tables in which the
// engine finds the text, whatever their type.
func columnsHolding(t *testing.T, data, text string) (places []string) {
	t.Helper()
	columns := askEngine(t, data, "SELECT table, name FROM system.columns WHERE database = 'observatory' ORDER BY table, position", "")
	if len(columns) < 50 {
		t.Fatalf("the database has only the columns %v", columns)
	}
	byTable := map[string][]string{}
	for _, line := range columns {
		table, column, _ := strings.Cut(line, "\t")
		byTable[table] = append(byTable[table], fmt.Sprintf("countIf(position(toString(`%s`), {text:String}) > 0) AS `%s`", column, column+" found"))
	}
	for table, counts := range byTable {
		found := askEngine(t, data, fmt.Sprintf("SELECT %s FROM observatory.`%s`", strings.Join(counts, ", "), table), text)
		if strings.Trim(strings.Join(found, ""), "0\t") != "" {
			places = append(places, table)
		}
	}
	return places
}

// askEngine asks the engine of a running observatory and returns the lines of
// its answer, their fields separated by tabs.
func askEngine(t *testing.T, data, query, text string) []string {
	t.Helper()
	socket := engineSocket(t, data)
	client := http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return net.Dial("unix", socket)
	}}}
	defer client.CloseIdleConnections()
	in := &instance{t: t}
	values := url.Values{"query": {query}, "default_format": {"TabSeparated"}, "param_text": {text}}
	return strings.Split(strings.TrimSpace(string(in.getFrom(&client, "http://engine/?"+values.Encode()))), "\n")
}
