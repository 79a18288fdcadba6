//go:build !linux

package main

// forbidPipedDumps has nothing to do: only Linux hands dumps to a program.
func forbidPipedDumps() error { return nil }
