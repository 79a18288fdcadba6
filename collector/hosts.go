package collector

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/collector/journal"
	"servicequality/collector/metric"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// hostCap is how many hosts of one procedure and standing are told apart in a
// day: anybody may invent names. The others are counted together.
const hostCap = 20

// HostStore is where counts of hosts are written.
type HostStore interface {
	// InsertHosts stores the counts. After an error nothing is known of them;
	// counts of the same flush written again count once.
	InsertHosts(ctx context.Context, counts []rating.HostCount) error
}

// Hosts counts from which hosts ratings and events come, so that a form pasted
// on a page where it does not belong is noticed. It keeps names of hosts and
// numbers, in memory, and writes them every ten seconds. Its methods may be
// called from any goroutine; a nil *Hosts counts nothing.
type Hosts struct {
	*flusher[rating.HostCount]
	ratings map[observatory.HostStanding]prometheus.Counter
	events  map[observatory.HostStanding]prometheus.Counter
	unnamed map[unnamed]prometheus.Counter

	mu    sync.Mutex
	fresh map[hostKey]*[2]uint32 // ratings and events
	day   observatory.Day
	names map[hostGroup]map[string]bool // of the day
}

type hostGroup struct {
	procedure string
	standing  observatory.HostStanding
}

type hostKey struct {
	hostGroup
	day  observatory.Day
	name string
}

// unnamed is why a host is counted without its name.
type unnamed string

const (
	unnamedAddress = unnamed(observatory.HostAddress)
	unnamedInvalid = unnamed(observatory.HostInvalid)
	unnamedOthers  = unnamed(observatory.HostOthers)
)

// NewHosts makes a counter whose writings carry the journal's node and epoch. A
// nil clock means time.Now. It counts at once, and writes from Start on.
func NewHosts(j *journal.Journal, store HostStore, now func() time.Time, reg prometheus.Registerer, log *slog.Logger) (*Hosts, error) {
	var all []prometheus.Collector
	h := &Hosts{
		ratings: metric.Counters(&all, observatory.HostStandings(), "rating_hosts_total", "host", "Ratings by what is known of the page they came from."),
		events:  metric.Counters(&all, observatory.HostStandings(), "event_hosts_total", "host", "Events by what is known of the page they came from."),
		unnamed: metric.Counters(&all, []unnamed{unnamedAddress, unnamedInvalid, unnamedOthers}, "unnamed_hosts_total", "reason",
			"Ratings and reports of events whose host is counted without its name."),
		fresh: map[hostKey]*[2]uint32{}, names: map[hostGroup]map[string]bool{},
	}
	h.flusher = newFlusher("hosts", j, h.take, store.InsertHosts, now, log)
	for _, c := range all {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("cannot register the metrics of hosts: %w", err)
		}
	}
	return h, nil
}

// countRating counts a rating of the procedure that came from the page.
func (h *Hosts) countRating(p *observatory.Procedure, page observatory.Page, standing observatory.HostStanding) {
	if h == nil {
		return
	}
	h.ratings[standing].Inc()
	h.count(p, page, standing, [2]uint32{1, 0})
}

// countEvents counts n events of the procedure that the page reported.
func (h *Hosts) countEvents(p *observatory.Procedure, page observatory.Page, n uint32) {
	if h == nil {
		return
	}
	standing := p.StandingOf(page)
	h.events[standing].Add(float64(n))
	h.count(p, page, standing, [2]uint32{0, n})
}

func (h *Hosts) count(p *observatory.Procedure, page observatory.Page, standing observatory.HostStanding, n [2]uint32) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if today := observatory.DayOf(h.now()); today != h.day {
		h.day = today
		clear(h.names)
	}
	group := hostGroup{p.ID, standing}
	at := hostKey{group, h.day, h.name(group, page.Host())}
	if counter := h.unnamed[unnamed(at.name)]; counter != nil {
		counter.Inc()
	}
	if h.fresh[at] == nil {
		h.fresh[at] = new([2]uint32)
	}
	h.fresh[at][0] += n[0]
	h.fresh[at][1] += n[1]
}

// name is what the host is counted as.
func (h *Hosts) name(group hostGroup, host string) string {
	names := h.names[group]
	if names == nil {
		names = map[string]bool{}
		h.names[group] = names
	}
	if !names[host] && len(names) >= hostCap {
		return observatory.HostOthers
	}
	names[host] = true
	return host
}

// take returns what is to be written as one flush.
func (h *Hosts) take(flush rating.Flush) []rating.HostCount {
	h.mu.Lock()
	fresh := h.fresh
	h.fresh = make(map[hostKey]*[2]uint32, len(fresh))
	h.mu.Unlock()
	counts := make([]rating.HostCount, 0, len(fresh))
	for at, n := range fresh {
		counts = append(counts, rating.HostCount{
			Procedure: at.procedure, Day: at.day, Host: at.name, Standing: at.standing,
			Ratings: n[0], Events: n[1], Flush: flush,
		})
	}
	return counts
}
