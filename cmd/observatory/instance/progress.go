package instance

import (
	"context"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/schollz/progressbar/v3"

	"servicequality/aggregator"
)

// Settle brings tallies and figures up to date after what counts has changed.
func (a *App) Settle(ctx context.Context, db *Database) error {
	_, err := a.Jobs(db).Run(ctx, "indicators")
	return err
}

// Progress draws a bar on stderr, when that is a terminal.
func (a *App) Progress(total uint64, what string, more ...progressbar.Option) *progressbar.ProgressBar {
	stderr, ok := a.Stderr.(*os.File)
	terminal := ok && isTerminal(stderr)
	return progressbar.NewOptions64(int64(total), append(more,
		progressbar.OptionSetWriter(a.Stderr),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetVisibility(terminal),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish())...)
}

// Steps tells the steps of a command that takes a while, on the bar of Progress.
type Steps struct {
	bar   *progressbar.ProgressBar
	what  string
	begun int
}

// Steps draws a bar for a command of at most n steps.
func (a *App) Steps(n int, what string) *Steps {
	return &Steps{bar: a.Progress(uint64(n), what, progressbar.OptionShowCount()), what: what}
}

// Begin says which step begins; the bar counts those before it, which are done.
func (s *Steps) Begin(step string) {
	s.bar.Describe(s.what + ": " + step)
	_ = s.bar.Set(s.begun)
	s.begun++
}

// End takes the bar away, whether all steps were done or not; once is enough.
func (s *Steps) End() {
	if s.begun > 0 {
		_ = s.bar.Finish()
	}
	s.begun = 0
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Jobs is the table of jobs over the database, for one command.
func (a *App) Jobs(db *Database) *aggregator.Aggregator {
	return aggregator.New(db.Store, a.Now, prometheus.NewRegistry(), a.Logger())
}
