package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// openChecked opens the libchdb file and makes sure that it is the pinned one.
// Whoever loads what is returned, by its descriptor, loads what was checked,
// whatever stands at the path by then.
//
// Reading the whole file takes half a second or more, so that a file which was
// found right is noted in record, and not read again while its inode, size and
// times are the same. The note is trusted when nobody but this user can have
// written it, see readNote.
func openChecked(path, record string, p pin) (*os.File, error) {
	if err := p.forPlatform(platform()); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read libchdb: %w", err)
	}
	if err := check(file, record, p); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func check(file *os.File, record string, p pin) error {
	before, err := identify(file)
	if err != nil {
		return err
	}
	note := before.text + " " + p.sum
	if readNote(record) == note {
		return nil
	}
	hash := sha256.New()
	// Hiding the types has large pieces read, and not what os.File prefers.
	if _, err := io.CopyBuffer(struct{ io.Writer }{hash}, struct{ io.Reader }{file}, make([]byte, 1<<20)); err != nil {
		return fmt.Errorf("cannot read libchdb: %w", err)
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != p.sum {
		return fmt.Errorf("%s is not the libchdb that this program was made for (%s %s): its SHA-256 is %s and should be %s: run `npm ci` and `make build`, or correct --libchdb",
			file.Name(), p.npm, p.version, sum, p.sum)
	}
	after, err := identify(file)
	if err != nil {
		return err
	}
	if after != before {
		return fmt.Errorf("%s changed while it was checked: start again", file.Name())
	}
	// What changed a moment ago may change again without getting another time.
	if time.Since(before.changed) < coarsest {
		return nil
	}
	return writeFile(record, note+"\n")
}

// coarsest is how far apart two changes of a file may be and still get the same
// time.
const coarsest = 2 * time.Second

// identity tells a file and its content apart from others, as far as the file
// system notes changes. The time of the last change cannot be set by who writes
// the file.
type identity struct {
	text    string
	changed time.Time
}

func identify(file *os.File) (identity, error) {
	var st unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &st); err != nil {
		return identity{}, fmt.Errorf("cannot read libchdb: %w", err)
	}
	return identity{
		text: fmt.Sprintf("%d %d %d %d.%09d %d.%09d", st.Dev, st.Ino, st.Size,
			st.Mtim.Sec, st.Mtim.Nsec, st.Ctim.Sec, st.Ctim.Nsec),
		changed: time.Unix(int64(st.Ctim.Sec), int64(st.Ctim.Nsec)), //nolint:unconvert // other widths elsewhere
	}, nil
}

// maxNote bounds a note, in bytes.
const maxNote = 1 << 10

// readNote returns what a note says, and nothing when somebody else than this
// user can have written it: who may write into the data folder but is not the
// one who runs the program must not decide what it loads.
func readNote(record string) string {
	fd, err := unix.Open(record, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return ""
	}
	file := os.NewFile(uintptr(fd), record)
	defer file.Close()
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil {
		return ""
	}
	ours := int(st.Uid) == os.Geteuid() && st.Mode&unix.S_IFMT == unix.S_IFREG && st.Mode&0o022 == 0
	if !ours {
		return ""
	}
	text, err := io.ReadAll(io.LimitReader(file, maxNote))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
