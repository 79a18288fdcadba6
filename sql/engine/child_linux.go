package engine

import "syscall"

// dieWithParent has the kernel kill the child when the thread that started it
// ends, in case the parent dies without closing the child's standard input.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
