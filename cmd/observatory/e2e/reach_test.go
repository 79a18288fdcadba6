package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// wrapper is a program that runs the observatory as the command says, in whose
// place "$@" stands for the program and its arguments.
func wrapper(t *testing.T, command string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "observatory")
	script := fmt.Sprintf("#!/bin/sh\nset -- '%s' \"$@\"\n%s\n", binary(t), command)
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// outsideTmp is a folder that a private /tmp does not hide.
func outsideTmp(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/var/tmp", "observatory-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// reaches runs commands of a program beside a running serve: had they not
// reached its engine, they would have waited half a minute and failed.
func reaches(t *testing.T, program string, in *instance) {
	t.Helper()
	for _, args := range [][]string{{"procedure", "list"}, {"job", "list"}} {
		if out, status := start(t, program, append(args, "--data", in.data)...); status != 0 {
			t.Errorf("observatory %s ended with %d: %s", strings.Join(args, " "), status, out)
		}
	}
}

// TestPrivateTmp has the service run with a /tmp of its own, as systemd's
// PrivateTmp gives it: commands of an operator reach it.
func TestPrivateTmp(t *testing.T) {
	t.Parallel()
	unshare := "unshare -m"
	if os.Geteuid() != 0 {
		unshare = "unshare -rm"
	}
	if out, err := exec.Command("sh", "-c", unshare+" mount -t tmpfs tmpfs /tmp").CombinedOutput(); err != nil {
		t.Skipf("this machine lets nobody have a private /tmp: %s", out)
	}
	// The program itself may lie below /tmp: it is run from where it is still seen.
	bin, name := filepath.Split(binary(t))
	top := filepath.Dir(filepath.Clean(bin))
	seen := outsideTmp(t)
	private := wrapper(t, fmt.Sprintf(`exec %s sh -c 'mount --bind "%s" "%s" && mount -t tmpfs tmpfs /tmp && cd / && shift && exec "%s" "$@"' sh "$@"`,
		unshare, top, seen, filepath.Join(seen, filepath.Base(bin), name)))
	in := serveWith(t, private, outsideTmp(t))
	reaches(t, binary(t), in)
	reaches(t, private, in)
}

// TestOtherTmpdir: where temporary files go is no matter of the engine, which
// leaves none there.
func TestOtherTmpdir(t *testing.T) {
	t.Parallel()
	theirs, ours := t.TempDir(), t.TempDir()
	in := serveWith(t, wrapper(t, fmt.Sprintf("TMPDIR='%s' exec \"$@\"", theirs)), t.TempDir())
	reaches(t, wrapper(t, fmt.Sprintf("TMPDIR='%s' exec \"$@\"", ours)), in)
	for _, folder := range []string{theirs, ours} {
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("in the folder of temporary files there is %v, %v", left, err)
		}
	}
	if _, err := os.Stat(filepath.Join(in.data, "run", "engine.sock")); err != nil {
		t.Error(err)
	}
}

// TestLongDataFolder: the path of the data folder is longer than that of a socket
// may be.
func TestLongDataFolder(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), strings.Repeat("deep-", 20), strings.Repeat("down-", 20))
	if len(data) < 200 {
		t.Fatalf("%s is short", data)
	}
	in := serve(t, data)
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	in.awaitForm("passport")
	reaches(t, binary(t), in)
	in.kill() // what it leaves behind is in nobody's way
	in = serve(t, data)
	reaches(t, binary(t), in)
	in.stop()
	if out, status := command(t, "procedure", "list", "--data", data); status != 0 || !strings.Contains(out, "passport") {
		t.Errorf("with an engine of its own: %d %s", status, out)
	}
}
