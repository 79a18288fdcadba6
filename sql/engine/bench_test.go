package engine_test

import (
	"log/slog"
	"os"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"servicequality/sql/engine"
	"servicequality/sql/engine/enginetest"
)

// benchmarked opens a connection to an engine with an empty table kept.
func benchmarked(b *testing.B) driver.Conn {
	b.Helper()
	e, err := engine.Start(b.Context(), engine.Config{
		Path: b.TempDir(), Library: enginetest.Library(b), Command: []string{os.Args[0]}, Env: []string{childVariable + "=1"},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Stop() })
	conn, err := clickhouse.Open(options(e.DialContext, clickhouse.Settings{"max_execution_time": 60}))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	err = conn.Exec(b.Context(), `CREATE TABLE kept (batch UInt64, n UInt64) ENGINE = MergeTree ORDER BY (batch, n)
		SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`)
	if err != nil {
		b.Fatal(err)
	}
	return conn
}

func BenchmarkSelect(b *testing.B) {
	conn := benchmarked(b)
	for b.Loop() {
		var one uint8
		if err := conn.QueryRow(b.Context(), "SELECT 1").Scan(&one); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInsert inserts batches of 1000 rows, on disk before they count.
func BenchmarkInsert(b *testing.B) {
	conn := benchmarked(b)
	number := uint64(0)
	for b.Loop() {
		number++
		if err := insertBatch(b.Context(), conn, number); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(batchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
