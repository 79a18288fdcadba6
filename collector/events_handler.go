package collector

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"servicequality/observatory/rating"
	"servicequality/web"
)

// eventsEndpoint is where pages tell what happened on them.
const eventsEndpoint = "/api/v1/events"

// Register adds POST /api/v1/events and its preflight, which a beacon of
// text/plain does without.
func (e *Events) Register(r gin.IRouter) {
	r.POST(eventsEndpoint, e.post)
	r.OPTIONS(eventsEndpoint, preflight)
}

func (e *Events) post(ctx *gin.Context) {
	ctx.Header("Access-Control-Allow-Origin", "*")
	var report rating.EventReport
	err := readJSON(ctx, web.MaxForm, &report)
	if err == nil {
		err = e.Add(ctx.Request.Context(), report)
	}
	if err != nil {
		answerProblem(ctx, e.log, err)
		return
	}
	ctx.Status(http.StatusNoContent)
}
