package server

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"servicequality/collector"
	"servicequality/observatory"
)

// startHosts starts what counts the hosts of the pages that ratings come from.
func (s *server) startHosts(ctx context.Context) (err error) {
	if s.hosts, err = collector.NewHosts(s.journal, s.db.Store, s.app.Now, s.registry, s.log); err != nil {
		return err
	}
	s.hosts.Start(context.WithoutCancel(ctx))
	s.onStop(func() error {
		stopping, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		s.hosts.Stop(stopping)
		return nil
	})
	return nil
}

// tellPages puts the page that each post was made from into the request's
// context. Our own pages are those of --public-url, and those that were asked
// for under the same name as the post.
func (s *server) tellPages(c *gin.Context) {
	if c.Request.Method != http.MethodPost {
		return
	}
	own := []string{c.Request.Host}
	if public, err := url.Parse(s.flags.publicURL); err == nil {
		own = append(own, public.Host)
	}
	page := observatory.NewPage(c.GetHeader("Origin"), c.GetHeader("Referer"), own...)
	c.Request = c.Request.WithContext(observatory.WithPage(c.Request.Context(), page))
}
