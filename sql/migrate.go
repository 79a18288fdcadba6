package sql

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// The schema: one file per table and view, numbered in the order in which they are
// made. Files that were released never change; what comes later is a file of its own.
//
//go:embed schema/*.sql
var schemaFiles embed.FS

type migration struct {
	number   uint32
	name     string
	text     string
	checksum string
}

// The tables of databases that were made before the first release came about in
// steps below firstReleased, the last of which was lastUnreleased: there they are as
// the schema makes them.
const firstReleased, lastUnreleased = 101, 86

const migrationsTable = `
CREATE TABLE IF NOT EXISTS migrations
(
    number     UInt32,
    name       String,
    checksum   String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

// Migrate applies the migrations that the database has not seen, in order,
// and returns how many. A migration may run twice: killed before it was
// recorded, or started by two processes at once. An applied migration whose file changed since is an
// error that names it, and so is a schema newer than this program knows.
func (s *Store) Migrate(ctx context.Context) (int, error) {
	pending, err := s.Pending(ctx)
	if err != nil {
		return 0, err
	}
	for i, m := range pending {
		if err := s.conn.Exec(ctx, m.text); err != nil {
			return i, fmt.Errorf("migration %s failed: %w", m.name, err)
		}
		batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO migrations (number, name, checksum)")
		if err != nil {
			return i, fmt.Errorf("cannot record the migration %s: %w", m.name, err)
		}
		if err := batch.Append(m.number, m.name, m.checksum); err != nil {
			return i, fmt.Errorf("cannot record the migration %s: %w", m.name, err)
		}
		if err := batch.Send(); err != nil {
			return i, fmt.Errorf("cannot record the migration %s: %w", m.name, err)
		}
	}
	return len(pending), nil
}

// Pending returns the migrations that the database has not seen. Its errors
// are those of Migrate.
func (s *Store) Pending(ctx context.Context) ([]migration, error) {
	if err := s.conn.Exec(ctx, migrationsTable); err != nil {
		return nil, fmt.Errorf("cannot create the table of migrations: %w", err)
	}
	known, err := readMigrations()
	if err != nil {
		return nil, err
	}
	applied := map[uint32]migration{}
	rows, err := s.conn.Query(ctx, "SELECT number, name, checksum FROM migrations FINAL")
	if err != nil {
		return nil, fmt.Errorf("cannot read the table of migrations: %w", err)
	}
	if err := scanMigrations(rows, applied); err != nil {
		return nil, err
	}
	var pending []migration
	for _, m := range known {
		was, ok := applied[m.number]
		if !ok {
			pending = append(pending, m)
		} else if was.checksum != m.checksum {
			return nil, fmt.Errorf("the migration %s was applied with another text: a migration must not change once released", m.name)
		}
		delete(applied, m.number)
	}
	if _, whole := applied[lastUnreleased]; whole {
		maps.DeleteFunc(applied, func(number uint32, _ migration) bool { return number < firstReleased })
	}
	for _, m := range applied {
		if m.number < firstReleased {
			return nil, fmt.Errorf("the database was made by a version before the first release, and the one just before it has not opened it yet: run that one once")
		}
		return nil, fmt.Errorf("the database has the migration %s, which this program does not know: run the newer release", m.name)
	}
	return pending, nil
}

func scanMigrations(rows driver.Rows, into map[uint32]migration) error {
	defer rows.Close()
	for rows.Next() {
		var m migration
		if err := rows.Scan(&m.number, &m.name, &m.checksum); err != nil {
			return fmt.Errorf("cannot read the table of migrations: %w", err)
		}
		into[m.number] = m
	}
	return rows.Err()
}

func readMigrations() ([]migration, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	migrations := make([]migration, 0, len(names))
	for _, name := range names {
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(path.Base(name), ".sql")
		digits, _, _ := strings.Cut(base, "_")
		number, err := strconv.ParseUint(digits, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("the migration %s must begin with its number", base)
		}
		sum := sha256.Sum256(text)
		migrations = append(migrations, migration{uint32(number), base, string(text), hex.EncodeToString(sum[:])})
	}
	return migrations, nil
}
