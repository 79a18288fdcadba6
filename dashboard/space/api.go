package space

import (
	"net/url"
	"slices"
	"strconv"

	"servicequality/dashboard/page"
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
	Satisfaction *page.Text      `json:"satisfaction"`
	Clarity      *uint8          `json:"clarity"`
	Comment      *page.Text      `json:"comment"`
	Masked       bool            `json:"masked"`
	Standing     rating.Standing `json:"standing"`
	Outcome      string          `json:"outcome"`
	Channel      string          `json:"channel"`
	Button       *page.Text      `json:"button"`
	Lang         *page.Text      `json:"lang"`
	Signed       bool            `json:"signed"`
}

func newCommentObject(c rating.Comment) commentObject {
	o := commentObject{
		Rating: c.Rating.String(), Procedure: c.Procedure, Day: c.Day, Comment: page.Known(c.Text), Masked: c.Masked,
		Satisfaction: page.Known(word(rating.SatisfactionCodes(), c.Satisfaction)), Standing: c.Standing,
		Outcome: c.Outcome, Channel: c.Channel, Button: page.Known(c.Button), Lang: page.Known(c.Lang), Signed: c.Signed,
	}
	if c.Clarity > 0 {
		o.Clarity = &c.Clarity
	}
	return o
}

// apiComments answers GET /api/v1/comments with the comments of the access's
// scope, or of one procedure in it, the newest first.
func (s *Space) apiComments(v *page.Visit) (*web.Answer, error) {
	mark, number, perPage, err := asked(v)
	if err != nil {
		return nil, err
	}
	q, err := scopeQuery(v, mark)
	if err != nil {
		return nil, err
	}
	// One more than the page holds says whether there is another page.
	q.Skip, q.Most = (number-1)*perPage, perPage+1
	ctx, procedure := v.C.Request.Context(), ""
	if v.Query.Get("procedure") != "" {
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
			if v.Query.Has(field) {
				query.Set(field, v.Query.Get(field))
			}
		}
		query.Set("page", strconv.FormatUint(number+1, 10))
		next := s.Cfg.PublicURL + v.Path + "?" + query.Encode()
		page.Next = &next
	}
	return web.JSON(page)
}

// scopeQuery chooses the comments that the access may read: each procedure of
// the query is one of its scope.
func scopeQuery(v *page.Visit, mark string) (rating.CommentQuery, error) {
	q := rating.CommentQuery{
		Satisfaction: uint8(slices.Index(rating.SatisfactionCodes(), mark) + 1),
		Quarantined:  v.Access.May(access.ActionJudge, nil),
	}
	if name := v.Query.Get("procedure"); name != "" {
		p, ok := v.Snap.Catalogue.Find(name)
		if !ok || !v.Access.May(access.ActionRead, p) {
			return q, observatory.ErrForbidden
		}
		q.Procedures = []string{p.ID}
		return q, nil
	}
	for _, p := range v.Access.Scope(access.ActionRead, v.Snap.Catalogue) {
		q.Procedures = append(q.Procedures, p.ID)
	}
	return q, nil
}
