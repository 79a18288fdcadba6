package e2e

import (
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// bent is a program whose clock the driver sets, and what it must have dated.
type bent struct {
	*rig
	file string
	zone *time.Location

	mu     sync.Mutex
	offset time.Duration
	// days are those that a rating may have, by the part of its id that does
	// not depend on the day.
	days map[string][]string
}

// clockJumps lets the clock of the program jump under load: over the days of 23
// and 25 hours, over the ends of months, years and of a February of 29 days,
// forwards and back, and to 1970, when nothing may be acknowledged. Every
// rating must have the Paris day of its key, or else of the clock, for ever.
func clockJumps(r *rig) {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		r.t.Fatal(err)
	}
	b := &bent{rig: r, file: filepath.Join(r.t.TempDir(), "clock"), zone: zone, days: map[string][]string{}}
	b.build()
	b.set(time.Now())
	r.start()
	instants := []string{
		"2026-10-25 00:00", "2026-10-25 03:00", "2026-10-26 00:00", // 25 hours
		"2027-03-28 00:00", "2027-03-28 02:00", "2027-03-29 00:00", // 23 hours
		"2026-11-30 00:00", "2026-12-01 00:00", "2027-01-01 00:00",
		"2028-02-29 00:00", "2028-03-01 00:00", "2099-12-31 00:00",
	}
	for range max(1, cycles(r.t)/10) {
		for _, i := range rand.Perm(len(instants)) {
			at, err := time.ParseInLocation("2006-01-02 15:04", instants[i], zone)
			if err != nil {
				r.t.Fatal(err)
			}
			b.set(at.Add(-300 * time.Millisecond)) // the load crosses the instant
			b.flood(50, http.StatusCreated)
			b.set(at.Add(-26 * time.Hour)) // and goes back
			b.flood(10, http.StatusCreated)
			r.result.cycles++
		}
		for _, wrong := range []time.Time{time.Unix(30, 0), time.Unix(-3600, 0), time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC)} {
			b.set(wrong)
			b.flood(5, http.StatusServiceUnavailable)
			r.result.cycles++
		}
	}
	b.set(time.Now())
	r.settle(true)
	r.judge(0)
	b.compare()
}

// build makes the program with a clock that can be set, and has the rig use it.
func (b *bent) build() {
	b.t.Helper()
	bend(b.t, b.file)
}

// bend makes the program with a clock that the file sets, and has the test use it.
func bend(t testing.TB, clock string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "observatory")
	cmd := exec.Command("go", "build", "-tags", "bentclock", "-o", program, "./cmd/observatory")
	cmd.Dir = "../../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the program with a bent clock: %v\n%s", err, out)
	}
	t.Setenv("OBSERVATORY_BINARY", program)
	t.Setenv("OBSERVATORY_CLOCK", clock)
	// It lies elsewhere than the library of the database.
	library, err := filepath.Abs("../../../bin/libchdb.so")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("OBSERVATORY_LIBCHDB", library)
}

// set makes the program believe that it is now.
func (b *bent) set(now time.Time) {
	b.t.Helper()
	b.offset = time.Until(now)
	setClock(b.t, b.file, b.offset)
}

// setClock sets the clock of a bent program so far from the machine's.
func setClock(t testing.TB, clock string, offset time.Duration) {
	t.Helper()
	next := clock + ".next"
	if err := os.WriteFile(next, []byte(offset.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, clock); err != nil {
		t.Fatal(err)
	}
}

func (b *bent) now() time.Time { return time.Now().Add(b.offset) }

// flood posts n ratings from each of four clients, some under keys that name
// their instant and some that do not, and half of them twice.
func (b *bent) flood(n, want int) {
	b.t.Helper()
	c := client(4)
	defer c.CloseIdleConnections()
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for i := range n {
				b.post(c, i, want)
			}
		})
	}
	clients.Wait()
}

// post sends one rating and notes which days it may have.
func (b *bent) post(c *http.Client, n, want int) {
	before := b.now()
	var days []string
	drawn := b.book.draw()
	key := drawn[:14] + "4" + drawn[15:] // no UUIDv7: the day is the server's
	if n%2 == 0 && want == http.StatusCreated {
		made := before.Add(time.Duration(rand.IntN(8*24-1)-7*24) * time.Hour)
		key = keyAt(made, n)[:24] + drawn[24:]
		days = append(days, b.day(made))
	}
	status := b.send(c, b.in, key)
	if days == nil {
		days = append(days, b.day(before), b.day(b.now()))
	}
	if status != want {
		b.t.Errorf("at %s a rating was answered %d, want %d", before.Format(time.RFC3339), status, want)
	}
	if status != http.StatusCreated {
		return
	}
	b.mu.Lock()
	b.days[anonymousID(procedure, key)] = days
	b.mu.Unlock()
	if n%4 < 2 {
		if again := b.send(c, b.in, key); again != http.StatusOK {
			b.t.Errorf("at %s a rating sent again was answered %d", before.Format(time.RFC3339), again)
		}
	}
}

func (b *bent) day(t time.Time) string { return t.In(b.zone).Format(time.DateOnly) }

// compare looks at the day inside each stored id.
func (b *bent) compare() {
	b.t.Helper()
	wrong := 0
	for _, id := range b.stored() {
		ms, err := strconv.ParseInt(strings.ReplaceAll(id[:13], "-", ""), 16, 64)
		if err != nil {
			b.t.Fatalf("the id %s: %v", id, err)
		}
		start := time.UnixMilli(ms).In(b.zone)
		day := start.Format(time.DateOnly)
		if may := b.days[withoutDay(id)]; start.Format("15:04:05.000") != "00:00:00.000" || !strings.Contains(strings.Join(may, " "), day) {
			wrong++
			b.t.Logf("%s is dated %s, want one of %v", id, start, may)
		}
	}
	if wrong > 0 {
		b.t.Errorf("%d ratings have a wrong day", wrong)
	}
	b.note("%d ratings dated", len(b.days))
}
