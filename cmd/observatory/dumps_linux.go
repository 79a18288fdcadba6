package main

import "golang.org/x/sys/unix"

// forbidPipedDumps makes the process undumpable: where the kernel hands dumps to
// a program, as systemd-coredump, the limit on their size is not asked. It also
// keeps other processes of the same user from attaching to this one.
func forbidPipedDumps() error { return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
