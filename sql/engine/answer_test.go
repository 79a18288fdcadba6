package engine_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"servicequality/sql/engine"
)

// post sends a request and returns its answer, the body of which is read.
func post(t *testing.T, e *engine.Engine, values url.Values, header http.Header, body string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/?"+values.Encode(), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name := range header {
		request.Header.Set(name, header.Get(name))
	}
	transport := &http.Transport{DialContext: e.DialContext}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body = io.NopCloser(strings.NewReader(string(text)))
	return answer
}

func exceptions(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	for statement, code := range map[string]int32{
		"SELECT nope":                    47,
		"SELECT * FROM nowhere":          60,
		"SELEC 1":                        62,
		"SELECT toUInt8('x')":            6,
		"SELECT throwIf(1)":              395,
		"DROP TABLE nowhere":             60,
		"SELECT 1 SETTINGS nonesuch = 1": 115,
		"SELECT 1; SELECT 2":             62,
		"SELECT sleep(1) SETTINGS max_execution_time = 0.1, function_sleep_max_microseconds_per_block = 5000000": 159,
	} {
		var thrown *clickhouse.Exception
		err := conn.Exec(t.Context(), statement)
		if !errors.As(err, &thrown) || thrown.Code != code {
			t.Errorf("%s: want code %d, got %v", statement, code, err)
		}
	}
	answer := post(t, e, url.Values{}, nil, "SELECT nope")
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusNotFound || answer.Header.Get("X-ClickHouse-Exception-Code") != "47" ||
		!strings.HasPrefix(string(body), "Code: 47. DB::Exception: ") || !strings.Contains(string(body), "(UNKNOWN_IDENTIFIER)") {
		t.Errorf("answered %s, %q", answer.Status, body)
	}
	absent := options(e.DialContext, clickhouse.Settings{"nonesuch": 1})
	other, err := clickhouse.Open(absent)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "nonesuch") {
		t.Errorf("an unknown setting: %v", err)
	}
}

func refusals(t *testing.T, e *engine.Engine) {
	for _, test := range []struct {
		name   string
		values url.Values
		header http.Header
		body   string
		status int
		reason string
	}{
		{"gzip", nil, http.Header{"Content-Encoding": {"gzip"}}, "x", 415, "compression none"},
		{"lz4 answer", url.Values{"compress": {"1"}}, nil, "SELECT 1", 400, "compression none"},
		{"lz4 body", url.Values{"decompress": {"1"}}, nil, "x", 400, "compression none"},
		{"external table", nil, http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}, "x", 415, "external tables"},
		{"session", url.Values{"session_id": {"x"}}, nil, "SELECT 1", 400, "session"},
		{"format", url.Values{"default_format": {"CSV', 'x"}}, nil, "SELECT 1", 400, "format"},
		{"setting", url.Values{"a = 1, b": {"1"}}, nil, "SELECT 1", 400, "setting"},
		{"empty", nil, nil, " ", 400, "empty"},
		{"inline rows", nil, nil, "INSERT INTO x FORMAT Native \x01\x02", 400, "body"},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := post(t, e, test.values, test.header, test.body)
			body, _ := io.ReadAll(answer.Body)
			if answer.StatusCode != test.status || !strings.Contains(string(body), test.reason) {
				t.Errorf("answered %s, %q", answer.Status, body)
			}
		})
	}
}

func lateError(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	// Blocks of 65 409 rows: the fifth fails, after four were sent.
	const statement = "SELECT number, throwIf(number = 300000) FROM numbers(1000000)"
	rows, err := conn.Query(t.Context(), statement)
	count := 0
	for err == nil && rows.Next() {
		count++
	}
	if err == nil {
		err = rows.Err()
	}
	var thrown *clickhouse.Exception
	if !errors.As(err, &thrown) || thrown.Code != 395 {
		t.Errorf("after %d rows: %v", count, err)
	}
	if count == 0 {
		t.Error("no block came before the error: this tests nothing")
	}
	for _, format := range []string{"CSV", "RowBinary", "Parquet"} {
		stream, err := conn.QueryFormat(t.Context(), format, statement)
		if err == nil {
			_, err = io.Copy(io.Discard, stream)
			stream.Close()
		}
		if !errors.As(err, &thrown) || thrown.Code != 395 {
			t.Errorf("%s: %v", format, err)
		}
	}
	// A reader that knows nothing of ClickHouse must not take it for whole.
	transport := &http.Transport{DialContext: e.DialContext}
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport}).Get("http://localhost/?default_format=CSV&query=" + url.QueryEscape(statement))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err == nil {
		t.Error("plain HTTP took half an answer for whole")
	}
}

func documents(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	read := func(format, statement string, args ...any) string {
		t.Helper()
		stream, err := conn.QueryFormat(t.Context(), format, statement, args...)
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		defer stream.Close()
		text, err := io.ReadAll(stream)
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		return string(text)
	}
	many := "SELECT number AS n FROM numbers(200000)"
	if text := read("CSVWithNames", many); strings.Count(text, "\"n\"\n") != 1 || strings.Count(text, "\n") != 200_001 {
		t.Errorf("CSVWithNames has %d headers and %d lines", strings.Count(text, "n"), strings.Count(text, "\n"))
	}
	if text := read("CSVWithNames", "SELECT 1 AS n WHERE 0"); text != "\"n\"\n" {
		t.Errorf("no rows as CSVWithNames: %q", text)
	}
	if text := read("CSV", "SELECT {a:String} AS a, 1", clickhouse.Named("a", "x,y")); text != "\"x,y\",1\n" {
		t.Errorf("CSV: %q", text)
	}
	if text := read("JSON", "SELECT {a:String} AS a", clickhouse.Named("a", "x")); !strings.Contains(text, `"a": "x"`) || strings.Count(text, `"meta"`) != 1 {
		t.Errorf("JSON: %s", text)
	}
	answer := post(t, e, url.Values{"default_format": {"Native"}}, nil, "SELECT 1 AS n FORMAT TSVWithNames")
	if text, _ := io.ReadAll(answer.Body); string(text) != "n\n1\n" {
		t.Errorf("a FORMAT clause lost against the default: %q", text)
	}
	if left, err := filepath.Glob(filepath.Join(dataFolder(t, conn), "documents", "*")); err != nil || len(left) != 0 {
		t.Errorf("documents are left: %v, %v", left, err)
	}
}

func parquet(t *testing.T, e *engine.Engine) {
	const rows = uint64(3_000_000)
	conn := open(t, e.DialContext, nil)
	stream, err := conn.QueryFormat(t.Context(), "Parquet", "SELECT number AS n, toString(number % 1000) AS s FROM numbers({rows:UInt64})",
		clickhouse.Named("rows", rows))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	path := filepath.Join(t.TempDir(), "export.parquet")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(file, stream); err != nil {
		t.Fatal(err)
	}
	var count, sum uint64
	err = conn.QueryRow(t.Context(), "SELECT count(), sum(n) FROM file({path:String}, 'Parquet')", clickhouse.Named("path", path)).Scan(&count, &sum)
	if err != nil || count != rows || sum != rows*(rows-1)/2 {
		t.Errorf("%d rows of %d, sum %d, %v", count, rows, sum, err)
	}
}

func leaver(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"log_comment": "leaver"}))
	stream, err := conn.QueryFormat(ctx, "CSV", "SELECT number FROM numbers(1000000000000)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, stream, 1<<20); err != nil {
		t.Fatal(err)
	}
	cancel()
	_ = stream.Close() // the context's error is no news
	const running = "SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'leaver'"
	for scan[uint64](t, conn, running) != 0 { // go test's own timeout ends this if it must
	}
}
