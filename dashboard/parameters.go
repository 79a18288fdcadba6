package dashboard

import (
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/snapshot"
	"servicequality/web"
)

// takes refuses an address with a parameter that is none of these names, nor
// lang, before anything is read or computed for it: each such address would be
// another one to the memory of answers, and whoever mistyped a filter would be
// shown what it was not applied to.
func (d *Dashboard) takes(onFailure func(*request, web.Failure) *web.Answer, names ...string) gin.HandlerFunc {
	names = append(slices.Clone(names), "lang")
	return func(c *gin.Context) {
		if c.Request.URL.RawQuery == "" {
			return
		}
		var bad web.Refusal
		bad.Only(c.Request.URL.Query(), names)
		if err := bad.OrNil(); err != nil {
			r := d.request(c)
			r.snap, r.silent, _ = d.shelf.State() // as it is: nothing is read for a refusal
			onFailure(r, d.fail(c, err)).Finish(time.Time{}).Write(c)
			d.count(c)
			c.Abort()
		}
	}
}

// listingParameters are what an address of a list of procedures may have.
func listingParameters() []string {
	names := []string{"q", "columns", "sort", "order", "page", "per_page"}
	for _, f := range snapshot.Filters(nil) {
		names = append(names, f.Field)
	}
	return names
}

// figureParameters are what an address of a list of figures may have.
func figureParameters() []string {
	return []string{"procedure", "ministry", "kind", "page", "per_page"}
}

// pictureParameters are what an address of a chart may have.
func pictureParameters() []string { return []string{"theme", "size"} }
