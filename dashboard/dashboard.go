// Package dashboard serves the public pages, the charts and the open data of the
// observatory, with the same numbers in every form.
//
// It reads aggregates only, through a snapshot.Store, and computes no figures: they
// come from the domain. What it has read is kept as one immutable snapshot per data
// version, and every page is computed once per snapshot, so the cost of a page follows
// the number of versions and not the number of readers; when the database is
// unavailable the last pages stay.
//
// Behind a guard.Guard, which knows accesses by their tokens, package space shows
// ministries more of their own procedures. Those pages are made for each request and
// never kept.
package dashboard

import (
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
)

// Dashboard answers the public pages and the open-data API. Make it with New.
type Dashboard struct {
	*page.Site
	worked workedCounts
}

// New prepares a dashboard over the store. It reads nothing yet: the first
// request does. An error means that the binary was built wrong.
func New(store snapshot.Store, cfg page.Config, reg prometheus.Registerer, log *slog.Logger) (*Dashboard, error) {
	site, err := page.New(store, cfg, reg, log)
	if err != nil {
		return nil, err
	}
	worked, err := readWorkedCounts(workedFile)
	if err != nil {
		return nil, fmt.Errorf("cannot prepare the dashboard: %w", err)
	}
	return &Dashboard{site, worked}, nil
}
