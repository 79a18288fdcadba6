package rating

import (
	"context"
	"net/netip"
)

// Client is the network that a request comes from, as far as rate limits tell
// clients apart: an IPv4 address, or the /64 of an IPv6 address, which is what
// one household or office has. It lives as long as the request: it is never
// stored, and it prints as nothing so that no log can hold it. The zero Client
// is unknown.
type Client struct {
	network netip.Addr
}

// NewClient returns the client of an address; an invalid one is unknown.
func NewClient(address netip.Addr) Client {
	address = address.Unmap().WithZone("")
	if address.Is6() {
		prefix, _ := address.Prefix(64) // fails for IPv4 alone
		address = prefix.Addr()
	}
	return Client{address}
}

// Known says whether anything is known of the client.
func (c Client) Known() bool { return c.network.IsValid() }

// Network appends the bytes of the network, 4 or 16.
func (c Client) Network(dst []byte) []byte { return append(dst, c.network.AsSlice()...) }

// String returns a constant, so that no address is printed.
func (Client) String() string { return "a client" }

// GoString returns a constant too, so that no address is printed.
func (Client) GoString() string { return "observatory.Client{}" }

type clientKey struct{}

// WithClient returns a context of a request of the client.
func WithClient(ctx context.Context, c Client) context.Context {
	return context.WithValue(ctx, clientKey{}, c)
}

// ClientOf returns the client whose request the context belongs to.
func ClientOf(ctx context.Context) Client {
	c, _ := ctx.Value(clientKey{}).(Client)
	return c
}
