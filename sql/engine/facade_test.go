package engine_test

import (
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"servicequality/sql/engine"
)

// TestFacade runs all that needs a healthy engine against one.
func TestFacade(t *testing.T) {
	e := start(t, config(t))
	for _, test := range []struct {
		name string
		run  func(t *testing.T, e *engine.Engine)
	}{
		{"every type round-trips", everyType},
		{"a large random batch arrives whole", randomBatch},
		{"parameters arrive as they are", parameters},
		{"many queries and inserts at once", crowd},
		{"settings do not leak", settings},
		{"a session does not leak", sessions},
		{"errors carry ClickHouse's code", exceptions},
		{"refusals say why", refusals},
		{"a cut body stores nothing", cutBodies},
		{"an empty body is an error", emptyBody},
		{"an insert in a text format", insertFormat},
		{"an insert that fails", failingInsert},
		{"an error in the fifth block is an error", lateError},
		{"documents have one header", documents},
		{"a Parquet export is whole", parquet},
		{"a reader that leaves cancels its query", leaver},
		{"statements that only read but do not stream", shows},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, e) })
	}
}

func settings(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, clickhouse.Settings{"max_block_size": 1234})
	other := open(t, e.DialContext, nil)
	const ask = "SELECT getSetting('max_block_size') * 10 + getSetting('async_insert')"
	for range 2 * 16 { // more often than there are sessions
		if got := scan[uint64](t, conn, ask); got != 12340 {
			t.Fatalf("asked for a setting, got %d", got)
		}
		if got := scan[uint64](t, other, ask); got == 12340 || got%10 != 0 {
			t.Fatalf("another connection got %d", got)
		}
	}
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"log_comment": `it's a \ test`}))
	var comment string
	if err := other.QueryRow(ctx, "SELECT getSetting('log_comment')").Scan(&comment); err != nil {
		t.Fatal(err)
	}
	if comment != `it's a \ test` {
		t.Errorf("the comment came as %q", comment)
	}
	if got := scan[string](t, other, "SELECT getSetting('log_comment')"); got != "" {
		t.Errorf("the comment leaked: %q", got)
	}
}

func sessions(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE DATABASE elsewhere")
	for range 16 {
		execute(t, conn, "SET max_block_size = 77")
		execute(t, conn, "USE elsewhere")
		execute(t, conn, "CREATE TEMPORARY TABLE mine (a UInt8)")
	}
	for range 16 {
		if got := scan[string](t, conn, "SELECT currentDatabase()"); got != "default" {
			t.Fatalf("the database %s leaked", got)
		}
		if got := scan[uint64](t, conn, "SELECT toUInt64(getSetting('max_block_size'))"); got == 77 {
			t.Fatal("SET leaked")
		}
	}
	const strange = "it`s a 'strange' \\ name"
	execute(t, conn, "CREATE DATABASE `it\\`s a 'strange' \\\\ name`")
	choice := options(e.DialContext, nil)
	choice.Auth.Database = strange
	chosen, err := clickhouse.Open(choice)
	if err != nil {
		t.Fatal(err)
	}
	defer chosen.Close()
	if got := scan[string](t, chosen, "SELECT currentDatabase()"); got != strange {
		t.Errorf("chose the database %q, got %q", strange, got)
	}
	if got := scan[uint64](t, conn, "SELECT count() FROM system.tables WHERE name = 'mine'"); got != 0 {
		t.Errorf("%d temporary tables are left", got)
	}
}

func shows(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE TABLE shown (a UInt8 COMMENT 'x') ENGINE = MergeTree ORDER BY a")
	for _, statement := range []string{
		"SHOW TABLES", "DESCRIBE TABLE shown", "EXPLAIN SELECT a FROM shown", "EXISTS TABLE shown", "CHECK TABLE shown",
		"-- a comment\nSELECT 1", "/* one */ WITH 1 AS x SELECT x", "(SELECT 1) UNION ALL (SELECT 2)", "SELECT\n1", "SELECT 1;",
	} {
		rows, err := conn.Query(t.Context(), statement)
		if err != nil {
			t.Errorf("%s: %v", statement, err)
			continue
		}
		count := 0
		for rows.Next() {
			count++
		}
		if err := rows.Err(); err != nil || count == 0 && statement != "CHECK TABLE shown" {
			t.Errorf("%s: %d rows, %v", statement, count, err)
		}
	}
}
