package dashboard

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/guard"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// commentObject is a comment in the API.
type commentObject struct {
	Rating       string          `json:"rating"`
	Procedure    string          `json:"procedure"`
	Day          observatory.Day `json:"day"`
	Satisfaction *text           `json:"satisfaction"`
	Clarity      *uint8          `json:"clarity"`
	Comment      *text           `json:"comment"`
	Masked       bool            `json:"masked"`
	Standing     rating.Standing `json:"standing"`
	Outcome      string          `json:"outcome"`
	Channel      string          `json:"channel"`
	Button       *text           `json:"button"`
	Lang         *text           `json:"lang"`
	Signed       bool            `json:"signed"`
}

func newCommentObject(c rating.Comment) commentObject {
	o := commentObject{
		Rating: c.Rating.String(), Procedure: c.Procedure, Day: c.Day, Comment: known(c.Text), Masked: c.Masked,
		Satisfaction: known(word(rating.SatisfactionCodes(), c.Satisfaction)), Standing: c.Standing,
		Outcome: c.Outcome, Channel: c.Channel, Button: known(c.Button), Lang: known(c.Lang), Signed: c.Signed,
	}
	if c.Clarity > 0 {
		o.Clarity = &c.Clarity
	}
	return o
}

// apiComments answers GET /api/v1/comments with the comments of the access's
// scope, or of one procedure in it, the newest first.
func (s *Space) apiComments(v *visit) (*web.Answer, error) {
	mark, number, perPage, err := v.asked()
	if err != nil {
		return nil, err
	}
	q, err := v.scopeQuery(mark)
	if err != nil {
		return nil, err
	}
	// One more than the page holds says whether there is another page.
	q.Skip, q.Most = (number-1)*perPage, perPage+1
	ctx, procedure := v.c.Request.Context(), ""
	if v.query.Get("procedure") != "" {
		procedure = q.Procedures[0]
	}
	if err := s.guard.Audit(ctx, access.ActExport, procedure, "", "api"); err != nil {
		return nil, err
	}
	page := struct {
		Items []commentObject `json:"items"`
		Next  *string         `json:"next"`
	}{Items: []commentObject{}}
	err = s.store.Comments(ctx, q, func(c rating.Comment) error {
		page.Items = append(page.Items, newCommentObject(c))
		return nil
	})
	if err != nil {
		return nil, unread(err)
	}
	if uint64(len(page.Items)) > perPage {
		page.Items = page.Items[:perPage]
		query := url.Values{}
		for _, field := range []string{"procedure", "satisfaction", "per_page"} {
			if v.query.Has(field) {
				query.Set(field, v.query.Get(field))
			}
		}
		query.Set("page", strconv.FormatUint(number+1, 10))
		next := s.cfg.PublicURL + v.path + "?" + query.Encode()
		page.Next = &next
	}
	return web.JSON(page)
}

// scopeQuery chooses the comments that the access may read: each procedure of
// the query is one of its scope.
func (v *visit) scopeQuery(mark string) (rating.CommentQuery, error) {
	q := rating.CommentQuery{
		Satisfaction: uint8(slices.Index(rating.SatisfactionCodes(), mark) + 1),
		Quarantined:  v.access.May(access.ActionJudge, nil),
	}
	if name := v.query.Get("procedure"); name != "" {
		p, ok := v.snap.Catalogue.Find(name)
		if !ok || !v.access.May(access.ActionRead, p) {
			return q, observatory.ErrForbidden
		}
		q.Procedures = []string{p.ID}
		return q, nil
	}
	for _, p := range v.access.Scope(access.ActionRead, v.snap.Catalogue) {
		q.Procedures = append(q.Procedures, p.ID)
	}
	return q, nil
}

// orWithToken gives the public what everybody gets, and who sends a token what
// its access allows on the procedure of the address.
func (d *Dashboard) orWithToken(public gin.HandlerFunc, private view) gin.HandlerFunc {
	if d.cfg.Guard == nil {
		return public
	}
	enter := d.cfg.Guard.Admit(guard.Door{Action: access.ActionRead, Procedure: guard.ProcedureParameter, Refuse: guard.RefuseMachine})
	answer := d.machine(func(v *visit) (*web.Answer, error) { return private(v.request) })
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
