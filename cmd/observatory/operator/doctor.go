package operator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"servicequality/cmd/observatory/instance"
	"servicequality/collector/shipping"
	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// DoctorCommand is `doctor`.
func (a Commands) DoctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "checks configuration, disk, engine, schema, journal, clock and counts, and says what to do",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &doctor{app: a.App}
			d.examine(cmd.Context())
			if d.wrong > 0 {
				return instance.ExitStatus(instance.StatusFailure)
			}
			return nil
		},
	}
}

// doctor examines an observatory, beside a running serve or without one, and
// changes nothing but the engine's own files.
type doctor struct {
	app   *instance.App
	wrong int
}

// What the doctor calls enough and equal.
const (
	leastFree = 0.05 // of a disk: below it the journal accepts nothing
	clockSkew = 2 * time.Second
)

func (d *doctor) ok(about, format string, values ...any) {
	fmt.Fprintf(d.app.Stdout, "ok     %-14s %s\n", about, fmt.Sprintf(format, values...))
}

func (d *doctor) bad(about, format string, values ...any) {
	d.wrong++
	fmt.Fprintf(d.app.Stdout, "WRONG  %-14s %s\n", about, fmt.Sprintf(format, values...))
}

func (d *doctor) examine(ctx context.Context) {
	s := d.app.Settings
	where := "the embedded ClickHouse"
	if s.Clickhouse != "" {
		where = "a ClickHouse server"
	}
	d.ok("configuration", "the data is in %s and in %s", s.Data, where)
	if !d.folder(s.Data) {
		return
	}
	db, err := d.app.OpenDatabase(ctx, false)
	if err != nil {
		d.bad("database", "%v", err)
		d.journal(ctx, nil)
		return
	}
	d.ok("database", "it answers, and its schema is up to date")
	d.clock(ctx, db)
	since := d.journal(ctx, db)
	d.counts(ctx, db, since)
	d.sources(ctx, db)
	if err := db.Close(); err != nil {
		d.bad("database", "%v", err)
	}
}

// folder checks the data folder and its disk.
func (d *doctor) folder(path string) bool {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		d.bad("data folder", "%s does not exist: start observatory serve once, or name the right folder with --data", path)
		return false
	}
	if err != nil || !info.IsDir() || unix.Access(path, unix.W_OK) != nil {
		d.bad("data folder", "%s cannot be written: give this user the right to", path)
		return false
	}
	d.ok("data folder", "%s can be written", path)
	for _, folder := range []string{"journal", "clickhouse"} {
		d.disk(folder, d.app.Settings.Folder(folder))
	}
	return true
}

func (d *doctor) disk(name, path string) {
	var st unix.Statfs_t
	if unix.Statfs(path, &st) != nil || st.Blocks == 0 {
		return // made at the first start, or a file system that does not count
	}
	free := float64(st.Bavail) / float64(st.Blocks)
	gigabytes := float64(st.Bavail) * float64(st.Bsize) / 1e9
	words := fmt.Sprintf("%.0f %% of the disk of %s is free, %.1f GB", 100*free, name, gigabytes)
	switch {
	case name == "journal" && free < leastFree:
		d.bad("disk", "%s: ratings are refused below %.0f %%, free some space", words, 100*leastFree)
	case name == "clickhouse" && d.app.Settings.Clickhouse == "" && float64(st.Bavail)*float64(st.Bsize) < 1<<30:
		d.bad("disk", "%s: ratings stay in the journal below 1 GiB, free some space", words)
	default:
		d.ok("disk", "%s", words)
	}
}

func (d *doctor) clock(ctx context.Context, db *instance.Database) {
	before := time.Now()
	now, err := db.Clock(ctx)
	if err != nil {
		d.bad("clock", "%v", err)
		return
	}
	skew := now.Sub(before)
	switch {
	case skew < -clockSkew || skew > clockSkew+time.Since(before):
		d.bad("clock", "the database is %s away from this machine: have both follow the same time server", skew.Round(time.Millisecond))
	case !observatory.CredibleClock(before):
		d.bad("clock", "this machine believes that it is %s: set its clock", before.Format(time.DateOnly))
	default:
		d.ok("clock", "it is %s in Paris, for the database too", before.In(observatory.Paris()).Format(time.DateTime))
	}
}

