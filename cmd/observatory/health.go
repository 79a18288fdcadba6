package main

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"observatory/collector"
)

// healthAnswer is the body of GET /api/v1/health.
type healthAnswer struct {
	// Status is ok, or degraded when something below is not as it should be.
	Status     string            `json:"status"`
	Journal    *collector.Health `json:"journal"`
	ClickHouse string            `json:"clickhouse"`
	Jobs       []jobHealth       `json:"jobs"`
}

type jobHealth struct {
	Name string `json:"name"`
	// LastSuccess is null, and AgeSeconds too, for a job that never succeeded.
	LastSuccess *time.Time `json:"last_success"`
	AgeSeconds  *int64     `json:"age_seconds"`
	due         time.Time
}

// pingTimeout is how long the database may take to say that it is there.
const pingTimeout = 2 * time.Second

// ready answers whether the process may get traffic: the journal is open, the
// database has answered and its schema is current, which start made sure of. A
// collector stays ready when the database is lost later; a dashboard does too,
// with its last good pages.
func (s *server) ready(c *gin.Context) { c.String(http.StatusOK, "ready\n") }

func (s *server) health(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), pingTimeout)
	defer cancel()
	answer := healthAnswer{Status: "ok", ClickHouse: "ok", Jobs: []jobHealth{}}
	if s.collector != nil {
		journal := s.collector.Health()
		answer.Journal = &journal
	}
	if err := s.db.Ping(ctx); err != nil {
		s.log.Warn("health: no database", "error", err)
		answer.Status, answer.ClickHouse = "degraded", "does not answer"
	} else if answer.Jobs, err = s.jobHealth(ctx); err != nil || late(answer.Jobs, s.app.now()) {
		answer.Status = "degraded"
	}
	c.JSON(http.StatusOK, answer)
}

// lateAfter is how long after it was due a job may succeed.
const lateAfter = 15 * time.Minute

// late says whether a job that succeeded once should have done so again.
func late(jobs []jobHealth, now time.Time) bool {
	return slices.ContainsFunc(jobs, func(j jobHealth) bool { return !j.due.IsZero() && now.Sub(j.due) > lateAfter })
}

func (s *server) jobHealth(ctx context.Context) ([]jobHealth, error) {
	jobs := []jobHealth{}
	if s.aggregator == nil {
		return jobs, nil
	}
	all, err := s.aggregator.Jobs(ctx)
	for _, job := range all {
		health := jobHealth{Name: job.Name, due: job.Due}
		if last := job.Last.LastSuccess; !last.IsZero() {
			age := int64(time.Since(last).Seconds())
			health.LastSuccess, health.AgeSeconds = &last, &age
		}
		jobs = append(jobs, health)
	}
	return jobs, err
}
