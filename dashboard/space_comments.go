package dashboard

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// commentsBody is the page of a procedure's comments.
type commentsBody struct {
	Title, URL string
	Filters    []link
	Found      string
	// Done says what was just done.
	Done     string
	Comments []commentRow
	Pages    []pageLink
	CSV      string
	Form     string
}

// commentRow is one comment.
type commentRow struct {
	ID, Anchor string
	Mark       string // the answer, in a word
	Level      string // a class for its colour
	Day        string
	Text       string
	// Lang is the language that the citizen read the form in, where it is
	// another than the page's.
	Lang     string
	Masked   bool
	Standing string
	Details  string
	Verdicts []verdictForm
}

// verdictForm is what may be decided about a comment.
type verdictForm struct {
	Action, Name, Label string
	Reasons             []option
}

// commentQuery chooses the comments of the address's procedure beside a mark;
// those in quarantine are shown to who may release them.
func (v *visit) commentQuery(mark string) rating.CommentQuery {
	return rating.CommentQuery{
		Procedures:   []string{v.entry.Procedure.ID},
		Satisfaction: uint8(slices.Index(rating.SatisfactionCodes(), mark) + 1),
		Quarantined:  v.access.May(access.ActionJudge, v.entry.Procedure),
	}
}

// asked reads the mark, the page and the size of a page from the address.
func (v *visit) asked() (mark string, page, perPage uint64, err error) {
	var bad []observatory.FieldError
	number := func(field string, fallback, most uint64) uint64 {
		text := v.query.Get(field)
		if text == "" {
			return fallback
		}
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil || n < 1 || n > most {
			bad = append(bad, observatory.FieldError{Field: field, Reason: "must be a whole number from 1 to " + strconv.FormatUint(most, 10)})
		}
		return n
	}
	page, perPage = number("page", 1, 1_000_000), number("per_page", snapshot.DefaultPerPage, snapshot.MostPerPage)
	if mark = v.query.Get("satisfaction"); mark != "" && !slices.Contains(rating.SatisfactionCodes(), mark) {
		bad = append(bad, observatory.FieldError{Field: "satisfaction", Reason: "must be one of bad, medium, good"})
	}
	if bad != nil {
		err = &observatory.InvalidError{Fields: bad}
	}
	return mark, page, perPage, err
}

func (s *Space) comments(v *visit) (*web.Answer, error) {
	mark, number, _, err := v.asked()
	if err != nil {
		return nil, err
	}
	const perPage = snapshot.DefaultPerPage
	p := v.entry.Procedure
	q := v.commentQuery(mark)
	counts, err := s.store.CommentCounts(v.ctx, q)
	if err != nil {
		return nil, unread(err)
	}
	count := counts[p.ID]
	total := count.All
	if q.Satisfaction > 0 {
		total = count.Marks[q.Satisfaction-1]
	}
	q.Skip, q.Most = (number-1)*perPage, perPage
	query := url.Values{}
	if mark != "" {
		query.Set("satisfaction", mark)
	}
	body := commentsBody{
		Title: p.Title, URL: v.link(spacePath(p.ID)), Filters: v.commentLinks(count, mark), Form: v.form,
		Found: v.loc.N("comments.found", total), CSV: v.address(spacePath(p.ID)+"/commentaires.csv", query),
		Pages: v.commentPages(mark, number, (total+perPage-1)/perPage),
	}
	if done := "comments.done." + v.query.Get("done"); v.query.Has("done") && v.loc.Has(done) {
		body.Done = v.loc.T(done)
	}
	err = s.store.Comments(v.ctx, q, func(c rating.Comment) error {
		body.Comments = append(body.Comments, v.commentRow(c, uint64(len(body.Comments))))
		return nil
	})
	if err != nil {
		return nil, unread(err)
	}
	page := s.spacePage(v, "comments", body)
	page.Crumbs = append(page.Crumbs, link{Text: p.Title, URL: v.link(spacePath(p.ID)), Own: true})
	return s.render(page, "comments", http.StatusOK)
}

