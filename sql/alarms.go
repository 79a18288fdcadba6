package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// Alarms returns every alarm, open or closed, of the procedures with these ids,
// of all when none is named; the newest first.
func (s *Store) Alarms(ctx context.Context, procedures ...string) ([]alarm.Alarm, error) {
	var all []alarm.Alarm
	err := s.query(ctx, "alarms", parameters{"procedures": ids(procedures)}, func(r driver.Rows) error {
		var a alarm.Alarm
		var kind, details string
		var day, last time.Time
		err := r.Scan(&a.ID, &a.Procedure, &kind, &a.Subject, &day, &last, &a.OpenedAt, &a.ClosedAt, &details,
			&a.AcknowledgedAt, &a.AcknowledgedBy)
		if err != nil {
			return err
		}
		a.Kind, a.Day, a.LastTrue = alarm.Kind(kind), civilDay(day), civilDay(last)
		a.ClosedAt, a.AcknowledgedAt = instant(a.ClosedAt), instant(a.AcknowledgedAt)
		all = append(all, a)
		return json.Unmarshal([]byte(details), &all[len(all)-1].Details)
	})
	return all, err
}

// PublicAlarms returns the alarms that everybody may see at the instant now, as
// they may be shown, of the procedures with these ids, of all when none is
// named; the newest first.
func (s *Store) PublicAlarms(ctx context.Context, now time.Time, procedures ...string) ([]alarm.Alarm, error) {
	all, err := s.Alarms(ctx, procedures...)
	var public []alarm.Alarm
	for _, a := range all {
		if a.Public(now) {
			public = append(public, a.Redacted())
		}
	}
	return public, err
}

// ids are an array parameter of ids of procedures; what is no id finds nothing.
func ids(procedures []string) any {
	if len(procedures) == 0 {
		return []uint32{} // an empty array of any type
	}
	valid := quoted{}
	for _, p := range procedures {
		if !observatory.ValidID(p) {
			p = ""
		}
		valid = append(valid, p)
	}
	return valid
}

// instant is the zero time for the database's 1970.
func instant(t time.Time) time.Time {
	if t.Unix() <= 0 {
		return time.Time{}
	}
	return t.UTC()
}

const insertAlarm = `INSERT INTO alarms (id, entry, procedure, kind, subject, day, last_true, opened_at, closed_at, details, at)`

// SaveAlarms writes what was found of the alarms. It leaves alone whether they
// were acknowledged.
func (s *Store) SaveAlarms(ctx context.Context, alarms []alarm.Alarm) error {
	if len(alarms) == 0 {
		return nil
	}
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	batch, err := s.conn.PrepareBatch(ctx, insertAlarm)
	if err != nil {
		return fmt.Errorf("cannot save alarms: %w", err)
	}
	defer batch.Abort() //nolint:errcheck // after Send it has nothing to do
	for _, a := range alarms {
		details, err := json.Marshal(a.Details)
		if err != nil {
			return fmt.Errorf("cannot save the alarm %s: %w", a.ID, err)
		}
		err = batch.Append(a.ID, "state", a.Procedure, string(a.Kind), a.Subject, a.Day.Date(), a.LastTrue.Date(),
			a.OpenedAt, orEpoch(a.ClosedAt), string(details), at)
		if err != nil {
			return fmt.Errorf("cannot save the alarm %s: %w", a.ID, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("cannot save alarms: %w", err)
	}
	return nil
}

// orEpoch is what the database keeps instead of the zero time.
func orEpoch(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0)
	}
	return t
}

// AcknowledgeAlarm records that somebody, by the name of an office, took note
// of the alarm.
func (s *Store) AcknowledgeAlarm(ctx context.Context, id uuid.UUID, by string) error {
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	if err := s.insert(ctx, "INSERT INTO alarms (id, entry, by, at)", id, "acknowledged", by, at); err != nil {
		return fmt.Errorf("cannot acknowledge the alarm %s: %w", id, err)
	}
	return nil
}

// Notices returns the keys of the notices that were announced, and whether each
// was delivered.
func (s *Store) Notices(ctx context.Context) (map[string]bool, error) {
	all := map[string]bool{}
	err := s.query(ctx, "notices", nil, func(r driver.Rows) error {
		var key string
		var delivered bool
		err := r.Scan(&key, &delivered)
		all[key] = delivered
		return err
	})
	return all, err
}

// SaveNotice records that a notice of the alarm will be sent under the key, or
// that it was delivered.
func (s *Store) SaveNotice(ctx context.Context, alarm uuid.UUID, key string, delivered bool) error {
	at, err := s.now(ctx)
	if err != nil {
		return err
	}
	err = s.insert(ctx, "INSERT INTO alarms (id, entry, key, delivered, at)", alarm, "notice", key, delivered, at)
	if err != nil {
		return fmt.Errorf("cannot record the notice %s: %w", key, err)
	}
	return nil
}
