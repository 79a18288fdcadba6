package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// The socket and the private folder that is made for it.
const (
	socketName   = "engine.sock"
	folderPrefix = "observatory-"
)

// maxSocketPath is how many bytes a unix socket's path may have.
const maxSocketPath = 107

// Attach returns a dialer, for clickhouse-go as Engine.DialContext is, to the
// engine of another process which wrote addrFile. ok is false when there is
// none or it does not answer: an address left over from a killed process.
func Attach(addrFile string) (dial func(ctx context.Context, network, addr string) (net.Conn, error), ok bool) {
	text, err := os.ReadFile(addrFile)
	if err != nil {
		return nil, false
	}
	socket := strings.TrimSpace(string(text))
	dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialSocket(ctx, socket)
	}
	conn, err := dial(context.Background(), "", "")
	if err != nil {
		return nil, false
	}
	return dial, conn.Close() == nil
}

func dialSocket(ctx context.Context, socket string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, fmt.Errorf("cannot reach the embedded ClickHouse: %w", err)
	}
	return conn, nil
}

// socketFolder makes a private folder whose path is short enough for a socket.
func socketFolder() (string, error) {
	var errs []error
	for _, parent := range []string{os.TempDir(), "/tmp"} {
		folder, err := os.MkdirTemp(parent, folderPrefix)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if len(filepath.Join(folder, socketName)) <= maxSocketPath {
			return folder, nil
		}
		errs = append(errs, os.Remove(folder), fmt.Errorf("the path %s is too long for a socket", folder))
	}
	return "", fmt.Errorf("cannot make the folder of the engine's socket, set TMPDIR to a short path: %w", errors.Join(errs...))
}

// writeAddr leaves the socket's address for Attach, and removes the socket of a
// predecessor that was killed before it could.
func writeAddr(file, socket string) error {
	if file == "" {
		return nil
	}
	if text, err := os.ReadFile(file); err == nil {
		removeSocket(strings.TrimSpace(string(text)))
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of the engine's address: %w", err)
	}
	return writeFile(file, socket+"\n")
}

// removeSocket removes a socket that socketFolder made a folder for, and the
// folder, also where a dying engine has already taken the socket away. What is
// no socket, or not alone in its folder, stays.
func removeSocket(path string) {
	folder := filepath.Dir(path)
	if filepath.Base(path) != socketName || !strings.HasPrefix(filepath.Base(folder), folderPrefix) {
		return
	}
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() == os.ModeSocket {
		_ = os.Remove(path)
	}
	_ = os.Remove(folder)
}

// removeAddr takes the address back, unless another engine has replaced it.
func removeAddr(file, socket string) error {
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) || strings.TrimSpace(string(text)) != socket {
		return nil
	}
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("cannot remove the engine's address: %w", err)
	}
	return nil
}
