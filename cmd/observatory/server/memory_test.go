package server

import (
	"math"
	"runtime/debug"
	"testing"
)

func TestLimitMemory(t *testing.T) {
	for _, test := range []struct {
		name, role, gogc, limit string
		wantGarbage             int
		wantMemory              int64
	}{
		{name: "a collector", role: "collector", wantGarbage: collectorGarbage, wantMemory: collectorMemory},
		{name: "everything in one", role: "all", wantGarbage: 100, wantMemory: otherMemory},
		{name: "a dashboard", role: "dashboard", wantGarbage: 100, wantMemory: otherMemory},
		{name: "the operator's garbage", role: "collector", gogc: "50", wantGarbage: 100, wantMemory: collectorMemory},
		{name: "the operator's memory", role: "collector", limit: "1GiB", wantGarbage: collectorGarbage, wantMemory: math.MaxInt64},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("GOGC", test.gogc)
			t.Setenv("GOMEMLIMIT", test.limit)
			garbage, memory := debug.SetGCPercent(100), debug.SetMemoryLimit(math.MaxInt64)
			(&server{flags: serveFlags{role: test.role}}).limitMemory()
			gotGarbage, gotMemory := debug.SetGCPercent(garbage), debug.SetMemoryLimit(memory)
			if gotGarbage != test.wantGarbage || gotMemory != test.wantMemory {
				t.Errorf("garbage %d %%, memory %d; want %d and %d", gotGarbage, gotMemory, test.wantGarbage, test.wantMemory)
			}
		})
	}
}
