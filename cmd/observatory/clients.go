package main

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"

	"observatory"
)

// proxies reads --trusted-proxies: addresses and networks, separated by
// commas.
func (f serveFlags) proxies() ([]string, error) {
	var all []string
	for word := range strings.SplitSeq(f.trustedProxies, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		_, noNetwork := netip.ParsePrefix(word)
		_, noAddress := netip.ParseAddr(word)
		if noNetwork != nil && noAddress != nil {
			return nil, usageError(fmt.Sprintf("--trusted-proxies must list addresses and networks like 10.0.0.0/8, not %q", word))
		}
		all = append(all, word)
	}
	return all, nil
}

// tellClients puts the client of each post into the request's context, for the
// limits. Nothing else learns an address, and reading a page needs none.
func (s *server) tellClients(c *gin.Context) {
	if c.Request.Method != http.MethodPost {
		return
	}
	from := c.ClientIP()
	if c.GetHeader("X-Forwarded-For") != "" && from == c.RemoteIP() {
		s.proxyDoubt.Do(func() {
			s.log.Warn("a post came with an X-Forwarded-For that is not believed: " +
				"name your proxy with --trusted-proxies, or all citizens behind it share one limit")
		})
	}
	if address, err := netip.ParseAddr(from); err == nil {
		client := observatory.NewClient(address)
		c.Request = c.Request.WithContext(observatory.WithClient(c.Request.Context(), client))
	}
}
