// Package api is the open-data API: the figures of the pages for machines, and its
// OpenAPI description.
//
// It owns the addresses below /api/v1 that everybody may read, and what they take.
// Objects are those of package data, lists those of package list. It writes no HTML.
package api

import "servicequality/dashboard/page"

// API answers the open-data API.
type API struct{ *page.Site }
