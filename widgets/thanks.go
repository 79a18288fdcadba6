package widgets

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
)

// thanksPage says that the rating is kept, and under which id.
type thanksPage struct {
	page
	// Rating is empty when the address does not tell it.
	Rating  string
	Another string
}

func (w *Widgets) thank(c *gin.Context) {
	l := w.language(c, c.Query("lang"))
	procedure, ok := w.procedure(c, l)
	if !ok {
		return
	}
	query, rating := url.Values{}, ""
	if id, err := uuid.Parse(c.Query("rating")); err == nil {
		rating = id.String()
		query.Set("rating", rating)
	}
	w.render(c, http.StatusOK, "thanks", l, thanksPage{
		page:   w.newPage(l, procedure, "thanks.title", "/avis/"+procedure.ID+"/merci", query),
		Rating: rating, Another: "/avis?lang=" + l.Code,
	})
}
