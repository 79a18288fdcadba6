package sql_test

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql/engine"
	"servicequality/sql/sqltest"
)

// TestTextsExpire: a comment and the text of other help are kept for 24 months from
// the day of their rating, by the engine's clock; those that are older go with the
// next merge, which is forced here, and the rating stays.
func TestTextsExpire(t *testing.T) {
	e, err := engine.Start(t.Context(), sqltest.Config(t, t.TempDir()), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Stop(); err != nil {
			t.Error(err)
		}
	})
	store := sqltest.OpenOn(t, e)
	conn, err := clickhouse.Open(&clickhouse.Options{
		Protocol: clickhouse.HTTP, Addr: []string{"engine"},
		DialContext: func(ctx context.Context, _ string) (net.Conn, error) { return e.DialContext(ctx, "", "") },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var database string
	if err := conn.QueryRow(t.Context(), "SELECT database FROM system.tables WHERE name = 'ratings'").Scan(&database); err != nil {
		t.Fatal(err)
	}
	today := observatory.DayOf(time.Now())
	for n, c := range []struct {
		day  observatory.Day
		want string
	}{
		{today, "merci"},
		{observatory.DayOf(today.Date().AddDate(-2, 0, 3)), "merci"},
		{observatory.DayOf(today.Date().AddDate(-2, 0, -3)), ""},
		{observatory.NewDay(2019, 6, 1), ""},
	} {
		r := newRating("passeport", c.day, uint64(n+1), 3)
		r.Comment, r.HelpOtherText = "merci", "merci"
		r.Help = []rating.HelpAnswer{{Channel: rating.HelpOther}}
		if err := store.InsertRatings(t.Context(), []rating.Rating{r}, c.day.String()); err != nil {
			t.Fatal(err)
		}
		if err := conn.Exec(t.Context(), "OPTIMIZE TABLE "+database+".ratings FINAL"); err != nil {
			t.Fatal(err)
		}
		stored, err := store.Rating(t.Context(), r.ID)
		if err != nil || len(stored) != 1 || stored[0].Satisfaction != 3 {
			t.Fatalf("%s: stored %+v, error %v", c.day, stored, err)
		}
		if stored[0].Comment != c.want {
			t.Errorf("%s: the comment is %q, want %q", c.day, stored[0].Comment, c.want)
		}
		if stored[0].HelpOtherText != c.want {
			t.Errorf("%s: the text of other help is %q, want %q", c.day, stored[0].HelpOtherText, c.want)
		}
	}
}
