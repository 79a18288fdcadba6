package shipping

import (
	"context"
	"time"

	"servicequality/collector/record"
)

// Tombstones are looked for in the database every few seconds; those of the last
// days at the start, and those around the last one that was found afterwards.
const (
	tombstonesEvery   = 2 * time.Second
	tombstonesBack    = 72 * time.Hour
	tombstonesOverlap = time.Minute
)

// recallTombstones reads the tombstones of the journal. Nothing may be shipped
// before: the tombstone of a rating comes after its record.
func (s *Shipper) recallTombstones() error {
	retry := s.outage.backoff()
	for {
		err := s.readTombstones()
		if err == nil || s.running.Err() != nil {
			return err
		}
		s.metrics.failures[callRead].Inc()
		s.log.Error("the journal cannot be read; its ratings wait", "cause", err)
		if err := retry.wait(s.running, s.draining); err != nil {
			return err
		}
	}
}

func (s *Shipper) readTombstones() error {
	for entry, err := range s.journal.Read(1) {
		if err != nil {
			return err
		}
		if err := s.running.Err(); err != nil {
			return err
		}
		if entry.Type != record.TypeTombstone {
			continue
		}
		if v, err := record.ParseTombstone(entry.Payload); err == nil {
			s.graves.dig(v)
		}
	}
	return nil
}

// followTombstones writes a tombstone for each erasure and masking that the
// database knows and the journal does not. The verdict in the database comes
// first, so a crash at any moment leaves what the next look finds.
func (s *Shipper) followTombstones() {
	since := s.cfg.Now().Add(-tombstonesBack)
	for {
		if last := s.buryNew(since).Add(-tombstonesOverlap); last.After(since) {
			since = last
		}
		if pause(s.draining, tombstonesEvery) != nil {
			return
		}
	}
}

// buryNew writes tombstones for the new ones of the verdicts since then, and
// returns the instant of the last one whose tombstone is in the journal.
func (s *Shipper) buryNew(since time.Time) (last time.Time) {
	ctx, cancel := context.WithTimeout(s.running, s.cfg.StoreTimeout)
	defer cancel()
	all, err := s.store.Tombstones(ctx, since)
	if err != nil {
		s.metrics.failures[callTombstones].Inc()
		s.outage.failed(callTombstones, err)
		return last
	}
	s.outage.worked(callTombstones)
	for _, v := range all {
		if !s.graves.hold(v) {
			if err := record.WriteTombstone(ctx, s.journal, v); err != nil {
				s.metrics.failures[callTombstones].Inc()
				s.log.Error("an erasure is in the database alone until its tombstone can be written", "cause", err)
				return last
			}
			s.graves.dig(v)
		}
		last = v.At
	}
	return last
}
