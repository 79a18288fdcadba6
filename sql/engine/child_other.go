//go:build !linux

package engine

import "syscall"

// dieWithParent leaves the child to notice by its standard input that the
// parent is gone: only Linux has a signal for it.
func dieWithParent() *syscall.SysProcAttr { return nil }
