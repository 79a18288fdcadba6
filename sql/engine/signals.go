package engine

import (
	"fmt"
	"syscall"
	"unsafe"

	"github.com/ebitengine/purego"
)

// signalTable saves and restores the handlers that the Go runtime has for the
// signals which libchdb resets: without them a nil dereference would kill the
// child without a trace, and goroutines could not be preempted.
type signalTable struct {
	sigaction func(signal int32, action, old unsafe.Pointer) int32
}

// newSignalTable must be called before libchdb is loaded, so that the C
// library's own sigaction is found.
func newSignalTable() (*signalTable, error) {
	address, err := purego.Dlsym(purego.RTLD_DEFAULT, "sigaction")
	if err != nil {
		return nil, fmt.Errorf("cannot find sigaction: %w", err)
	}
	t := &signalTable{}
	purego.RegisterFunc(&t.sigaction, address)
	return t, nil
}

// keep runs f, which may change the handlers, and puts them back.
func (t *signalTable) keep(f func()) {
	signals := []syscall.Signal{
		syscall.SIGILL, syscall.SIGABRT, syscall.SIGFPE,
		syscall.SIGBUS, syscall.SIGSEGV, syscall.SIGURG,
	}
	saved := make([][256]byte, len(signals)) // more than any platform's struct sigaction
	for i, signal := range signals {
		t.sigaction(int32(signal), nil, unsafe.Pointer(&saved[i]))
	}
	f()
	for i, signal := range signals {
		t.sigaction(int32(signal), unsafe.Pointer(&saved[i]), nil)
	}
}
