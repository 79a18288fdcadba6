package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// lockWait is how long a data folder in use is waited for: a predecessor that
// was just killed holds it until the kernel has cleaned up after it.
const lockWait = 10 * time.Second

// lockFolder locks a data folder for this process, for as long as the returned
// file is open.
func lockFolder(path string, wait time.Duration) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(path, "engine.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot lock the data folder: %w", err)
	}
	for deadline := time.Now().Add(wait); ; time.Sleep(20 * time.Millisecond) {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return file, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Now().After(deadline) {
			break
		}
	}
	_ = file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("the data folder %s is in use by another process: stop it or choose another --data", path)
	}
	return nil, fmt.Errorf("cannot lock the data folder %s: %w", path, err)
}

// recordVersion writes into a data folder which engine uses it. An engine that
// is older than the last one is refused: it may not read what that one wrote.
// upgraded is the version that a newer engine replaces, empty when none.
func recordVersion(path, version string) (upgraded string, err error) {
	file := filepath.Join(path, "engine.version")
	current, err := parseVersion(version)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return "", fmt.Errorf("cannot read which engine wrote the data folder: %w", err)
	}
	recorded := strings.TrimSpace(string(text))
	if recorded != "" {
		last, err := parseVersion(recorded)
		if err != nil {
			return "", fmt.Errorf("%s is damaged: %w", file, err)
		}
		switch slices.Compare(current, last) {
		case -1:
			return "", fmt.Errorf("the data folder %s was written by libchdb %s and this is the older %s: run `npm ci` or choose a newer --libchdb", path, recorded, version)
		case 0:
			return "", nil
		}
		upgraded = recorded
	}
	return upgraded, writeFile(file, version+"\n")
}

// parseVersion reads a version such as "26.7.3".
func parseVersion(text string) ([]int, error) {
	var version []int
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is not a version of libchdb", text)
		}
		version = append(version, n)
	}
	return version, nil
}

// writeFile replaces a small file, whole or not at all.
func writeFile(path, content string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	_, err = file.WriteString(content)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}
