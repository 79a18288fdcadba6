package page

import (
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"servicequality/web"
)

// Takes refuses an address with a parameter that is none of these names, nor lang,
// before anything is read or computed for it: each such address would take room in the
// memory of answers, and whoever mistyped a filter would be shown an unfiltered page.
func (d *Site) Takes(onFailure func(*Request, web.Failure) *web.Answer, names ...string) gin.HandlerFunc {
	names = append(slices.Clone(names), "lang")
	return func(c *gin.Context) {
		if c.Request.URL.RawQuery == "" {
			return
		}
		var bad web.Refusal
		bad.Only(c.Request.URL.Query(), names)
		if err := bad.OrNil(); err != nil {
			r := d.Request(c)
			r.Snap, r.silent, _ = d.Shelf.State() // as it is: nothing is read for a refusal
			onFailure(r, d.Fail(c, err)).Finish(time.Time{}).Write(c)
			d.count(c)
			c.Abort()
		}
	}
}
