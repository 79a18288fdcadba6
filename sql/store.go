// Package sql is the only package that speaks ClickHouse: it opens and
// migrates the database and has one method for each query file.
//
// It counts and computes no figure: what it returns are catalogues, tallies and
// stored figures, and every formula over them is in the domain. The
// embedded engine and a ClickHouse server are told apart by Config alone.
package sql

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Config says where the database is.
type Config struct {
	// URL of a ClickHouse server, http(s)://user:password@host:8123/database.
	// Empty means the engine that Dial reaches.
	URL string
	// Dial connects to the embedded engine.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Database to use and, if missing, to create; it overrides the URL's.
	// Empty means "observatory".
	Database string
	// Generation changes whenever the engine was restarted; nil means never.
	Generation func() uint64
}

const defaultDatabase = "observatory"

// Store is the open database. It is safe for concurrent use.
type Store struct {
	conn       driver.Conn
	options    *clickhouse.Options
	dial       func(ctx context.Context, network, addr string) (net.Conn, error)
	ratings    driver.Conn // for InsertRatings
	queries    map[string]string
	generation func() uint64

	closes  sync.Mutex // one closing of public windows at a time; it guards history
	history publicHistory
}

// Open connects, creates the database when it is missing, and returns the
// store; it does not migrate.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	options, err := cfg.options()
	if err != nil {
		return nil, err
	}
	conn, err := connect(ctx, options)
	if err != nil {
		return nil, err
	}
	ratings, err := clickhouse.Open(forRatings(*options))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot open ClickHouse: %w", err), conn.Close())
	}
	queries, err := readQueries()
	if err != nil {
		return nil, err
	}
	s := &Store{conn: conn, ratings: ratings, options: options, dial: cfg.Dial, queries: queries, generation: cfg.Generation}
	if s.generation == nil {
		s.generation = func() uint64 { return 0 }
	}
	return s, nil
}

func (cfg Config) options() (*clickhouse.Options, error) {
	options := &clickhouse.Options{
		Protocol:        clickhouse.HTTP,
		Addr:            []string{"engine"},
		Auth:            clickhouse.Auth{Database: defaultDatabase},
		DialTimeout:     10 * time.Second,
		ReadTimeout:     time.Hour,
		MaxOpenConns:    8,
		MaxIdleConns:    8,
		ConnMaxLifetime: time.Hour,
	}
	if cfg.URL == "" {
		options.DialContext = func(ctx context.Context, _ string) (net.Conn, error) { return cfg.Dial(ctx, "unix", "") }
	} else {
		u, err := url.Parse(cfg.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("--clickhouse must be http(s)://user:password@host:8123/database")
		}
		options.Addr = []string{u.Host}
		options.Auth.Username = u.User.Username()
		options.Auth.Password, _ = u.User.Password()
		if name := strings.Trim(u.Path, "/"); name != "" {
			options.Auth.Database = name
		}
		if u.Scheme == "https" {
			options.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		}
	}
	if cfg.Database != "" {
		options.Auth.Database = cfg.Database
	}
	return options, nil
}

// forRatings are the options of the connections that send ratings. Each of them
// keeps a buffer as large as the largest batch that it ever sent: one is kept,
// and not for long.
func forRatings(options clickhouse.Options) *clickhouse.Options {
	options.MaxIdleConns = 1
	options.ConnMaxLifetime = time.Minute
	return &options
}

// unknownDatabase is ClickHouse's code for a database that does not exist.
const unknownDatabase = 81

// connect opens the database, and creates it only when it is missing: a user
// of a server may have rights on one database alone.
func connect(ctx context.Context, options *clickhouse.Options) (driver.Conn, error) {
	conn, err := clickhouse.Open(options)
	if err != nil {
		return nil, fmt.Errorf("cannot open ClickHouse: %w", err)
	}
	err = conn.Ping(ctx)
	var exception *clickhouse.Exception
	if errors.As(err, &exception) && exception.Code == unknownDatabase {
		err = createDatabase(ctx, *options, options.Auth.Database)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot open ClickHouse: %w", err), conn.Close())
	}
	return conn, nil
}

func createDatabase(ctx context.Context, options clickhouse.Options, name string) error {
	options.Auth.Database = "default"
	conn, err := clickhouse.Open(&options)
	if err != nil {
		return fmt.Errorf("cannot open ClickHouse: %w", err)
	}
	defer conn.Close()
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"name": name}))
	if err := conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS {name:Identifier}"); err != nil {
		return fmt.Errorf("cannot create the database %s: %w", name, err)
	}
	return nil
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.conn.Ping(ctx); err != nil {
		return fmt.Errorf("ClickHouse does not answer: %w", err)
	}
	return nil
}

// Generation changes whenever the embedded engine was restarted.
func (s *Store) Generation() uint64 { return s.generation() }

// Close closes the connections.
func (s *Store) Close() error { return errors.Join(s.ratings.Close(), s.conn.Close()) }
