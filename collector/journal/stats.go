package journal

import (
	"math"
	"sync/atomic"
)

// counters count since Open.
type counters struct {
	records, groups, failedGroups atomic.Uint64
	refusedBusy, refusedSpace     atomic.Uint64
	tornBytes, quarantined        atomic.Uint64
	foreign, cursorLost, retired  atomic.Uint64
}

// Stats is the journal's state for metrics. Counts are since Open.
type Stats struct {
	// Segments and Bytes are what the journal keeps, the current segment with
	// its full size; neither spare, ballast nor quarantine.
	Segments int
	Bytes    int64
	// PendingRecords and PendingBytes wait for the disk.
	PendingRecords int
	PendingBytes   int
	// Records were made durable in Groups; FailedGroups were refused as a whole.
	Records, Groups, FailedGroups uint64
	// RefusedBusy and RefusedSpace are the appends answered ErrBusy, and those
	// answered ErrNoSpace below Config.MinFree.
	RefusedBusy, RefusedSpace uint64
	// Damaged records were found, each counted once. Any is an alarm.
	Damaged uint64
	// Quarantined segments were copied because of damage, Foreign ones moved
	// because they belong to another journal.
	Quarantined, Foreign uint64
	// TornBytes were cleared behind the last record.
	TornBytes uint64
	// CursorLost is 1 when both copies of the cursor were damaged.
	CursorLost uint64
	// Retired segments were deleted, verified and old.
	Retired uint64
	// Free is the share of the disk that is free, 0 to 1; Short when it is below
	// Config.MinFree and nothing is accepted.
	Free  float64
	Short bool
	// Failed is true once Failed is closed.
	Failed bool
}

// Stats returns the journal's state.
func (j *Journal) Stats() Stats {
	s := Stats{
		Records:      j.count.records.Load(),
		Groups:       j.count.groups.Load(),
		FailedGroups: j.count.failedGroups.Load(),
		RefusedBusy:  j.count.refusedBusy.Load(),
		RefusedSpace: j.count.refusedSpace.Load(),
		Quarantined:  j.count.quarantined.Load(),
		Foreign:      j.count.foreign.Load(),
		TornBytes:    j.count.tornBytes.Load(),
		CursorLost:   j.count.cursorLost.Load(),
		Retired:      j.count.retired.Load(),
		Short:        j.space.short(),
		Free:         math.Float64frombits(j.space.free.Load()),
		Failed:       j.failure() != nil,
	}
	s.Segments, s.Bytes, s.Damaged = j.list.totals()
	j.mu.Lock()
	defer j.mu.Unlock()
	s.PendingRecords, s.PendingBytes = j.waiting, j.bytes
	return s
}
