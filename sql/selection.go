package sql

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// signedAge is how many days before it is received a signed rating's day may
// lie: as long as a token is good, and a day for time zones.
const signedAge = 31

func (s *Store) selectionParameters(ctx context.Context, sel rating.Selection) (parameters, error) {
	p := parameters{
		"procedure": sel.Procedure, "since": observatory.DayOf(sel.From) - signedAge, "from": sel.From, "to": sel.To,
		"button": sel.Button, "unsigned": sel.Unsigned, "reason": sel.Reason,
	}
	return p, s.addGivers(ctx, p, sel.Procedure)
}

// CountSelection returns how many ratings the selection holds, by standing.
func (s *Store) CountSelection(ctx context.Context, sel rating.Selection) ([]rating.SelectionCount, error) {
	p, err := s.selectionParameters(ctx, sel)
	if err != nil {
		return nil, err
	}
	var all []rating.SelectionCount
	err = s.query(ctx, "selection", p, func(r driver.Rows) error {
		var c rating.SelectionCount
		var aside, doubtful uint8
		err := r.Scan(&aside, &c.Reason, &doubtful, &c.Ratings)
		c.Quarantined, c.Doubtful = aside == 1, doubtful == 1
		all = append(all, c)
		return err
	})
	return all, err
}

// JudgeSelection records a verdict, VerdictQuarantine or VerdictRelease, on each
// rating of the selection that is not so already. Figures follow with the next
// count; the same again changes nothing.
func (s *Store) JudgeSelection(ctx context.Context, sel rating.Selection, kind rating.VerdictKind, reason, by string) error {
	if kind != rating.VerdictQuarantine && kind != rating.VerdictRelease {
		return fmt.Errorf("a selection cannot be judged with the verdict %s", kind)
	}
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	p, err := s.selectionParameters(ctx, sel)
	if err != nil {
		return err
	}
	p["kind"], p["verdict"], p["by"], p["at"] = string(kind), reason, by, at
	return s.exec(ctx, "judge_selection", p)
}

// Quarantined returns how many ratings of each procedure are set aside, by
// reason. Reasons are codes that may be published.
func (s *Store) Quarantined(ctx context.Context) (map[string]map[string]uint64, error) {
	p := parameters{}
	if err := s.addGivers(ctx, p); err != nil {
		return nil, err
	}
	all := map[string]map[string]uint64{}
	err := s.query(ctx, "quarantined", p, func(r driver.Rows) error {
		var procedure, reason string
		var n uint64
		if err := r.Scan(&procedure, &reason, &n); err != nil {
			return err
		}
		if all[procedure] == nil {
			all[procedure] = map[string]uint64{}
		}
		all[procedure][reason] = n
		return nil
	})
	return all, err
}
