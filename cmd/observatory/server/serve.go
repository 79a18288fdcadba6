// Package server is the sub-command serve: who starts what, in which order, and what
// answers HTTP on which listener. It is the one place that knows all services.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/spf13/cobra"

	"servicequality/aggregator"
	"servicequality/cmd/observatory/instance"
	"servicequality/collector"
	"servicequality/collector/imports"
	"servicequality/collector/journal"
	"servicequality/dashboard"
	"servicequality/dashboard/guard"
	"servicequality/dashboard/page"
	"servicequality/dashboard/space"
	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/widgets"
)

// serveFlags are the flags of serve alone.
type serveFlags struct {
	role        string
	listen      string
	adminListen string
	publicURL   string
	targetBy    string
	migrate     bool
	limits      string

	trustedProxies string

	webhook instance.WebhookFlags
}

func roles() []string { return []string{"all", "collector", "aggregator", "dashboard"} }

// ServeCommand is `serve`.
func (a Commands) ServeCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use: "serve", Short: "runs the observatory", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.role, "role", "all", "what this process does: "+strings.Join(roles(), ", "))
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8080", "`address` of the public pages and the collector")
	flags.StringVar(&f.adminListen, "admin-listen", "", "`address` of health, metrics and figures of any day; empty puts health and metrics on --listen")
	flags.StringVar(&f.publicURL, "public-url", "", "`URL` under which the public sees --listen")
	flags.StringVar(&f.targetBy, "target-by", "", "`month`, like 2027-12, by which all procedures of the target are to be online")
	flags.BoolVar(&f.migrate, "migrate", true, "bring the schema up to date at start")
	flags.StringVar(&f.limits, "limits", "on", "limits of what one network may send, `on or off`")
	flags.StringVar(&f.trustedProxies, "trusted-proxies", "", "`list` of the addresses and networks of proxies whose X-Forwarded-For is believed")
	f.webhook.Register(flags)
	return cmd
}

func (f serveFlags) check() error {
	if !slices.Contains(roles(), f.role) {
		return instance.UsageError(fmt.Sprintf("--role must be one of %s, not %q", strings.Join(roles(), ", "), f.role))
	}
	if f.limits != "on" && f.limits != "off" {
		return instance.UsageError(fmt.Sprintf("--limits must be on or off, not %q", f.limits))
	}
	if err := f.webhook.Check(); err != nil {
		return err
	}
	if _, err := f.target(); err != nil {
		return err
	}
	_, err := f.proxies()
	return err
}

// target is the last day of --target-by, zero when it is not set.
func (f serveFlags) target() (observatory.Day, error) {
	if f.targetBy == "" {
		return 0, nil
	}
	month, err := observatory.ParseDay(f.targetBy + "-01")
	if err != nil {
		return 0, instance.UsageError(fmt.Sprintf("--target-by must be a month like 2027-12, not %q", f.targetBy))
	}
	return month.LastOfMonth(), nil
}

// does says whether the process plays the role.
func (f serveFlags) does(role string) bool { return f.role == "all" || f.role == role }

// server is a running observatory: what was started, in order, so that it can
// be stopped in the reverse order.
type server struct {
	app      *instance.App
	flags    serveFlags
	log      *slog.Logger
	registry *prometheus.Registry
	stops    []func() error

	db         *instance.Database
	keeper     *keeper
	keyring    *keyring
	journal    *journal.Journal
	collector  *collector.Collector
	events     *collector.Events
	hosts      *collector.Hosts
	volumes    *collector.Volumes
	aggregator *aggregator.Aggregator
	accesses   *accesses
	guard      *guard.Guard
	dashboard  *dashboard.Dashboard
	space      *space.Space
	widgets    *widgets.Widgets
	failures   chan error
	doubts     doubts
}

// serve runs until ctx ends or something fails that it cannot go on without.
func (a Commands) serve(ctx context.Context, f serveFlags) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	s := &server{app: a.App, flags: f, log: a.Logger(), registry: prometheus.NewRegistry(), failures: make(chan error, 4)}
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	defer func() { err = errors.Join(err, s.stop()) }()
	s.limitMemory()
	// The listeners come first: a port that is taken must not cost a start.
	public, admin, err := s.listen()
	if err != nil {
		return err
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	s.serveHTTP(public, s.publicHandler(admin == nil))
	if admin != nil {
		s.serveHTTP(admin, s.adminHandler())
	}
	s.announce(public, admin)
	var failed <-chan struct{}
	if s.journal != nil {
		failed = s.journal.Failed()
	}
	select {
	case <-ctx.Done():
		return nil
	case <-failed:
		return errors.New("the journal's disk failed: nothing more can be promised; start again to recover from what is on disk")
	case err := <-s.failures:
		return err
	}
}

// stop undoes the starts in reverse order, past errors.
func (s *server) stop() error {
	var errs []error
	for _, stop := range slices.Backward(s.stops) {
		errs = append(errs, stop())
	}
	return errors.Join(errs...)
}

func (s *server) onStop(stop func() error) { s.stops = append(s.stops, stop) }

func (s *server) listen() (public, admin net.Listener, err error) {
	if public, err = s.listenOn("--listen", s.flags.listen); err != nil {
		return nil, nil, err
	}
	if s.flags.adminListen != "" {
		admin, err = s.listenOn("--admin-listen", s.flags.adminListen)
	}
	return public, admin, err
}

