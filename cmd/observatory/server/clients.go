package server

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"servicequality/cmd/observatory/instance"
	"servicequality/observatory/rating"
)

// proxies reads --trusted-proxies.
func (f serveFlags) proxies() (proxies, error) {
	trusted, wrong := parseProxies(f.trustedProxies)
	if wrong != "" {
		return nil, instance.UsageError(fmt.Sprintf("--trusted-proxies must list addresses and networks like 10.0.0.0/8, not %q", wrong))
	}
	return trusted, nil
}

// tellClients puts the client of each post into the request's context, for the
// limits of ratings and of signing in. Nothing else learns an address, and reading
// a page needs none.
func (s *server) tellClients() gin.HandlerFunc {
	trusted, err := s.flags.proxies()
	if err != nil { // serve has checked them
		s.log.Error("no proxy is trusted", "error", err)
	}
	return func(c *gin.Context) {
		if c.Request.Method != http.MethodPost {
			return
		}
		from := trusted.client(c.Request)
		s.doubts.say(s, from)
		if from.address.IsValid() {
			client := rating.NewClient(from.address)
			c.Request = c.Request.WithContext(rating.WithClient(c.Request.Context(), client))
		}
	}
}

// doubts are the reasons that the log has told: each is told once.
type doubts struct{ told sync.Map } // of doubt

// say logs why posts count for a proxy's network. What arrived is told as its
// shape: the log holds no citizen's address, nor any part of one.
func (d *doubts) say(s *server, from hop) {
	if from.doubt == "" {
		return
	}
	if _, told := d.told.LoadOrStore(from.doubt, true); told {
		return
	}
	const (
		header = "a trusted proxy sent a post whose X-Forwarded-For "
		share  = ": its ratings count for the proxy's network, and all citizens behind it share one limit; "
	)
	switch from.doubt {
	case doubtStranger:
		s.log.Warn("a post came with an X-Forwarded-For that is not believed: " +
			"name your proxy with --trusted-proxies, or all citizens behind it share one limit")
	case doubtNothing:
		s.log.Warn(header + "is missing or empty" + share + "have it set or extend X-Forwarded-For, no other header is read")
	case doubtUnknown:
		s.log.Warn(header + `says "unknown"` + share + "have every proxy say the address of whom it speaks for")
	case doubtName:
		s.log.Warn(header+"says a name in place of an address"+share+"have every proxy say the address of whom it speaks for", "shape", shapeOf(from.arrived))
	case doubtOther:
		s.log.Warn(header+"holds what is no address (9 stands for a digit, a for a letter)"+share+
			"have it say addresses, with a port or without, separated by commas", "shape", shapeOf(from.arrived))
	}
}
