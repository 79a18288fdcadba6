package sql

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// recountMargin is how far before the last count the next one looks: an
// insert's instant is read before its rows can be seen.
const recountMargin = 10 * time.Minute

// Recount counts again every (procedure, day) that changed since the last
// successful count, or all of them when whole is true, and returns how many
// rows of tallies it wrote and the instant at which it began to look.
func (s *Store) Recount(ctx context.Context, whole bool) (rows uint64, began time.Time, err error) {
	var since time.Time
	if err := s.row(ctx, "clock", nil, &began); err != nil {
		return 0, began, err
	}
	if err := s.row(ctx, "last_count", nil, &since); err != nil {
		return 0, began, err
	}
	until := began
	ahead, err := s.dropAhead(ctx, began)
	if err != nil {
		return 0, began, err
	}
	if ahead {
		whole, until = true, endOfTime()
	}
	since = since.Add(-recountMargin)
	if whole || since.Before(time.Unix(0, 0)) {
		since = time.Unix(0, 0)
	}
	changed, err := s.changedImports(ctx, since)
	if err != nil {
		return 0, began, err
	}
	p := parameters{"since": since, "until": until, "counted_at": began, "imports": changed}
	if err := s.addSuccessions(ctx, p, since); err != nil {
		return 0, began, err
	}
	if err := s.exec(ctx, "recount", p); err != nil {
		return 0, began, err
	}
	err = s.row(ctx, "count_changed", p, &rows)
	return rows, began, err
}

// dropAhead takes away what was counted at instants that are yet to come, and
// says whether there was any: the clock was set back since, and until then no
// count would win over those. All has to be counted again.
func (s *Store) dropAhead(ctx context.Context, now time.Time) (ahead bool, err error) {
	p := parameters{"horizon": now.Add(recountMargin)}
	if err := s.row(ctx, "tallies_ahead", p, &ahead); err != nil || !ahead {
		return false, err
	}
	return true, s.exec(ctx, "drop_tallies_ahead", p)
}

// changedImports returns the numbers of the imports that were committed or undone
// since the instant.
func (s *Store) changedImports(ctx context.Context, since time.Time) ([]uint32, error) {
	changed := []uint32{}
	err := s.query(ctx, "changed_imports", parameters{"since": since}, func(r driver.Rows) error {
		var number uint32
		if err := r.Scan(&number); err != nil {
			return err
		}
		changed = append(changed, number)
		return nil
	})
	return changed, err
}

// Months returns the headline population's answers in the window, one tally
// per procedure and month, its Day the first of the month.
func (s *Store) Months(ctx context.Context, w observatory.Window) (map[string][]rating.Tally, error) {
	return s.tallies(ctx, "months", parameters{"start": w.Start, "end": w.End})
}

// tallies runs a query whose rows are the slices of spans of days, in order.
func (s *Store) tallies(ctx context.Context, name string, p parameters) (map[string][]rating.Tally, error) {
	found := map[string][]rating.Tally{}
	err := s.query(ctx, name, p, func(r driver.Rows) error {
		procedure, day, slice, err := scanSlice(r)
		if err == nil {
			found[procedure] = addSlice(found[procedure], procedure, day, slice)
		}
		return err
	})
	return found, err
}

// scanSlice reads a row that is a slice of a procedure's day, after other columns.
func scanSlice(r driver.Rows, before ...any) (procedure string, day observatory.Day, c rating.Slice, err error) {
	var question, standing string
	var start time.Time
	var counts []uint64
	err = r.Scan(append(before, &procedure, &start, &question, &c.Instrument, &c.Channel, &c.Outcome, &standing, &c.Signed,
		&c.Dimension, &c.Value, &c.Citizens, &counts, &c.MM, &c.MY, &c.YY)...)
	c.Question, c.Standing = rating.Question(question), rating.Standing(standing)
	copy(c.Counts[:], counts)
	return procedure, civilDay(start), c, err
}

// addSlice adds a slice to the last tally when it is of the same day.
func addSlice(tallies []rating.Tally, procedure string, day observatory.Day, slice rating.Slice) []rating.Tally {
	if len(tallies) == 0 || tallies[len(tallies)-1].Day != day {
		tallies = append(tallies, rating.Tally{Procedure: procedure, Day: day})
	}
	last := &tallies[len(tallies)-1]
	last.Slices = append(last.Slices, slice)
	return tallies
}

// Receipts returns how many ratings were received for each procedure, all
// time.
func (s *Store) Receipts(ctx context.Context) (map[string]rating.Receipts, error) {
	found := map[string]rating.Receipts{}
	err := s.query(ctx, "receipts", nil, func(r driver.Rows) error {
		var procedure string
		var n rating.Receipts
		if err := r.Scan(&procedure, &n.Accepted, &n.Doubtful, &n.Quarantined); err != nil {
			return err
		}
		found[procedure] = n
		return nil
	})
	return found, err
}

// civilDay turns a Date column's midnight UTC into the Day it means.
func civilDay(t time.Time) observatory.Day {
	y, m, d := t.UTC().Date()
	return observatory.NewDay(y, m, d)
}
