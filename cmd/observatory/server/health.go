package server

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"servicequality/collector/shipping"
	"servicequality/observatory"
	"servicequality/observatory/alarm"
)

// healthAnswer is the body of GET /api/v1/health.
type healthAnswer struct {
	// Status is ok, or degraded when something below is not as it should be.
	Status     string           `json:"status"`
	Journal    *shipping.Health `json:"journal"`
	ClickHouse string           `json:"clickhouse"`
	Jobs       []jobHealth      `json:"jobs"`
	// Stale lists the sources of figures that are too old. Those of procedures
	// do not degrade the service.
	Stale []staleHealth `json:"stale"`
}

type staleHealth struct {
	Procedure string          `json:"procedure,omitempty"`
	Source    string          `json:"source"`
	Since     observatory.Day `json:"since"`
}

type jobHealth struct {
	Name string `json:"name"`
	// LastSuccess is null, and AgeSeconds too, for a job that never succeeded.
	LastSuccess *time.Time `json:"last_success"`
	AgeSeconds  *int64     `json:"age_seconds"`
	late        bool
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
	answer := healthAnswer{Status: "ok", ClickHouse: "ok", Jobs: []jobHealth{}, Stale: []staleHealth{}}
	if s.collector != nil {
		journal := s.collector.Health()
		answer.Journal = &journal
	}
	if err := s.db.Ping(ctx); err != nil {
		s.log.Warn("health: no database", "error", err)
		answer.Status, answer.ClickHouse = "degraded", "does not answer"
	} else if err := s.sources(ctx, &answer); err != nil {
		s.log.Warn("health: cannot read how old the sources are", "error", err)
		answer.Status = "degraded"
	}
	c.JSON(http.StatusOK, answer)
}

// sources tells of the jobs, and of sources that are too old. A late job or an
// old catalogue degrades the service.
func (s *server) sources(ctx context.Context, answer *healthAnswer) error {
	alarms, err := s.db.Alarms(ctx)
	if err != nil {
		return err
	}
	for _, a := range alarms {
		if a.Open() && a.Kind == alarm.KindStale {
			answer.Stale = append(answer.Stale, staleHealth{a.Procedure, a.Subject, a.Day})
			if a.Subject == alarm.SourceCatalogue {
				answer.Status = "degraded"
			}
		}
	}
	if answer.Jobs, err = s.jobHealth(ctx); slices.ContainsFunc(answer.Jobs, func(j jobHealth) bool { return j.late }) {
		answer.Status = "degraded"
	}
	return err
}

func (s *server) jobHealth(ctx context.Context) ([]jobHealth, error) {
	jobs := []jobHealth{}
	if s.aggregator == nil {
		return jobs, nil
	}
	all, err := s.aggregator.Jobs(ctx)
	for _, job := range all {
		health := jobHealth{Name: job.Name, late: job.Late(s.app.Now())}
		if last := job.Last.LastSuccess; !last.IsZero() {
			age := int64(s.app.Now().Sub(last).Seconds())
			health.LastSuccess, health.AgeSeconds = &last, &age
		}
		jobs = append(jobs, health)
	}
	return jobs, err
}
