package sql

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

//go:embed queries/*.sql
var queryFiles embed.FS

func readQueries() (map[string]string, error) {
	names, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		return nil, err
	}
	queries := make(map[string]string, len(names))
	for _, name := range names {
		text, err := queryFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		query := inHeadline.ReplaceAllString(string(text), "IN ("+headline()+")")
		queries[strings.TrimSuffix(path.Base(name), ".sql")] = strings.ReplaceAll(query, "UNION ALL imported\n", imported())
	}
	return queries, nil
}

// inHeadline is how a query asks whether (standing, channel, outcome) are of the
// headline population.
var inHeadline = regexp.MustCompile(`\bIN headline\b`)

// headline lists the standings, channels and outcomes of the headline population,
// as rating.Slice.Headline has it.
func headline() string {
	var counted []string
	for _, standing := range []rating.Standing{rating.Accepted, rating.Doubtful, rating.Quarantined} {
		for _, channel := range observatory.Channels() {
			for _, outcome := range rating.Outcomes() {
				if (rating.Slice{Standing: standing, Channel: channel, Outcome: outcome}).Headline() {
					counted = append(counted, fmt.Sprintf("('%s', '%s', '%s')", standing, channel, outcome))
				}
			}
		}
	}
	return strings.Join(counted, ", ")
}

// parameters are the server-side parameters of a query, {name:Type} in its
// text: values never become part of the SQL.
type parameters map[string]any

func (p parameters) context(ctx context.Context) context.Context {
	if len(p) == 0 {
		return ctx
	}
	texts := clickhouse.Parameters{}
	for name, value := range p {
		texts[name] = parameterText(value)
	}
	return clickhouse.Context(ctx, clickhouse.WithParameters(texts))
}

// instantFormat is how ClickHouse reads a DateTime64(3, 'UTC') parameter.
const instantFormat = "2006-01-02 15:04:05.000"

func parameterText(value any) string {
	switch v := value.(type) {
	case time.Time:
		return v.UTC().Format(instantFormat)
	case observatory.Day:
		return v.Date().Format(time.DateOnly)
	case []uint32, []uint64:
		return "[" + strings.Trim(strings.ReplaceAll(fmt.Sprint(v), " ", ","), "[]") + "]"
	case quoted:
		if len(v) == 0 {
			return "[]"
		}
		return "['" + strings.Join(v, "','") + "']"
	}
	return fmt.Sprint(value)
}

// quoted is an array parameter of words that need no escaping: dates, UUIDs.
type quoted []string

// query runs the named query and calls scan for each row.
func (s *Store) query(ctx context.Context, name string, p parameters, scan func(driver.Rows) error) error {
	rows, err := s.conn.Query(p.context(ctx), s.queries[name])
	if err != nil {
		return fmt.Errorf("query %s failed: %w", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("query %s returned what it should not: %w", name, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("query %s failed: %w", name, err)
	}
	return nil
}

// row runs the named query and scans its only row.
func (s *Store) row(ctx context.Context, name string, p parameters, dest ...any) error {
	if err := s.conn.QueryRow(p.context(ctx), s.queries[name]).Scan(dest...); err != nil {
		return fmt.Errorf("query %s failed: %w", name, err)
	}
	return nil
}

// exec runs the named statement.
func (s *Store) exec(ctx context.Context, name string, p parameters) error {
	if err := s.conn.Exec(p.context(ctx), s.queries[name]); err != nil {
		return fmt.Errorf("statement %s failed: %w", name, err)
	}
	return nil
}
