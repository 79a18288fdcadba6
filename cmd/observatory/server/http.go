package server

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"servicequality/observatory/access"
	"servicequality/web"
)

// The times that a client may take; a slow one must not hold a connection.
const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 10 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 60 * time.Second
	maxHeader     = 16 << 10
	// closeTimeout is how long requests under way may take at a shutdown.
	closeTimeout = 15 * time.Second
)

// serveHTTP serves the handler on the listener until the shutdown.
func (s *server) serveHTTP(l net.Listener, handler http.Handler) {
	h := &http.Server{
		Handler: withoutPrefix(handler), ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		// What net/http itself would say of a connection names its address; what
		// fails in a handler is logged there, without one.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() {
		if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.failures <- err
		}
	}()
	s.onStop(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		return h.Shutdown(ctx)
	})
}

// withoutPrefix takes away the header from which gin makes the beginning of the
// address that a final slash is led to. Anybody can send it, and a cache would
// keep the address for everybody.
func withoutPrefix(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Forwarded-Prefix")
		next.ServeHTTP(w, r)
	})
}

// router is a gin engine that reads no address out of a header (tellClients does)
// and logs no request: a request line may hold an address.
func (s *server) router() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gin.CustomRecoveryWithWriter(nil, func(c *gin.Context, cause any) {
		s.log.Error("a request panicked", "route", c.FullPath(), "cause", cause)
		c.AbortWithStatus(http.StatusInternalServerError)
	}))
	r.ForwardedByClientIP = false
	r.ContextWithFallback = true
	r.HandleMethodNotAllowed = true // gin names the methods that are, in Allow
	r.NoMethod(func(c *gin.Context) {
		web.Problem{Status: http.StatusMethodNotAllowed, Detail: "The header Allow names the methods of this address."}.Send(c)
	})
	return r
}

func (s *server) publicHandler(operations bool) http.Handler {
	r := s.router()
	r.Use(s.tellClients(), s.tellPages)
	if s.collector != nil {
		s.collector.Register(r)
		s.events.Register(r)
		s.widgets.Register(r)
		s.volumes.RegisterWithin(r, s.guard.Machine(access.ActionState), s.guard.Audit)
	}
	if s.dashboard != nil {
		s.dashboard.Register(r)
		s.space.Register(r)
		r.NoRoute(s.dashboard.NotFound)
	}
	if operations {
		s.registerOperations(r)
		r.GET("/api/v1/health", fromLoopback, s.health)
	}
	return r
}

func (s *server) adminHandler() http.Handler {
	r := s.router()
	s.registerOperations(r)
	r.GET("/api/v1/health", s.health)
	if s.volumes != nil {
		s.volumes.Register(r)
	}
	if s.dashboard != nil {
		s.dashboard.RegisterAdmin(r)
	}
	return r
}

func (s *server) registerOperations(r gin.IRouter) {
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	r.GET("/readyz", s.ready)
	r.GET("/metrics", gin.WrapH(promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})))
}

// fromLoopback hides a route from everybody but this machine, and from those
// for whom a proxy on this machine speaks.
func fromLoopback(c *gin.Context) {
	proxied := slices.ContainsFunc([]string{"Forwarded", forwardedFor, "X-Real-Ip"}, func(name string) bool {
		return c.Request.Header.Get(name) != ""
	})
	if proxied || !peerOf(c.Request).IsLoopback() {
		c.AbortWithStatus(http.StatusNotFound)
	}
}
