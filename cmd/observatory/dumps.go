package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// forbidDumps keeps the kernel from writing this process's memory to disk when
// it crashes: an unmasked comment, a network's address or a key may be in it,
// and nothing that a citizen said may reach a disk but through the masker. A
// child inherits the limit; the embedded engine calls this for itself too.
func forbidDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("cannot forbid core dumps: %w", err)
	}
	if err := forbidPipedDumps(); err != nil {
		return fmt.Errorf("cannot forbid core dumps: %w", err)
	}
	return nil
}
