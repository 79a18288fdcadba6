package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pinOf pins a content, for this platform.
func pinOf(content string) pin {
	sum := sha256.Sum256([]byte(content))
	p := pinned
	p.platform, p.sum = platform(), hex.EncodeToString(sum[:])
	return p
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// note writes what check would note of the file.
func note(t *testing.T, file, record string, p pin) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	id, err := identify(f)
	if err != nil {
		t.Fatal(err)
	}
	write(t, record, id.text+" "+p.sum+"\n")
}

func TestOpenChecked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		prepare func(t *testing.T, file, record string, p pin)
		refused string // words of the error
	}{
		"the right file":                 {content: "right"},
		"another file":                   {content: "wrong", refused: "is not the libchdb that this program was made for"},
		"an empty file":                  {content: "", refused: "its SHA-256 is e3b0c442"},
		"a noted file is not read again": {content: "wrong", prepare: note},
		"a note of another sum": {content: "wrong", refused: "should be", prepare: func(t *testing.T, file, record string, _ pin) {
			note(t, file, record, pinOf("else"))
		}},
		"a note before a change of the same length": {content: "right", refused: "should be", prepare: func(t *testing.T, file, record string, p pin) {
			note(t, file, record, p)
			long := time.Now().Add(-time.Hour)
			write(t, file, "wrong")
			if err := os.Chtimes(file, long, long); err != nil {
				t.Fatal(err)
			}
		}},
		"a note that a group may write": {content: "wrong", refused: "should be", prepare: func(t *testing.T, file, record string, p pin) {
			note(t, file, record, p)
			if err := os.Chmod(record, 0o660); err != nil {
				t.Fatal(err)
			}
		}},
		"a note behind a link": {content: "wrong", refused: "should be", prepare: func(t *testing.T, file, record string, p pin) {
			note(t, file, record+".real", p)
			if err := os.Symlink(record+".real", record); err != nil {
				t.Fatal(err)
			}
		}},
		"a note of another user": {content: "wrong", refused: "should be", prepare: func(t *testing.T, file, record string, p pin) {
			if os.Geteuid() != 0 {
				t.Skip("only root can give a file away")
			}
			note(t, file, record, p)
			if err := os.Chown(record, 65534, 65534); err != nil {
				t.Fatal(err)
			}
		}},
		"a pipe for a note": {content: "wrong", refused: "should be", prepare: func(t *testing.T, _, record string, _ pin) {
			if err := unix.Mkfifo(record, 0o600); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file, record, p := filepath.Join(folder, "libchdb.so"), filepath.Join(folder, "engine.library"), pinOf("right")
			write(t, file, test.content)
			if test.prepare != nil {
				test.prepare(t, file, record, p)
			}
			opened, err := openChecked(file, record, p)
			if err == nil {
				defer opened.Close()
			}
			switch {
			case test.refused == "" && err != nil:
				t.Error(err)
			case test.refused != "" && (err == nil || !strings.Contains(err.Error(), test.refused) || strings.Contains(err.Error(), "\n")):
				t.Errorf("want one sentence with %q, got %v", test.refused, err)
			}
		})
	}
}

// TestCheckNotes: a file that has rested is noted, one that was just written is
// not, since a second change may get the same time.
func TestCheckNotes(t *testing.T) {
	t.Parallel()
	fresh := filepath.Join(t.TempDir(), "libchdb.so")
	write(t, fresh, "right")
	rested := "../../go.mod"
	text, err := os.ReadFile(rested)
	if err != nil {
		t.Fatal(err)
	}
	for file, test := range map[string]struct {
		content string
		noted   bool
	}{fresh: {"right", false}, rested: {string(text), true}} {
		record, p := filepath.Join(t.TempDir(), "engine.library"), pinOf(test.content)
		opened, err := openChecked(file, record, p)
		if err != nil {
			t.Fatal(err)
		}
		defer opened.Close()
		_, err = os.Stat(record)
		if (err == nil) != test.noted {
			t.Errorf("%s: noted %v, want %v", file, err == nil, test.noted)
		}
		if noted := readNote(record); test.noted && !strings.HasSuffix(noted, p.sum) {
			t.Errorf("%s: the note says %q", file, noted)
		}
	}
}
