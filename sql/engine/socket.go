package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// maxSocketPath is how many bytes the path of a unix socket may have.
const maxSocketPath = 107

// Attach returns a dialer, for clickhouse-go as Engine.DialContext is, to the
// engine of another process which wrote addrFile. ok is false when there is
// none or it does not answer: an address left over from a killed process.
func Attach(addrFile string) (dial func(ctx context.Context, network, addr string) (net.Conn, error), ok bool) {
	text, err := os.ReadFile(addrFile)
	if err != nil {
		return nil, false
	}
	socket := filepath.Join(filepath.Dir(addrFile), strings.TrimSpace(string(text)))
	dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialSocket(ctx, socket)
	}
	conn, err := dial(context.Background(), "", "")
	if err != nil {
		return nil, false
	}
	return dial, conn.Close() == nil
}

func dialSocket(ctx context.Context, socket string) (conn net.Conn, err error) {
	err = withSocketPath(socket, func(path string) error {
		conn, err = new(net.Dialer).DialContext(ctx, "unix", path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot reach the embedded ClickHouse: %w", err)
	}
	return conn, nil
}

// listenSocket listens on the socket, which this user alone may reach. What a
// killed predecessor left there is removed: whoever calls it holds the lock of
// the data folder. The socket is to be removed when the listener is closed.
func listenSocket(socket string) (listener *net.UnixListener, err error) {
	if err := os.Remove(socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot remove the socket of the last engine: %w", err)
	}
	err = withSocketPath(socket, func(path string) error {
		listener, err = net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot serve the engine: %w", err)
	}
	listener.SetUnlinkOnClose(false) // the path may be that of a descriptor
	if err := os.Chmod(socket, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot protect the engine's socket: %w", err), listener.Close())
	}
	return listener, nil
}

// withSocketPath calls do with a path of the socket that is short enough for
// the system: its own, or one through an open descriptor of its folder.
func withSocketPath(socket string, do func(path string) error) error {
	if len(socket) <= maxSocketPath {
		return do(socket)
	}
	path, folder, err := throughFolder(socket)
	if err != nil {
		return err
	}
	err = do(path)
	return errors.Join(err, folder.Close())
}

// writeAddr leaves the socket's address for Attach, as seen from the address's
// own folder: that may stand elsewhere for another process.
func writeAddr(file, socket string) error {
	if file == "" {
		return nil
	}
	address, err := filepath.Rel(filepath.Dir(file), socket)
	if err != nil {
		return fmt.Errorf("cannot write the engine's address: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of the engine's address: %w", err)
	}
	return writeFile(file, address+"\n")
}

// removeAddr takes the address back.
func removeAddr(file string) error {
	if file == "" {
		return nil
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove the engine's address: %w", err)
	}
	return nil
}
