package collector

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/web"
)

func (c *Collector) fail(ctx *gin.Context, err error) { answerProblem(ctx, c.log, err) }

// answerProblem answers with the status and the words that the kind of the
// error asks for.
func answerProblem(ctx *gin.Context, log *slog.Logger, err error) {
	p := problemOf(err)
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		ctx.Header("Retry-After", retryAfter(err))
		ctx.Header("Access-Control-Expose-Headers", "Retry-After")
	}
	if p.Status == http.StatusInternalServerError {
		log.Error("a request could not be accepted", "route", ctx.FullPath(), "cause", err)
	}
	p.Send(ctx)
}

func problemOf(err error) web.Problem {
	p := web.Problem{Status: http.StatusInternalServerError, Detail: "The request could not be accepted."}
	var invalid *observatory.InvalidError
	var large *http.MaxBytesError
	var tooMany *observatory.TooManyError
	switch {
	case errors.As(err, &invalid):
		p.Status, p.Fields = http.StatusUnprocessableEntity, invalid.Fields
		p.Detail = "Some fields are wrong; nothing was recorded."
	case errors.As(err, &large):
		p.Status, p.Detail = http.StatusRequestEntityTooLarge, "The body is too large: ratings and events have at most 16 KiB, volumes 1 MiB."
	case errors.As(err, &tooMany):
		p.Status, p.Detail = http.StatusTooManyRequests,
			"Too many ratings of this procedure came from this network; send the same again later."
	case errors.Is(err, errNotJSON):
		p.Status, p.Detail = http.StatusUnsupportedMediaType, "Send application/json, or text/plain that holds JSON."
	case errors.Is(err, errMediaType):
		p.Status, p.Detail = http.StatusUnsupportedMediaType,
			"Send application/json, text/plain that holds JSON, or application/x-www-form-urlencoded."
	case errors.Is(err, errIncomplete):
		p.Status, p.Detail = http.StatusRequestTimeout, "The body did not arrive whole."
	case errors.Is(err, observatory.ErrForbidden):
		p.Status, p.Detail = http.StatusForbidden, "The token does not reach every procedure that is named; nothing was recorded."
	case errors.Is(err, observatory.ErrNotFound):
		p.Status, p.Detail = http.StatusNotFound, "There is no procedure with this id or alias."
	case errors.Is(err, observatory.ErrClosed):
		p.Status, p.Detail = http.StatusGone, "This procedure takes no more ratings."
	case errors.Is(err, errLate):
		p.Status, p.Detail = http.StatusConflict,
			"The first step of this rating was received more than an hour ago; it can no longer be changed."
	case errors.Is(err, observatory.ErrConflict):
		p.Status, p.Detail = http.StatusConflict,
			"This id and version were received with other content; send a correction as a higher version."
	case errors.Is(err, observatory.ErrUnavailable):
		p.Status, p.Detail = http.StatusServiceUnavailable,
			"It could not be written down for good; send the same again later."
	}
	return p
}
