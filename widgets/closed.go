package widgets

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"observatory"
)

// sayClosed shows the message of a procedure that is closed in the place of its
// form. The message is in the language of the catalogue.
func (w *Widgets) sayClosed(c *gin.Context, l *language, procedure *observatory.Procedure) {
	p := w.newPage(l, procedure, "site", c.Request.URL.EscapedPath(), url.Values{})
	w.render(c, http.StatusGone, "closed", l, p)
}
