package engine_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"servicequality/sql/engine"
)

// row has a column of every type that a schema may use.
type row struct {
	ID       uuid.UUID         `ch:"id"`
	Day      time.Time         `ch:"day"`
	At       time.Time         `ch:"at"`
	Millis   time.Time         `ch:"millis"`
	Word     string            `ch:"word"`
	Text     string            `ch:"text"`
	Fixed    string            `ch:"fixed"`
	List     []uint8           `ch:"list"`
	Names    []string          `ch:"slices.name"`
	Counts   []uint64          `ch:"slices.count"`
	U8       uint8             `ch:"u8"`
	U16      uint16            `ch:"u16"`
	U32      uint32            `ch:"u32"`
	U64      uint64            `ch:"u64"`
	I64      int64             `ch:"i64"`
	F64      float64           `ch:"f64"`
	Decimal  decimal.Decimal   `ch:"dec"`
	Maybe    *string           `ch:"maybe"`
	MaybeNum *uint32           `ch:"maybe_num"`
	Kind     string            `ch:"kind"`
	Bool     bool              `ch:"bool"`
	Map      map[string]uint64 `ch:"map"`
}

func everyType(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	execute(t, conn, `CREATE TABLE everything (
		id UUID, day Date, at DateTime('UTC'), millis DateTime64(3, 'UTC'),
		word LowCardinality(String), text String, fixed FixedString(4), list Array(UInt8),
		slices Nested(name LowCardinality(String), count UInt64),
		u8 UInt8, u16 UInt16, u32 UInt32, u64 UInt64, i64 Int64, f64 Float64, dec Decimal(18, 4),
		maybe Nullable(String), maybe_num Nullable(UInt32),
		kind Enum8('satisfied' = 1, 'unhappy' = -1), bool Bool, map Map(String, UInt64)
	) ENGINE = MergeTree ORDER BY id`)
	word, number := "présent", uint32(math.MaxUint32)
	want := []row{
		{
			ID: uuid.MustParse("0190a4b0-0000-7000-8000-000000000001"), Day: time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC),
			At: time.Date(2026, 3, 29, 1, 59, 59, 0, time.UTC), Millis: time.Date(2026, 3, 29, 1, 59, 59, 123e6, time.UTC),
			Word: "démarche", Text: "tab\tnewline\nquote'back\\slash\x00nul\xff", Fixed: "abcd", List: []uint8{0, 255},
			Names: []string{"web", ""}, Counts: []uint64{1, math.MaxUint64},
			U8: 255, U16: 65535, U32: math.MaxUint32, U64: math.MaxUint64, I64: math.MinInt64, F64: math.SmallestNonzeroFloat64,
			Decimal: decimal.RequireFromString("-12345.6789"), Maybe: &word, MaybeNum: &number, Kind: "unhappy", Bool: true,
			Map: map[string]uint64{"a": 1},
		},
		{
			ID: uuid.MustParse("0190a4b0-0000-7000-8000-000000000002"), Day: time.Unix(0, 0).UTC(), At: time.Unix(0, 0).UTC(),
			Millis: time.Unix(0, 0).UTC(), Fixed: "\x00\x00\x00\x00", List: []uint8{}, Names: []string{}, Counts: []uint64{},
			F64: math.Inf(-1), Kind: "satisfied", Map: map[string]uint64{},
		},
	}
	batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO everything")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range want {
		if err := batch.AppendStruct(&r); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	var got []row
	if err := conn.Select(t.Context(), &got, "SELECT * FROM everything ORDER BY id"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func randomBatch(t *testing.T, e *engine.Engine) {
	const rows = 100_000
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE TABLE noise (n UInt64, b String) ENGINE = MergeTree ORDER BY n")
	batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO noise (n, b)")
	if err != nil {
		t.Fatal(err)
	}
	source := rand.NewChaCha8([32]byte{42})
	want := sha256.New()
	for n := range uint64(rows) {
		b := make([]byte, source.Uint64()%64)
		_, _ = source.Read(b) // never fails
		want.Write(b)
		if err := batch.Append(n, b); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	answer, err := conn.Query(t.Context(), "SELECT b FROM noise ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	got, count := sha256.New(), 0
	for answer.Next() {
		var b []byte
		if err := answer.Scan(&b); err != nil {
			t.Fatal(err)
		}
		got.Write(b)
		count++
	}
	if err := answer.Err(); err != nil || count != rows {
		t.Fatalf("%d rows, %v", count, err)
	}
	if !cmp.Equal(got.Sum(nil), want.Sum(nil)) {
		t.Error("the bytes changed on their way")
	}
}

func parameters(t *testing.T, e *engine.Engine) {
	conn := open(t, e.DialContext, nil)
	for _, text := range []string{"", "plain", "it's", `back\slash`, "tab\tnewline\n", "été 🎉", `{x:String}`, strings.Repeat("long ", 100_000)} {
		if got := scan[string](t, conn, "SELECT {text:String}", clickhouse.Named("text", text)); got != text {
			t.Errorf("sent %.40q, got %.40q", text, got)
		}
	}
	day := scan[time.Time](t, conn, "SELECT {day:Date}", clickhouse.Named("day", "2026-02-28"))
	if want := time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC); !day.Equal(want) {
		t.Errorf("the day came as %s", day)
	}
	ids := []uint64{1, 2, math.MaxUint64}
	got := scan[[]uint64](t, conn, "SELECT {ids:Array(UInt64)}", clickhouse.Named("ids", ids))
	if diff := cmp.Diff(ids, got); diff != "" {
		t.Error(diff)
	}
	if err := conn.QueryRow(t.Context(), "SELECT {text:String}").Err(); err == nil {
		t.Error("a parameter leaked into a query that has none")
	}
	execute(t, conn, "CREATE TABLE parametrised (a String) ENGINE = MergeTree ORDER BY a")
	execute(t, conn, "INSERT INTO parametrised SELECT {a:String}", clickhouse.Named("a", "it's"))
	execute(t, conn, "INSERT INTO parametrised VALUES ({a:String})", clickhouse.Named("a", "it's"))
	if got := scan[uint64](t, conn, "SELECT count() FROM parametrised WHERE a = {a:String}", clickhouse.Named("a", "it's")); got != 2 {
		t.Errorf("found %d of 2 rows", got)
	}
}

func crowd(t *testing.T, e *engine.Engine) {
	const each, rows = 100, 50
	conn := open(t, e.DialContext, nil)
	execute(t, conn, "CREATE TABLE crowd (who UInt64, n UInt64) ENGINE = MergeTree ORDER BY (who, n)")
	group, ctx := errgroup.WithContext(t.Context())
	for who := range uint64(each) {
		group.Go(func() error {
			batch, err := conn.PrepareBatch(ctx, "INSERT INTO crowd (who, n)")
			if err != nil {
				return err
			}
			for n := range uint64(rows) {
				if err := batch.Append(who, n); err != nil {
					return err
				}
			}
			return batch.Send()
		})
		group.Go(func() error { return echo(ctx, e, who) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := scan[uint64](t, conn, "SELECT uniqExact(who, n) FROM crowd"); got != each*rows {
		t.Errorf("%d rows of %d", got, each*rows)
	}
}

// echo asks for a parameter and a setting of its own, on a connection of its
// own.
func echo(ctx context.Context, e *engine.Engine, who uint64) error {
	conn, err := clickhouse.Open(options(e.DialContext, clickhouse.Settings{"max_block_size": 1000 + who}))
	if err != nil {
		return err
	}
	defer conn.Close()
	var got, size, rows uint64
	err = conn.QueryRow(ctx, "SELECT {who:UInt64}, toUInt64(getSetting('max_block_size')), count() FROM numbers(100000)",
		clickhouse.Named("who", who)).Scan(&got, &size, &rows)
	if err == nil && (got != who || size != 1000+who || rows != 100_000) {
		err = fmt.Errorf("%d got %d, %d, %d", who, got, size, rows)
	}
	return err
}