func (s *server) listenOn(flag, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another address with %s", address, errors.Unwrap(err), flag)
	}
	s.onStop(func() error {
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	return l, nil
}

// start opens what is kept and starts what runs, each with its stop.
func (s *server) start(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		s.startJournal, s.startDatabase, s.startKeeper, s.startKeyring, s.startGuard, s.startCollector, s.startAggregator, s.startDashboard,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) startJournal(context.Context) (err error) {
	if !s.flags.does("collector") {
		return nil
	}
	s.journal, err = journal.Open(journal.Config{
		Dir: s.app.Settings.Folder("journal"), Ballast: ballastBytes, Now: s.app.Now, Logger: s.log.With("component", "journal"),
	})
	if err != nil {
		return err
	}
	s.onStop(s.journal.Close)
	return nil
}

// ballastBytes are given back to a full disk so that a shutdown has room.
const ballastBytes = 16 << 20

func (s *server) startDatabase(ctx context.Context) error {
	s.db = &instance.Database{}
	s.onStop(s.db.Close)
	cfg := sql.Config{URL: s.app.Settings.Clickhouse}
	if cfg.URL == "" {
		done, err := instance.Await(ctx, func() (bool, error) { // a command may be running
			err := s.app.StartEngine(ctx, s.db, instance.SharedEngine, s.log.With("component", "engine"))
			if errors.Is(err, instance.ErrLocked) {
				return false, nil
			}
			return err == nil, err
		})
		if err != nil {
			return err
		}
		if !done {
			return s.app.InUse()
		}
		cfg.Dial, cfg.Generation = s.db.Engine.DialContext, s.db.Engine.Generation
	}
	return s.db.Open(ctx, cfg, s.flags.migrate)
}

func (s *server) startKeeper(ctx context.Context) error {
	s.keeper = &keeper{store: s.db.Store}
	return s.keepFresh(ctx, "catalogue", s.keeper.refresh)
}

func (s *server) startKeyring(ctx context.Context) error {
	if !s.flags.does("collector") {
		return nil
	}
	secret, err := instance.OwnSecret(s.app.Settings.Folder("secrets", "form.key"))
	if err != nil {
		return err
	}
	s.keyring = &keyring{store: s.db.Store, now: s.app.Now, own: rating.TokenKey{ID: rating.ServerKey, Secret: secret}}
	return s.keepFresh(ctx, "keys", s.keyring.refresh)
}

// drainTimeout is how long a shutdown may take to ship what is in the journal;
// what is left is shipped by the next start.
const drainTimeout = 10 * time.Second

func (s *server) startCollector(ctx context.Context) (err error) {
	if !s.flags.does("collector") {
		return nil
	}
	if err := s.startHosts(ctx); err != nil {
		return err
	}
	cfg := collector.Config{Now: s.app.Now, Keys: s.keyring.find, KeysCurrent: s.keyring.current, NoLimits: s.flags.limits == "off", Hosts: s.hosts}
	s.collector, err = collector.New(s.journal, s.db.Store, s.keeper.catalogue, cfg, s.registry, s.log)
	if err != nil {
		return err
	}
	s.collector.Start(context.WithoutCancel(ctx))
	s.onStop(func() error {
		draining, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		s.collector.Stop(draining)
		return nil
	})
	if err := s.startConservation(ctx); err != nil {
		return err
	}
	if err := s.startFunnel(ctx); err != nil {
		return err
	}
	s.widgets, err = widgets.New(
		widgets.Config{
			Now: s.app.Now, PublicURL: s.flags.publicURL, FormToken: s.keyring.formToken, Count: s.events.Count,
			Button: s.keeper.button, Figures: &marks{store: s.db.Store, now: s.app.Now},
		},
		s.keeper.catalogue, s.collector, s.log)
	return err
}

// startFunnel starts what counts the way to a rating, and what is told how
// many transactions there were.
func (s *server) startFunnel(ctx context.Context) (err error) {
	s.volumes = collector.NewVolumes(s.db.Store, s.keeper.catalogue, s.log)
	s.events, err = collector.NewEvents(s.journal, s.db.Store, s.keeper.catalogue, s.hosts, s.app.Now, s.registry, s.log)
	if err != nil {
		return err
	}
	s.events.Start(context.WithoutCancel(ctx))
	s.onStop(func() error {
		stopping, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		s.events.Stop(stopping)
		return nil
	})
	return nil
}

func (s *server) startAggregator(ctx context.Context) error {
	if !s.flags.does("aggregator") {
		return nil
	}
	s.aggregator = aggregator.New(s.db.Store, s.app.Now, s.registry, s.log.With("component", "aggregator"))
	s.aggregator.NotifyWith(s.flags.webhook.Hook())
	if err := s.aggregator.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	s.onStop(func() error { s.aggregator.Stop(); return nil })
	return nil
}

func (s *server) startDashboard(context.Context) (err error) {
	if !s.flags.does("dashboard") {
		return nil
	}
	target, err := s.flags.target()
	if err != nil {
		return err
	}
	cfg := page.Config{PublicURL: s.flags.publicURL, TargetBy: target, Now: s.app.Now, PublicLayout: imports.PublicRow,
		Guard: s.guard, Archive: s.db.Store, ArchiveFolder: s.app.Settings.Folder("editions")}
	s.dashboard, err = dashboard.New(s.db.Store, cfg, s.registry, s.log)
	if err != nil {
		return err
	}
	if missing := s.dashboard.Missing(); missing != "" {
		s.log.Warn("pages have neither style nor charts", "reason", missing)
	}
	s.space = space.NewSpace(s.dashboard.Site, s.db.Store)
	return nil
}

// announce tells where to look.
func (s *server) announce(public, admin net.Listener) {
	fmt.Fprintf(s.app.Stdout, "the observatory is at http://%s\n", public.Addr())
	if admin != nil {
		fmt.Fprintf(s.app.Stdout, "health, metrics and figures of any day are at http://%s\n", admin.Addr())
	}
}
