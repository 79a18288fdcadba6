package journal

import (
	"context"
	"fmt"
	"runtime"
)

// group is the records that one write and one fdatasync make durable together.
type group struct {
	buf     []byte // the records, laid out; numbered when they are written
	records int
	done    chan struct{} // closed once first and err are set
	first   uint64
	err     error
}

func newGroup(buf []byte) *group {
	return &group{buf: buf[:0], done: make(chan struct{})}
}

func (g *group) settle(err error) {
	g.err = err
	close(g.done)
}

// Append writes a record of the given type and returns its sequence number once
// it is durable. The payload may be reused afterwards. It answers ErrBusy when
// too much waits, ErrNoSpace when the disk is nearly full, ErrTooLarge,
// ErrWrite, ErrClosed or ErrFailed. When ctx ends first, the answer is ctx's
// error and the record may or may not become durable.
func (j *Journal) Append(ctx context.Context, typ byte, payload []byte) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if j.space.short() {
		j.count.refusedSpace.Add(1)
		return 0, ErrNoSpace
	}
	g, place, err := j.join(typ, payload)
	if err != nil {
		return 0, err
	}
	select {
	case <-g.done:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if g.err != nil {
		return 0, g.err
	}
	return g.first + uint64(place), nil
}

// join puts a record into the group being filled and returns its place there.
func (j *Journal) join(typ byte, payload []byte) (*group, int, error) {
	size := recordBytes + len(payload)
	if len(payload) > MaxPayload || size > j.cfg.MaxPendingBytes {
		return nil, 0, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(payload))
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.stop != nil {
		return nil, 0, j.stop
	}
	if j.waiting >= j.cfg.MaxWaiters || j.bytes+size > j.cfg.MaxPendingBytes {
		j.count.refusedBusy.Add(1)
		return nil, 0, ErrBusy
	}
	g := j.pending
	g.buf = appendRecord(g.buf, typ, payload)
	place := g.records
	g.records++
	j.waiting++
	j.bytes += size
	if place == 0 {
		j.wake.Signal()
	}
	return g, place, nil
}

// Wait returns when a record after the one numbered after is durable. It
// answers ErrClosed or ErrFailed when there will be none, and ctx's error.
func (j *Journal) Wait(ctx context.Context, after uint64) error {
	for {
		j.mu.Lock()
		if j.committed.Load() > after {
			j.mu.Unlock()
			return nil
		}
		g := j.pending
		if j.flight != nil {
			g = j.flight
		}
		if stop := j.stop; stop != nil && g.records == 0 {
			j.mu.Unlock()
			return stop
		}
		j.mu.Unlock()
		select {
		case <-g.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// commitGroups writes one group after the other until the journal stops.
func (j *Journal) commitGroups() {
	defer close(j.ended)
	var before error
	for g := j.takeGroup(); g != nil; g = j.takeGroup() {
		err := j.commit(g)
		j.countGroup(g, err, before)
		j.putGroup(g, err)
		before = err
		j.spares.retry()
		// The writers just released are about to append again: letting them run
		// first puts them into one group instead of the first of them alone.
		runtime.Gosched()
	}
}

// countGroup counts g, and logs the first of a run of refused groups.
func (j *Journal) countGroup(g *group, err, before error) {
	if err == nil {
		j.count.groups.Add(1)
		j.count.records.Add(uint64(g.records))
		return
	}
	j.count.failedGroups.Add(1)
	if before == nil {
		j.cfg.Logger.Error("journal refuses records", "cause", err)
	}
}

// takeGroup waits for records and starts a new group behind them. It returns
// nil when the journal has stopped and nothing is left to commit.
func (j *Journal) takeGroup() *group {
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.pending.records == 0 && j.stop == nil {
		j.wake.Wait()
	}
	g := j.pending
	if g.records == 0 {
		g.settle(j.stop)
		return nil
	}
	j.pending, j.flight, j.recycled = newGroup(j.recycled), g, nil
	return g
}

// putGroup releases the writers of g.
func (j *Journal) putGroup(g *group, err error) {
	j.mu.Lock()
	j.flight = nil
	j.waiting -= g.records
	j.bytes -= len(g.buf)
	j.recycled, g.buf = g.buf, nil
	j.mu.Unlock()
	g.settle(err)
}

// commit makes g durable: a write, an fdatasync, and only then the position,
// the numbers and Committed move.
func (j *Journal) commit(g *group) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	if err := j.failure(); err != nil {
		return err
	}
	if !j.tail.fits(len(g.buf)) {
		if err := j.rotate(); err != nil {
			return err
		}
	}
	g.first = j.tail.next
	stamp(g.buf, g.first)
	if err := j.tail.write(j.cfg.Disk, g.buf); err != nil {
		return writeError(err)
	}
	if err := j.cfg.Disk.Sync(j.tail.file); err != nil {
		return j.fail(err)
	}
	j.list.remember(j.tail.segment, mark{seq: g.first, off: j.tail.pos})
	j.tail.advance(len(g.buf), g.records, j.cfg.Now())
	j.committed.Store(j.tail.next - 1)
	return nil
}

// writeError says which promise could not be given.
func writeError(err error) error {
	if outOfSpace(err) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return fmt.Errorf("%w: %w", ErrWrite, err)
}
