package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwardedFor is the header in which proxies tell whom they speak for, the
// nearest last.
const forwardedFor = "X-Forwarded-For"

// proxies are the networks of the proxies in front: what one of them says of who
// is behind it is believed, and nobody else's word.
type proxies []netip.Prefix

// parseProxies reads addresses and networks, separated by commas. It returns the
// word that is neither; empty means that all are.
func parseProxies(list string) (trusted proxies, wrong string) {
	for word := range strings.SplitSeq(list, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		network, err := netip.ParsePrefix(word)
		if err != nil {
			address, err := netip.ParseAddr(word)
			if err != nil {
				return nil, word
			}
			address = plainAddress(address)
			network = netip.PrefixFrom(address, address.BitLen())
		}
		if network.Addr().Is4In6() && network.Bits() >= 96 {
			network = netip.PrefixFrom(network.Addr().Unmap(), network.Bits()-96)
		}
		trusted = append(trusted, network.Masked())
	}
	return trusted, ""
}

func (p proxies) trust(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(address) })
}

// doubt is why a request counts for the network of a proxy, and not for that of
// the citizen behind it; empty when there is no reason to think so.
type doubt string

const (
	// doubtStranger: the header came from an address that is no trusted proxy.
	doubtStranger doubt = "stranger"
	// doubtNothing: a trusted proxy sent no header, or an empty one.
	doubtNothing doubt = "nothing"
	// doubtUnknown: a proxy says that it does not know whom it speaks for.
	doubtUnknown doubt = "unknown"
	// doubtName: it hides whom it speaks for behind a name, as RFC 7239 allows.
	doubtName doubt = "name"
	// doubtOther: it says what is no address.
	doubtOther doubt = "other"
)

// hop is whom a request comes from, as far as that can be believed.
type hop struct {
	// address is invalid when even the connection tells none.
	address netip.Addr
	doubt   doubt
	// arrived is what could not be read, empty for none. It may hold a part of an
	// address: say shapeOf it.
	arrived string
}

// client tells whom a request comes from: whoever is connected or, when that is a
// trusted proxy, the last in the header that is none, read from the right. An
// empty element says nothing and is stepped over, as RFC 9110 wants it. One that
// cannot be read ends the way: what stands before it may be invented, and the
// proxy behind which it stands is the last who is known. So a citizen may share a
// proxy's limit, but nobody can invent an address. Where all are trusted, it is
// the first.
func (p proxies) client(r *http.Request) hop {
	lines := r.Header.Values(forwardedFor)
	from := hop{address: peerOf(r)}
	switch {
	case !from.address.IsValid():
		return from
	case !p.trust(from.address) && len(lines) > 0:
		from.doubt = doubtStranger
		return from
	case !p.trust(from.address):
		return from
	}
	said := false
	elements := strings.Split(strings.Join(lines, ","), ",")
	for _, element := range slices.Backward(elements) {
		element = strings.Trim(element, " \t")
		if element == "" {
			continue
		}
		said = true
		address, ok := forwardedAddress(element)
		if !ok {
			from.doubt, from.arrived = doubtOf(element), element
			return from
		}
		from.address = address
		if !p.trust(address) {
			return from
		}
	}
	if !said {
		from.doubt = doubtNothing
	}
	return from
}

// peerOf is the address of whoever is connected, invalid where there is none.
func peerOf(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return plainAddress(peer.Addr())
}

// forwardedAddress reads one element of the header: an address, with a port or
// without one, as 198.51.100.7, 198.51.100.7:4000, 2001:db8::7, [2001:db8::7] or
// [2001:db8::7]:4000, which may stand in quotes.
func forwardedAddress(element string) (netip.Addr, bool) {
	if n := len(element); n >= 2 && element[0] == '"' && element[n-1] == '"' {
		element = element[1 : n-1]
	}
	address, err := netip.ParseAddr(element)
	if err != nil {
		var withPort netip.AddrPort
		withPort, err = netip.ParseAddrPort(element)
		address = withPort.Addr()
	}
	if inside, closed := strings.CutSuffix(element, "]"); err != nil && closed {
		address, err = netip.ParseAddr(strings.TrimPrefix(inside, "["))
		if err == nil && (!strings.HasPrefix(inside, "[") || !address.Is6()) {
			return netip.Addr{}, false
		}
	}
	// 0.0.0.0 and :: are nobody's: a proxy writes them when it knows no other.
	if err != nil || plainAddress(address).IsUnspecified() {
		return netip.Addr{}, false
	}
	return plainAddress(address), true
}

// plainAddress is the address without what does not tell clients apart: ::ffff:
// before an IPv4 address, and the zone of a link.
func plainAddress(address netip.Addr) netip.Addr { return address.Unmap().WithZone("") }

func doubtOf(element string) doubt {
	element = strings.Trim(element, `"`)
	switch {
	case strings.EqualFold(element, "unknown"):
		return doubtUnknown
	case strings.HasPrefix(element, "_"):
		return doubtName
	}
	return doubtOther
}

// longestShape is the most of an element that is said, in characters.
const longestShape = 60

// shapeOf says what an element looks like without saying the address that it may
// hold: 9 stands for a digit, a for a letter, ? for what is no plain punctuation.
func shapeOf(element string) string {
	var shape strings.Builder
	n := 0
	for _, r := range element {
		if n++; n > longestShape {
			shape.WriteString("…")
			break
		}
		switch {
		case r >= '0' && r <= '9':
			shape.WriteByte('9')
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			shape.WriteByte('a')
		case r >= ' ' && r < 0x7f:
			shape.WriteRune(r)
		default:
			shape.WriteByte('?')
		}
	}
	return shape.String()
}
