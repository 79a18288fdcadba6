package sql

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
)

// ProcedureEvents returns what happened to procedures, deleted events too.
func (s *Store) ProcedureEvents(ctx context.Context) ([]observatory.ProcedureEvent, error) {
	events, _, err := s.events(ctx)
	return events, err
}

// events also returns the database's Paris day.
func (s *Store) events(ctx context.Context) (all []observatory.ProcedureEvent, today observatory.Day, err error) {
	err = s.query(ctx, "procedure_events", nil, func(r driver.Rows) error {
		var e observatory.ProcedureEvent
		var kind string
		var day, now time.Time
		err := r.Scan(&e.Procedure, &kind, &e.Target, &day, &e.Message, &e.Deleted, &e.At, &now)
		e.Kind, e.Day, today = observatory.ProcedureEventKind(kind), civilDay(day), civilDay(now)
		all = append(all, e)
		return err
	})
	return all, today, err
}

// SaveProcedureEvent records the event, dated by the database's clock; one with
// Deleted set undoes it. Tallies follow with the next count.
func (s *Store) SaveProcedureEvent(ctx context.Context, e observatory.ProcedureEvent) error {
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	err = s.insert(ctx, "INSERT INTO procedure_events (procedure, kind, target, day, message, deleted, at)",
		e.Procedure, string(e.Kind), e.Target, e.Day.Date(), e.Message, e.Deleted, at)
	if err != nil {
		return fmt.Errorf("cannot record what happened to the procedure %s: %w", e.Procedure, err)
	}
	return nil
}

func (s *Store) applyEvents(ctx context.Context, c *observatory.Catalogue) (*observatory.Catalogue, error) {
	events, today, err := s.events(ctx)
	if err != nil || len(events) == 0 {
		return c, err
	}
	procedures, err := observatory.ApplyEvents(c.Procedures(), events, today)
	if err != nil {
		return nil, err
	}
	return observatory.NewCatalogue(procedures), nil
}

// follow adds to the parameters which procedure counts the ratings of another,
// and returns the events that say so.
func (s *Store) follow(ctx context.Context, p parameters) ([]observatory.ProcedureEvent, []observatory.Succession, error) {
	events, _, err := s.events(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, err := observatory.Successions(events)
	if err != nil {
		return nil, nil, err
	}
	p.follow(all)
	return events, all, nil
}

// addSuccessions adds to the parameters which procedure counts the ratings of
// another, and what the events since an instant have touched.
func (s *Store) addSuccessions(ctx context.Context, p parameters, since time.Time) error {
	events, _, err := s.follow(ctx, p)
	if err != nil {
		return err
	}
	var changed []observatory.ProcedureEvent
	for _, e := range events {
		if !e.At.Before(since) {
			changed = append(changed, e)
		}
	}
	touched, day := observatory.Touched(events, changed)
	p["touched"], p["touched_from"] = quoted(touched), day
	return nil
}

// addGivers adds to the parameters which procedure counts the ratings of another,
// and the ids of those procedures whose ratings some of the named ones may count,
// themselves among them.
func (s *Store) addGivers(ctx context.Context, p parameters, procedures ...string) error {
	_, all, err := s.follow(ctx, p)
	if err != nil {
		return err
	}
	givers := slices.Clone(quoted(procedures))
	for _, succession := range all {
		if slices.Contains(procedures, succession.Into) && !slices.Contains(givers, succession.Procedure) {
			givers = append(givers, succession.Procedure)
		}
	}
	p["givers"] = givers
	return nil
}

// follow adds the successions to the parameters.
func (p parameters) follow(all []observatory.Succession) {
	merged, into, from := quoted{}, quoted{}, quoted{}
	for _, succession := range all {
		merged, into, from = append(merged, succession.Procedure), append(into, succession.Into), append(from, succession.From.String())
	}
	p["merged"], p["merged_into"], p["merged_from"] = merged, into, from
}
