package api

import (
	"github.com/gin-gonic/gin"

	"servicequality/dashboard/guard"
	"servicequality/dashboard/page"
	"servicequality/observatory/access"
	"servicequality/web"
)

// orWithToken gives the public what everybody gets, and who sends a token what
// its access allows on the procedure of the address.
func (d API) orWithToken(public gin.HandlerFunc, private page.View) gin.HandlerFunc {
	if d.Cfg.Guard == nil {
		return public
	}
	enter := d.Cfg.Guard.Admit(guard.Door{Action: access.ActionRead, Procedure: guard.ProcedureParameter, Refuse: guard.RefuseMachine})
	answer := d.Machine(func(v *page.Visit) (*web.Answer, error) { return private(v.Request) })
	return func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" {
			public(c)
			return
		}
		c.Writer.Header().Del("Access-Control-Allow-Origin")
		if enter(c); !c.IsAborted() {
			answer(c)
		}
	}
}
