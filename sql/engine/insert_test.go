package engine_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"servicequality/sql/engine"
)

// nativeBlock is a Native block with one column n UInt64.
func nativeBlock(values ...uint64) []byte {
	b := []byte{1, byte(len(values)), 1, 'n', 6}
	b = append(b, "UInt64"...)
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return b
}

// send writes head and a part of a body to the engine, ends the connection's
// writing side there, and returns the answer once the engine has hung up.
func send(t *testing.T, e *engine.Engine, head string, body []byte) []byte {
	t.Helper()
	conn, err := e.DialContext(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(append([]byte(head), body...)); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.UnixConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func cutBodies(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE TABLE cut (n UInt64) ENGINE = MergeTree ORDER BY n")
	body := append(nativeBlock(1, 2), nativeBlock(3)...)
	address := "POST /?query=" + url.QueryEscape("INSERT INTO cut (n) FORMAT Native") + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"

	sized := address + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body))
	for cut := range len(body) {
		if answer := send(t, e, sized, body[:cut]); len(answer) != 0 {
			t.Errorf("cut at %d of %d: answered %q", cut, len(body), answer)
		}
	}
	var chunked []byte
	for _, part := range [][]byte{nativeBlock(1, 2), nativeBlock(3)} {
		chunked = append(chunked, fmt.Sprintf("%x\r\n%s\r\n", len(part), part)...)
	}
	chunked = append(chunked, "0\r\n\r\n"...)
	for cut := range len(chunked) {
		if answer := send(t, e, address+"Transfer-Encoding: chunked\r\n\r\n", chunked[:cut]); len(answer) != 0 {
			t.Errorf("chunked, cut at %d of %d: answered %q", cut, len(chunked), answer)
		}
	}
	if got := scan[uint64](t, conn, "SELECT count() FROM cut"); got != 0 {
		t.Errorf("%d rows of cut bodies were stored", got)
	}
	if got := scan[uint64](t, conn, "SELECT count() FROM system.processes WHERE query LIKE 'INSERT%'"); got != 0 {
		t.Errorf("%d cancelled inserts are still there", got)
	}
	for _, whole := range []struct{ head, body string }{
		{sized, string(body)},
		{address + "Transfer-Encoding: chunked\r\n\r\n", string(chunked)},
	} {
		if answer := send(t, e, whole.head, []byte(whole.body)); !bytes.HasPrefix(answer, []byte("HTTP/1.1 200")) {
			t.Errorf("a whole body was answered %q", answer)
		}
	}
	if got := scan[uint64](t, conn, "SELECT count() FROM cut"); got != 6 {
		t.Errorf("%d rows of 6", got)
	}
	execute(t, conn, "DROP TABLE cut SYNC")
}

func emptyBody(t *testing.T, e *engine.Engine) {
	execute(t, open(t, e.DialContext, nil), "CREATE TABLE nothing (n UInt64) ENGINE = MergeTree ORDER BY n")
	answer := post(t, e, url.Values{"query": {"INSERT INTO nothing (n) FORMAT Native"}}, nil, "")
	if answer.StatusCode != http.StatusBadRequest || answer.Header.Get("X-ClickHouse-Exception-Code") != "108" {
		t.Errorf("answered %s", answer.Status)
	}
}

func insertFormat(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE TABLE formatted (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
	var lines strings.Builder
	for n := range 10_000 {
		fmt.Fprintf(&lines, "{\"n\": %d, \"s\": \"FORMAT Native %d\"}\n", n, n)
	}
	err := conn.InsertFormat(t.Context(), "JSONEachRow", "INSERT INTO formatted (n, s)", strings.NewReader(lines.String()))
	if err != nil {
		t.Fatal(err)
	}
	if got := scan[uint64](t, conn, "SELECT countIf(s = 'FORMAT Native ' || toString(n)) FROM formatted"); got != 10_000 {
		t.Errorf("%d rows of 10 000", got)
	}
	broken := io.MultiReader(strings.NewReader(lines.String()), brokenReader{})
	if err := conn.InsertFormat(t.Context(), "JSONEachRow", "INSERT INTO formatted (n, s)", broken); err == nil {
		t.Error("a source that broke was taken for whole")
	}
	if got := scan[uint64](t, conn, "SELECT count() FROM formatted"); got != 10_000 {
		t.Errorf("%d rows after a broken source", got)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the source broke") }

func failingInsert(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE TABLE strict (n UInt64, CONSTRAINT small CHECK n < 10) ENGINE = MergeTree ORDER BY n")
	insert := func(ctx context.Context, table string, values ...uint64) error {
		batch, err := conn.PrepareBatch(clickhouse.Context(ctx, clickhouse.WithColumnNamesAndTypes(
			[]clickhouse.ColumnNameAndType{{Name: "n", Type: "UInt64"}})), "INSERT INTO "+table+" (n)")
		if err != nil {
			return err
		}
		for _, v := range values {
			if err := batch.Append(v); err != nil {
				return err
			}
		}
		return batch.Send()
	}
	large := make([]uint64, 1_000_000)
	for _, test := range []struct {
		table  string
		values []uint64
		code   int32
	}{
		{"strict", []uint64{1, 10}, 469},
		{"absent", []uint64{1}, 60},
		{"absent", large, 60},
	} {
		var thrown *clickhouse.Exception
		err := insert(t.Context(), test.table, test.values...)
		if !errors.As(err, &thrown) || thrown.Code != test.code {
			t.Errorf("%d rows into %s: want code %d, got %v", len(test.values), test.table, test.code, err)
		}
	}
	if err := insert(t.Context(), "strict", 1, 2); err != nil {
		t.Error(err)
	}
	if got := scan[uint64](t, conn, "SELECT count() FROM strict"); got != 2 {
		t.Errorf("%d rows of 2", got)
	}
}