// commentLinks leads to all comments and to those beside each mark.
func (v *visit) commentLinks(n rating.CommentCount, chosen string) []link {
	to := func(mark, key string, count uint64) link {
		return link{Text: v.loc.T(key) + " (" + v.loc.Count(count) + ")", URL: v.commentsAt(v.entry.Procedure.ID, mark, 1),
			Current: mark == chosen && v.query.Has("satisfaction") == (mark != "")}
	}
	links := []link{to("", "comments.all", n.All)}
	for i, mark := range rating.SatisfactionCodes() {
		links = append(links, to(mark, "answer.satisfaction."+mark, n.Marks[i]))
	}
	return links
}

// commentsAt is the address of a page of a procedure's comments.
func (v *visit) commentsAt(procedure, mark string, page uint64) string {
	query := url.Values{}
	if mark != "" {
		query.Set("satisfaction", mark)
	}
	if page > 1 {
		query.Set("page", strconv.FormatUint(page, 10))
	}
	return v.address(spacePath(procedure)+"/commentaires", query)
}

// commentPages leads to the page before and the page after.
func (v *visit) commentPages(mark string, number, last uint64) []pageLink {
	id := v.entry.Procedure.ID
	var links []pageLink
	if number > 1 {
		links = append(links, pageLink{Text: v.loc.T("comments.newer"), URL: v.commentsAt(id, mark, min(number-1, max(last, 1)))})
	}
	if last > 1 {
		links = append(links, pageLink{Text: v.loc.T("comments.page", v.loc.Count(number), v.loc.Count(last))})
	}
	if number < last {
		links = append(links, pageLink{Text: v.loc.T("comments.older"), URL: v.commentsAt(id, mark, number+1)})
	}
	return links
}

func (v *visit) commentRow(c rating.Comment, n uint64) commentRow {
	row := commentRow{
		ID: c.Rating.String(), Anchor: "c" + strconv.FormatUint(n+1, 10), Day: v.loc.Date(c.Day), Text: c.Text, Masked: c.Masked,
		Mark: v.loc.T("comments.unmarked"),
	}
	if i := int(c.Satisfaction) - 1; i >= 0 && i < len(rating.SatisfactionCodes()) {
		row.Mark = v.loc.T("answer.satisfaction." + rating.SatisfactionCodes()[i])
		row.Level = []string{"red", "yellow", "green"}[i]
	}
	if c.Lang != "" && c.Lang != v.loc.Code {
		row.Lang = c.Lang
	}
	if c.Standing != rating.Accepted {
		row.Standing = v.loc.T("standing." + string(c.Standing))
	}
	if c.Button != "" {
		row.Details = v.loc.T("comments.button", c.Button)
	}
	row.Verdicts = v.verdicts(c, row)
	return row
}

// verdicts lists what the visitor may decide about the comment.
func (v *visit) verdicts(c rating.Comment, row commentRow) []verdictForm {
	if v.form == "" {
		return nil
	}
	var forms []verdictForm
	at := spacePath(c.Procedure) + "/commentaires/" + row.ID
	add := func(action access.Action, verb string, reasons ...string) {
		if !v.access.May(action, v.entry.Procedure) {
			return
		}
		f := verdictForm{Action: v.keep(at + "/" + verb), Name: v.loc.T("verdict." + verb), Label: v.loc.T("verdict."+verb+".label", row.Day)}
		for _, reason := range reasons {
			f.Reasons = append(f.Reasons, option{Value: reason, Text: v.loc.T("reason.verdict." + reason)})
		}
		forms = append(forms, f)
	}
	if !c.Masked {
		add(access.ActionMask, "masquer", "personal-data", "insult", "unlawful")
	}
	if c.Standing == rating.Quarantined {
		add(access.ActionJudge, "retablir", "appeal", "mistake")
	} else {
		add(access.ActionJudge, "ecarter", "pasted-button", "repeated", "automated")
	}
	return forms
}