// journal checks the journal alone, and against the database when there is one.
// It returns the earliest day that the journal holds, 0 when it holds nothing.
func (d *doctor) journal(ctx context.Context, db *instance.Database) observatory.Day {
	var presence shipping.Presence
	if db != nil {
		presence = db
	}
	a, err := shipping.NewAudit(ctx, d.app.Settings.Folder("journal"), presence)
	if errors.Is(err, fs.ErrNotExist) {
		d.ok("journal", "there is none: this machine collects nothing")
		return 0
	}
	if err != nil {
		d.bad("journal", "%v", err)
		return a.Since
	}
	node := fmt.Sprintf("node %08x", a.Node)
	acknowledged := a.Last + 1 - a.First
	if a.Damaged > 0 {
		d.bad("journal", "%s: %d of %d records that it holds are damaged; copies are in journal/quarantine", node, a.Damaged, acknowledged)
	} else {
		d.ok("journal", "%s: %d records acknowledged and kept, all readable: %d ratings", node, acknowledged, a.Ratings)
	}
	if len(a.Quarantine) > 0 {
		d.bad("journal", "%d files are in journal/quarantine: keep them until the loss is understood, then move them away", len(a.Quarantine))
	}
	if a.Unreadable > 0 {
		d.bad("journal", "%d records are no rating that this release can read: start the release that wrote them", a.Unreadable)
	}
	for _, h := range a.Unbalanced() {
		d.bad("conservation", "%s: in the hour from %s on %d records were acknowledged and %d can be read; of their %d ratings %d are in the database and %d wait",
			node, h.Start.In(observatory.Paris()).Format(time.DateTime), h.Acknowledged, h.Records, h.Ratings, h.Stored, h.Pending)
	}
	switch {
	case db == nil:
	case a.Missing > 0:
		d.bad("conservation", "%s: %d ratings were shipped and are not in the database: a running serve sends them again, look again in a minute", node, a.Missing)
	default:
		d.ok("conservation", "%s: everything shipped is in the database; %d records wait to be shipped", node, a.Pending)
	}
	return a.Since
}

// sources tells of the sources of figures that are too old, as the jobs last
// found: those of procedures are their owners' matter.
func (d *doctor) sources(ctx context.Context, db *instance.Database) {
	alarms, err := db.Alarms(ctx)
	if err != nil {
		d.bad("freshness", "%v", err)
		return
	}
	theirs, ours := 0, 0
	for _, a := range alarms {
		switch {
		case !a.Open() || a.Kind != alarm.KindStale:
		case a.Procedure != "":
			theirs++
		default:
			ours++
			d.bad("freshness", "%s", alarmWords(a))
		}
	}
	if ours == 0 {
		d.ok("freshness", "the catalogue and the jobs are not late; %d sources of procedures are too old, observatory alarm list names them", theirs)
	}
}

// counts compares what is stored with what is counted: of the days that the
// journal holds, or of all when it holds none.
func (d *doctor) counts(ctx context.Context, db *instance.Database, since observatory.Day) {
	b, err := db.Balance(ctx, since)
	span := "of all time"
	if since != 0 {
		span = "since " + since.String()
	}
	switch {
	case err != nil:
		d.bad("conservation", "%v", err)
	case b.Wrong > 0:
		d.bad("conservation", "%s %d ratings are stored and %d counted; %d days of procedures differ: run observatory job run tally, and report it if it stays",
			span, b.Stored, b.Counted, b.Wrong)
	case b.Late > 0:
		d.ok("conservation", "%s %d ratings are stored and %d counted: the next count takes in what just came", span, b.Stored, b.Counted)
	default:
		d.ok("conservation", "%s %d ratings are stored, and as many are counted", span, b.Counted)
	}
}
