package main

import (
	"os"
	"runtime/debug"
)

// How much memory a process may use that is a collector and nothing else.
const (
	// collectorGarbage is how much garbage may pile up, in percent of what is in
	// use. More than half of that is the table of known steps, which holds no
	// pointers: to look for garbage often costs little.
	collectorGarbage = 20
	// collectorMemory is what Go may have in bytes before it looks more often
	// still. Ten thousand connections need nearly as much.
	collectorMemory = 330 << 20
)

// limitMemory makes a process that is a collector and nothing else spend some of
// the processor's time on less memory, unless the operator chose otherwise.
func (s *server) limitMemory() {
	if s.flags.role != "collector" {
		return
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectorGarbage)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(collectorMemory)
	}
}
