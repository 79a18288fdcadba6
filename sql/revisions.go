package sql

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// revised is a public month that verdicts move.
type revised struct {
	indicator.RevisedMonth
	procedure string
	month     observatory.Day
	replaced  time.Time // when its newest version became public
	reasons   []string
}

func (r revised) key() string { return r.procedure + "|" + r.month.String() }

// Revise moves the public months until asOf of which an operator set ratings aside,
// or put them back, five at least (indicator.Revise), and logs what it did. Those
// that nobody has made public yet are left to their closing.
func (s *Store) Revise(ctx context.Context, asOf observatory.Day) error {
	if closed, err := s.closeWindows(ctx, asOf); err != nil || !closed {
		return err
	}
	s.closes.Lock()
	defer s.closes.Unlock()
	c, err := s.closing(ctx, asOf)
	if err != nil {
		return err
	}
	all, err := s.revised(ctx, asOf+1)
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = s.close(ctx, asOf, c, []string{all[0].procedure}) // which finds the others
	return err
}

// recentVersion is for how long verdicts that were given shortly before a month's
// newest version are looked at again.
const recentVersion = 24 * time.Hour

// revised returns the public months before a day that verdicts move.
func (s *Store) revised(ctx context.Context, end observatory.Day) (moved []revised, err error) {
	now, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	p := parameters{"end": end, "margin": uint32(recountMargin / time.Second), "yesterday": now.Add(-recentVersion)}
	if err := s.addGivers(ctx, p); err != nil {
		return nil, err
	}
	var judged []revised
	var keys quoted
	err = s.query(ctx, "judged_months", p, func(r driver.Rows) error {
		var one revised
		var month time.Time
		var ratings uint64
		var since []string
		err := r.Scan(&one.procedure, &month, &one.replaced, &ratings, &since, &one.reasons)
		one.month = civilDay(month)
		if !indicator.Few(ratings) {
			judged, keys = append(judged, one), append(keys, one.key())
		}
		return err
	})
	if err != nil || len(judged) == 0 {
		return nil, err
	}
	versions, err := s.versions(ctx, "month_versions", parameters{"months": keys})
	for _, one := range judged {
		all := versions[one.key()]
		if len(all) < 2 { // nothing is counted, or public
			continue
		}
		var ok bool
		if one.RevisedMonth, ok = indicator.Revise(all[len(all)-2].tallies, all[len(all)-1].tallies); ok {
			moved = append(moved, one)
		}
	}
	return moved, err
}

// saveRevisions logs the revisions, and then writes the versions of those months that
// do not move as a whole, but for those in moving.
func (s *Store) saveRevisions(ctx context.Context, asOf observatory.Day, at time.Time, all []revised, moving quoted) error {
	for _, r := range all {
		var value *decimal.Decimal
		var n uint64
		if err := s.row(ctx, "revised_mark", parameters{"as_of": asOf, "procedure": r.procedure, "kind": indicator.KindSatisfaction}, &value, &n); err != nil {
			return err
		}
		kinds := make([]string, len(r.Kinds))
		for i, kind := range r.Kinds {
			kinds[i] = string(kind)
		}
		err := s.insert(ctx, "INSERT INTO revisions (procedure, month, replaced, at, as_of, set_aside, put_back, reasons, kinds, value, n)",
			r.procedure, r.month.Date(), r.replaced, at, asOf.Date(), r.SetAside, r.PutBack, r.reasons, kinds, value, n)
		if err != nil {
			return fmt.Errorf("cannot log the revision of %s in %s: %w", r.procedure, r.month, err)
		}
	}
	for _, r := range all {
		if slices.Contains(moving, r.key()) {
			continue
		}
		if err := s.savePublic(ctx, r.procedure, r.month, at, r.Tallies); err != nil {
			return err
		}
	}
	return nil
}

// savePublic writes a version of a month that is partly as it was. Without a digest
// it is compared again at the next closing.
func (s *Store) savePublic(ctx context.Context, procedure string, month observatory.Day, at time.Time, tallies []rating.Tally) error {
	var weeks []time.Time
	var questions, instruments, channels, outcomes, standings, dimensions, values []string
	var signed []bool
	var citizens, mm, my, yy []uint64
	var counts [][]uint64
	for _, t := range tallies {
		for _, c := range t.Slices {
			weeks = append(weeks, t.Day.Date())
			questions, instruments, channels = append(questions, string(c.Question)), append(instruments, c.Instrument), append(channels, c.Channel)
			outcomes, standings, signed = append(outcomes, c.Outcome), append(standings, string(c.Standing)), append(signed, c.Signed)
			dimensions, values = append(dimensions, c.Dimension), append(values, c.Value)
			citizens, counts = append(citizens, c.Citizens), append(counts, slices.Clone(c.Counts[:]))
			mm, my, yy = append(mm, c.MM), append(my, c.MY), append(yy, c.YY)
		}
	}
	err := s.insert(ctx, `INSERT INTO public_tallies (procedure, month, closed_at,
 slices.week, slices.question, slices.instrument, slices.channel, slices.outcome, slices.standing, slices.signed,
 slices.dimension, slices.value, slices.citizens, slices.counts, slices.mm, slices.my, slices.yy)`,
		procedure, month.Date(), at, weeks, questions, instruments, channels, outcomes, standings, signed,
		dimensions, values, citizens, counts, mm, my, yy)
	if err != nil {
		return fmt.Errorf("cannot revise what is public of %s in %s: %w", procedure, month, err)
	}
	return nil
}

// Revisions returns the log of what verdicts changed of public months, by procedure,
// the oldest first.
func (s *Store) Revisions(ctx context.Context) (map[string][]indicator.Revision, error) {
	found := map[string][]indicator.Revision{}
	err := s.query(ctx, "revisions", parameters{"kind": indicator.KindSatisfaction}, func(r driver.Rows) error {
		var v indicator.Revision
		var asOf, at time.Time
		var months []time.Time
		var before, after *decimal.Decimal
		var beforeN, afterN uint64
		var since bool
		err := r.Scan(&v.Procedure, &asOf, &at, &months, &v.SetAside, &v.PutBack, &v.Reasons, &before, &beforeN, &after, &afterN, &since)
		if err != nil {
			return err
		}
		v.AsOf, v.On = civilDay(asOf), observatory.DayOf(at)
		for _, month := range months {
			v.Months = append(v.Months, civilDay(month))
		}
		v.Before = revisedMark(before, beforeN)
		if since {
			v.After = revisedMark(after, afterN)
		}
		all := found[v.Procedure]
		if last := len(all) - 1; last >= 0 && all[last].AsOf == v.AsOf { // what was public in between
			all[last].After = v.Before
		}
		found[v.Procedure] = append(all, v)
		return nil
	})
	return found, err
}

// revisedMark is a mark that was public, nil when none was.
func revisedMark(value *decimal.Decimal, n uint64) *indicator.RevisedMark {
	if value == nil {
		return nil
	}
	micro := observatory.Micro(value.Shift(6).IntPart())
	return &indicator.RevisedMark{Value: &micro, N: n}
}
