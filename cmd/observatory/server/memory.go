package server

import (
	"os"
	"runtime/debug"
)

// How much memory Go may have in bytes before it looks for garbage more often:
// a process that uses more still runs, and spends up to half of its time on that.
// The engine is a process of its own, with a limit of its own.
const (
	// collectorMemory is that of a process that is a collector and nothing else.
	// Ten thousand connections need nearly as much.
	collectorMemory = 330 << 20
	// otherMemory is that of every other role: what a dashboard keeps in memory
	// is bounded, and so is how much it computes at once.
	otherMemory = 1 << 30
	// collectorGarbage is how much garbage may pile up in a collector, in percent
	// of what is in use. More than half of that is the table of known steps, which
	// holds no pointers: to look for garbage often costs little.
	collectorGarbage = 20
)

// limitMemory bounds the memory of the process, whatever its role, unless the
// operator chose otherwise; a collector also spends some of the processor's time
// on using less.
func (s *server) limitMemory() {
	limit := int64(otherMemory)
	if s.flags.role == "collector" {
		limit = collectorMemory
		if os.Getenv("GOGC") == "" {
			debug.SetGCPercent(collectorGarbage)
		}
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}
