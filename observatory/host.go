package observatory

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// HostStanding says whether a rating came from a page that its procedure
// knows. It is a flag for those who look after the figures: whatever it says,
// the rating is taken, and counts.
type HostStanding string

// The standings. Unjudged is a rating of a procedure that names no hosts, or
// that no browser brought: imported, or written down before hosts were looked
// at. None is a request that does not say which page it came from.
const (
	HostUnjudged HostStanding = "unjudged"
	HostNone     HostStanding = "none"
	HostKnown    HostStanding = "known"
	HostUnknown  HostStanding = "unknown"
)

// HostStandings returns the standings.
func HostStandings() []HostStanding {
	return []HostStanding{HostUnjudged, HostNone, HostKnown, HostUnknown}
}

// Words that are recorded instead of the name of a host: HostAddress for an IP address,
// so that none is ever kept; HostInvalid for what is not a name; HostOthers for the
// names beyond those that are counted singly.
const (
	HostAddress = "ip"
	HostInvalid = "invalid"
	HostOthers  = "other"
)

// Page is where a request was made from, as far as the browser told. It lives
// as long as the request, and nothing of it but Host may be stored. The zero
// Page is of a request that told nothing.
type Page struct {
	name string // lower case, without port; it may be an address
	own  bool
}

// NewPage reads the headers Origin and, when there is none, Referer. The hosts
// in own, with or without a port, are those of the observatory itself.
func NewPage(origin, referer string, own ...string) Page {
	address := origin
	if origin == "" {
		address = referer
	}
	if address == "" || address == "null" {
		return Page{}
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return Page{name: HostInvalid}
	}
	name := withoutPort(u.Host)
	isOwn := func(host string) bool { return host != "" && withoutPort(host) == name }
	return Page{name: name, own: slices.ContainsFunc(own, isOwn)}
}

// Host is what may be kept of the page: the name of its host, in lower case and
// without a port, or one of the words above; empty when nothing was told.
func (p Page) Host() string {
	switch {
	case p.name == "":
		return ""
	case isAddress(p.name):
		return HostAddress
	case !isHostName(p.name):
		return HostInvalid
	}
	return p.name
}

// StandingOf compares the page with the hosts that the catalogue names for the
// procedure; *.example.org stands for every name below example.org. The
// observatory's own pages are known to every procedure.
func (p *Procedure) StandingOf(page Page) HostStanding {
	switch {
	case len(p.Hosts) == 0:
		return HostUnjudged
	case page.name == "":
		return HostNone
	case page.own || slices.ContainsFunc(p.Hosts, page.isOn):
		return HostKnown
	}
	return HostUnknown
}

// isOn says whether the page is on a host of the catalogue.
func (p Page) isOn(host string) bool {
	host = withoutPort(host)
	if above, ok := strings.CutPrefix(host, "*"); ok {
		return strings.HasSuffix(p.name, above)
	}
	return p.name == host
}

// KnowsHost says whether the catalogue names the host for the procedure.
func (p *Procedure) KnowsHost(host string) bool {
	return slices.ContainsFunc(p.Hosts, Page{name: host}.isOn)
}

// withoutPort takes the port, the brackets and the final dot off a host.
func withoutPort(host string) string {
	name := strings.ToLower(host)
	if inside, ok := strings.CutPrefix(name, "["); ok {
		name, _, _ = strings.Cut(inside, "]")
		return name
	}
	name, _, _ = strings.Cut(name, ":")
	return strings.TrimSuffix(name, ".")
}

// isAddress says whether a browser would take the host for an address: its last
// part is a number, in any of the ways in which IPv4 is written, or it is IPv6.
func isAddress(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// The longest name of a host and the longest part of one (RFC 1035).
const (
	maxHostName  = 253
	maxHostLabel = 63
)

func isHostName(host string) bool {
	if len(host) > maxHostName {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > maxHostLabel || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

type pageKey struct{}

// WithPage returns a context of a request that was made from the page.
func WithPage(ctx context.Context, p Page) context.Context {
	return context.WithValue(ctx, pageKey{}, p)
}

// PageOf returns the page that the request of the context was made from.
func PageOf(ctx context.Context) Page {
	p, _ := ctx.Value(pageKey{}).(Page)
	return p
}
