package space

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web/locale"
)

// HostStore is a SpaceStore that also knows from which pages ratings come.
type HostStore interface {
	// Hosts returns what came from each host since that day, by procedure and
	// day.
	Hosts(ctx context.Context, since observatory.Day) ([]rating.HostCount, error)
}

const (
	// hostDays is how far back unknown hosts are looked for.
	hostDays = 30
	// mostHosts bounds how many are named: anybody can make names up.
	mostHosts = 5
)

// unknownHosts returns, by procedure id, the hosts that its catalogue did not
// know when a rating or an event came from them and does not know now; those
// that most came from are first.
func (s *Space) unknownHosts(v *page.Visit) (map[string][]string, error) {
	if s.hosts == nil {
		return nil, nil
	}
	counts, err := s.hosts.Hosts(v.Ctx, v.Today-hostDays)
	if err != nil {
		return nil, unread(err)
	}
	came := map[string]map[string]uint64{}
	for _, c := range counts {
		p, ok := v.Snap.Catalogue.Find(c.Procedure)
		if !ok || c.Standing != observatory.HostUnknown || p.KnowsHost(c.Host) {
			continue
		}
		if came[p.ID] == nil {
			came[p.ID] = map[string]uint64{}
		}
		came[p.ID][c.Host] += uint64(c.Ratings) + uint64(c.Events)
	}
	unknown := make(map[string][]string, len(came))
	for id, hosts := range came {
		unknown[id] = slices.SortedFunc(maps.Keys(hosts), func(a, b string) int {
			return cmp.Or(cmp.Compare(hosts[b], hosts[a]), strings.Compare(a, b))
		})
	}
	return unknown, nil
}

// hostNames writes hosts for people: the words that stand for a name in their
// language.
func hostNames(l *locale.Locale, hosts []string) string {
	var names []string
	for _, host := range hosts[:min(len(hosts), mostHosts)] {
		switch host {
		case observatory.HostAddress, observatory.HostInvalid, observatory.HostOthers:
			host = l.T("space.host." + host)
		}
		names = append(names, host)
	}
	if len(hosts) > mostHosts {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}
