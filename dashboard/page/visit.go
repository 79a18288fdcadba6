package page

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/guard"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/web"
)

// Visit is one request of somebody who was let in.
type Visit struct {
	*Request
	C      *gin.Context
	Access access.Access
	// form is the token that protects a form against forgery.
	Form string
	// entry is the procedure that the address names, as the guard found it.
	Entry snapshot.Entry
	Today observatory.Day
}

// Machine serves a program that bears a token.
func (d *Site) Machine(view func(*Visit) (*web.Answer, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		a, err := d.Visit(c, view)
		if err != nil {
			a = d.Fail(c, err).Problem().Answer()
		}
		d.Send(c, a)
	}
}

// Visit answers who is logged in; the answer is made for them and never kept.
func (d *Site) Visit(c *gin.Context, view func(*Visit) (*web.Answer, error)) (*web.Answer, error) {
	v := &Visit{Request: d.Request(c), C: c, Access: access.Of(c.Request.Context()), Today: observatory.DayOf(d.Cfg.Now())}
	v.anyDay = true
	var err error
	if v.Snap, v.silent, err = d.Shelf.Current(v.Ctx); err != nil && v.Access.ID != "" {
		return nil, err
	}
	v.Form = c.GetString(guard.FormField)
	if id := c.GetString(guard.ProcedureParameter); id != "" {
		if v.Entry, err = v.Find(id); err != nil {
			return nil, err
		}
		v.Param = func(name string) string {
			if name == guard.ProcedureParameter {
				return id
			}
			return c.Param(name)
		}
	}
	return view(v)
}

// Send writes an answer that is made for one reader and never kept.
func (d *Site) Send(c *gin.Context, a *web.Answer) {
	defer func() {
		d.Metrics.Answers.WithLabelValues(c.FullPath(), strconv.Itoa(c.Writer.Status())).Inc()
	}()
	switch {
	case a == nil: // it is written already
	case a.Location != "":
		c.Redirect(http.StatusSeeOther, a.Location)
	default:
		if a.Filename != "" {
			c.Header("Content-Disposition", a.Disposition())
		}
		c.Data(max(a.Status, http.StatusOK), a.Media, a.Body)
	}
}

// SpaceBar says who is in the space, and leads through it and out.
type SpaceBar struct {
	// Form is the token that protects a form against forgery; empty for a program,
	// which gets no forms.
	Form  string
	Who   string
	Links []Link
}
