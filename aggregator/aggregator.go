// Package aggregator runs the jobs that turn ratings into figures: every minute the
// days that changed are counted again, and every closed month gets its indicators.
// Other jobs compare the counts with the alarms there are, and notify a webhook. Editor
// freezes editions on request.
//
// A job recounts and never increments, so that running it twice, running it
// late or running two of it at once gives the same rows. The formulas are the
// domain's; the counting is the database's.
package aggregator

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/robfig/cron/v3"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// Store is what the jobs need of the database.
type Store interface {
	Counter
	Figures
	History
	Eraser
	Watches
	Alarms
	Reconciler
	Lister
}

// Counter recounts tallies from ratings.
type Counter interface {
	// Recount counts again every (procedure, day) that changed since the last
	// successful run of the job "tally", or all when whole is true. It returns
	// how many rows it wrote and the database's clock when it began to look.
	Recount(ctx context.Context, whole bool) (rows uint64, began time.Time, err error)
}

// Figures reads what figures follow from, and keeps them.
type Figures interface {
	Catalogue(ctx context.Context) (*observatory.Catalogue, error)
	Period(ctx context.Context, w observatory.Window) (indicator.Period, error)
	// Revise moves the public months until asOf of which an operator set ratings
	// aside, or put them back, five at least.
	Revise(ctx context.Context, asOf observatory.Day) error
	// Indicators returns the figures that are stored and still good.
	Indicators(ctx context.Context, asOf observatory.Day, procedure string) (map[string][]indicator.Indicator, error)
	SaveIndicators(ctx context.Context, asOf observatory.Day, figures map[string][]indicator.Indicator) error
}

// History keeps the runs of the jobs.
type History interface {
	RecordRun(ctx context.Context, run observatory.JobRun) error
	JobHistory(ctx context.Context) (map[string]observatory.JobRun, error)
}

// Aggregator runs the jobs.
type Aggregator struct {
	store   Store
	now     func() time.Time
	log     *slog.Logger
	metrics *metrics
	jobs    []*job
	cron    *cron.Cron
	stop    context.CancelFunc

	webhook Webhook
	telling sync.Mutex // no notice is sent by two jobs at once
}

// New wires the table of jobs; nothing runs before Start or Run. The clock now
// decides which month is the last closed one.
func New(store Store, now func() time.Time, reg prometheus.Registerer, log *slog.Logger) *Aggregator {
	a := &Aggregator{store: store, now: now, log: log, metrics: newMetrics(reg)}
	// Between two and three o'clock some nights have no instant and some have it
	// twice: only the count, which must not wait, runs then.
	a.jobs = []*job{
		{name: "tally", schedule: "* * * * *", run: a.tally,
			about: "counts again, from the ratings, every procedure and day that changed"},
		{name: "indicators", schedule: "*/5 0-1,3-23 * * *", run: a.indicators,
			about: "moves public months that verdicts reached, computes and keeps the figures of the last closed month"},
		{name: "erasures", schedule: "17 0-1,3-23 * * *", run: a.erasures,
			about: "deletes what arrived of ratings that were erased, and texts that were masked"},
		{name: "abuse", schedule: "7 0-1,3-23 * * *", run: a.abuse,
			about: "raises alarms about unknown hosts, bursts and sources that are too old"},
		{name: "alarms", schedule: "23 3 * * *", run: a.alarms,
			about: "raises alarms about marks that drop and buttons that fall silent, and the others"},
		{name: "reconcile", schedule: "30 3 * * *", run: a.reconcile,
			about: "drops the later of two ratings that are one, sent on both sides of a midnight"},
		{name: "top250", schedule: "0 6 1 1,4,7,10 *", run: a.top250,
			about: "proposes entries and exits of the list of essential procedures"},
	}
	for _, j := range a.jobs {
		j.turn = make(chan struct{}, 1)
	}
	return a
}

// Start runs the jobs by their schedules, in Paris time, until Stop.
func (a *Aggregator) Start(ctx context.Context) error {
	ctx, a.stop = context.WithCancel(ctx)
	a.cron = cron.New(cron.WithLocation(observatory.Paris()))
	for _, j := range a.jobs {
		if _, err := a.cron.AddFunc(j.schedule, func() { a.tick(ctx, j) }); err != nil {
			return fmt.Errorf("the schedule of the job %s cannot be read: %w", j.name, err)
		}
	}
	a.cron.Start()
	return nil
}

// Stop ends the schedules and waits for the jobs that run.
func (a *Aggregator) Stop() {
	if a.cron == nil {
		return
	}
	a.stop()
	<-a.cron.Stop().Done()
}

// Run runs one job now, waiting for a run of it that is under way here, and
// returns when its result is committed. An unknown name is ErrNotFound and
// lists the names there are.
func (a *Aggregator) Run(ctx context.Context, name string) (observatory.JobRun, error) {
	i := slices.IndexFunc(a.jobs, func(j *job) bool { return j.name == name })
	if i < 0 {
		var names []string
		for _, j := range a.jobs {
			names = append(names, j.name)
		}
		return observatory.JobRun{}, fmt.Errorf("job %q %w: the jobs are %s", name, observatory.ErrNotFound, strings.Join(names, ", "))
	}
	j := a.jobs[i]
	select {
	case j.turn <- struct{}{}:
	case <-ctx.Done():
		return observatory.JobRun{}, fmt.Errorf("the job %s still runs: %w", name, ctx.Err())
	}
	defer func() { <-j.turn }()
	return a.once(ctx, j)
}

// Status is a job of the table with its last run.
type Status struct {
	Name     string
	Schedule string
	About    string
	Last     observatory.JobRun
	// Next is when it is due, Due when it was to be after its last success:
	// zero when it never succeeded.
	Next, Due time.Time
}

// Jobs returns the table of jobs with their last runs, and when each is due.
func (a *Aggregator) Jobs(ctx context.Context) ([]Status, error) {
	history, err := a.store.JobHistory(ctx)
	if err != nil {
		return nil, err
	}
	var all []Status
	for _, j := range a.jobs {
		schedule, err := cron.ParseStandard(j.schedule)
		if err != nil {
			return nil, fmt.Errorf("the schedule of the job %s cannot be read: %w", j.name, err)
		}
		status := Status{Name: j.name, Schedule: j.schedule, About: j.about, Last: history[j.name]}
		status.Next = schedule.Next(a.now().In(observatory.Paris()))
		if last := status.Last.LastSuccess; !last.IsZero() {
			status.Due = schedule.Next(last.In(observatory.Paris()))
		}
		all = append(all, status)
	}
	return all, nil
}

// job is one row of the table.
type job struct {
	name     string
	schedule string // five fields, Paris time
	about    string
	run      func(context.Context) (result, error)
	turn     chan struct{} // holds a value while the job runs
}

// result is what a job's run did.
type result struct {
	rows uint64
	// began is the instant from which the next run has to look; zero means
	// when the run started.
	began time.Time
}
