package e2e

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// foreign makes a library, as package.json names ours, that writes a file when
// it is loaded. It is put wherever a program may look for one that should not.
func foreign(t *testing.T, folders ...string) (mark string) {
	t.Helper()
	mark = filepath.Join(t.TempDir(), "loaded")
	source := filepath.Join(t.TempDir(), "foreign.c")
	code := fmt.Sprintf("#include <stdio.h>\n__attribute__((constructor)) static void run(void) { FILE *f = fopen(%q, \"w\"); if (f) fclose(f); }\n", mark)
	if err := os.WriteFile(source, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("gcc", "-shared", "-fPIC", "-o", filepath.Join(folder, "libchdb.so"), source).CombinedOutput()
		if err != nil {
			t.Fatalf("gcc: %v %s", err, out)
		}
	}
	return mark
}

// installed is a copy of the program in a folder without its library, as
// somebody may have installed it.
func installed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "observatory")
	from, err := os.Open(binary(t))
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// library is the true one.
func library(t *testing.T) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(filepath.Join("..", "..", "..", "bin", "libchdb.so"))
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestForeignLibrary starts the program below folders in which somebody else has
// put a library: none of it is run.
func TestForeignLibrary(t *testing.T) {
	t.Parallel()
	where := t.TempDir()
	work := filepath.Join(where, "work", "here")
	const npm = "node_modules/@chdb/lib-linux-x64-gnu"
	mark := foreign(t, filepath.Join(where, npm), filepath.Join(work, npm), work, where)
	program := installed(t)
	ask := func(environment []string, args ...string) (string, int) {
		t.Helper()
		cmd := exec.Command(program, append([]string{"procedure", "list", "--data", t.TempDir()}, args...)...)
		cmd.Dir = work
		cmd.Env = append(os.Environ(), environment...)
		out, _ := cmd.CombinedOutput() // its status is looked at
		return string(out), cmd.ProcessState.ExitCode()
	}
	for name, test := range map[string]struct {
		environment, args []string
		words             string
	}{
		"in the working directory and above": {nil, nil, "make build"},
		"by the loader's variable":           {[]string{"LD_LIBRARY_PATH=" + where + "::" + work}, nil, "make build"},
		"by the flag":                        {nil, []string{"--libchdb", filepath.Join(where, "libchdb.so")}, "is not the libchdb that this program was made for"},
		"by the variable":                    {[]string{"OBSERVATORY_LIBCHDB=libchdb.so"}, nil, "is not the libchdb that this program was made for"},
	} {
		out, status := ask(test.environment, test.args...)
		if status != 1 || !strings.Contains(out, test.words) || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: ended with %d: %s", name, status, out)
		}
		if _, err := os.Stat(mark); err == nil {
			t.Errorf("%s: the foreign library was run", name)
			if err := os.Remove(mark); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out, status := ask(nil, "--libchdb", library(t)); status != 0 {
		t.Errorf("the true library, by the flag: ended with %d: %s", status, out)
	}
	if err := os.Symlink(library(t), filepath.Join(filepath.Dir(program), "libchdb.so")); err != nil {
		t.Fatal(err)
	}
	if out, status := ask(nil); status != 0 {
		t.Errorf("the true library, beside the program: ended with %d: %s", status, out)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("the foreign library was run beside the true one")
	}
}

// TestLibraryIsCheckedOnce counts what the engine reads: the whole library at its
// first start on a data folder, and not again.
func TestLibraryIsCheckedOnce(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	info, err := os.Stat(library(t))
	if err != nil {
		t.Fatal(err)
	}
	for start, whole := range []bool{true, false} {
		in := serve(t, data)
		if read := bytesRead(t, in.cmd.Process.Pid); (read >= info.Size()) != whole {
			t.Errorf("start %d: the engine has read %d bytes, the library has %d", start+1, read, info.Size())
		}
		in.stop()
	}
	note, err := os.Stat(filepath.Join(data, "clickhouse", "engine.library"))
	if err != nil || note.Mode() != 0o600 {
		t.Errorf("the note of the check: %v, %v", note, err)
	}
}

// bytesRead is how many bytes the engine of a process has read.
func bytesRead(t *testing.T, parent int) int64 {
	t.Helper()
	pid, err := exec.Command("pgrep", "-P", strconv.Itoa(parent)).Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/io")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if count, ok := strings.CutPrefix(line, "rchar: "); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(count), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatal("the kernel counts nothing")
	return 0
}
