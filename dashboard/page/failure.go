package page

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/guard"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/web"
	"servicequality/web/locale"
)

// Fail maps the kind of an error to a status, and logs what nobody expected.
func (d *Site) Fail(c *gin.Context, err error) web.Failure {
	f := d.failureOf(err)
	switch f.Status {
	case http.StatusServiceUnavailable:
		c.Header("Retry-After", web.RetryAfter)
	case http.StatusInternalServerError:
		d.Log.Error("cannot answer", "path", c.Request.URL.Path, "error", err)
	}
	if f.Messages == "" {
		f.Messages = "error." + strconv.Itoa(f.Status)
	}
	return f
}

func (d *Site) failureOf(err error) web.Failure {
	var invalid *observatory.InvalidError
	var refused *web.Refusal
	switch {
	case errors.As(err, &refused) && refused.Missing:
		return web.Failure{Status: http.StatusNotFound, Fields: refused.In(d.locales[locale.English]), Refusal: refused, Messages: web.EarlyMessages}
	case errors.As(err, &refused):
		return web.Failure{Status: http.StatusBadRequest, Fields: refused.In(d.locales[locale.English]), Refusal: refused}
	case errors.As(err, &invalid):
		return web.Failure{Status: http.StatusBadRequest, Fields: invalid.Fields}
	case errors.Is(err, observatory.ErrNotFound):
		return web.Failure{Status: http.StatusNotFound}
	case errors.Is(err, observatory.ErrForbidden):
		return web.Failure{Status: http.StatusForbidden}
	case errors.Is(err, snapshot.ErrBusy):
		return web.Failure{Status: http.StatusServiceUnavailable, Messages: web.BusyMessages}
	case errors.Is(err, guard.ErrUnchecked):
		return web.Failure{Status: http.StatusServiceUnavailable, Messages: web.UncheckedMessages}
	case errors.Is(err, observatory.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return web.Failure{Status: http.StatusServiceUnavailable}
	}
	return web.Failure{Status: http.StatusInternalServerError}
}
