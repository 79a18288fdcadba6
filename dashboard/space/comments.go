package space

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// commentsBody is the page of a procedure's comments.
type commentsBody struct {
	Title, URL string
	Filters    []page.Link
	Found      string
	// Done says what was just done.
	Done     string
	Comments []commentRow
	Pages    []page.NumberedLink
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
	Reasons             []page.Option
}

// commentQuery chooses the comments of the address's procedure beside a mark;
// those in quarantine are shown to who may release them.
func commentQuery(v *page.Visit, mark string) rating.CommentQuery {
	return rating.CommentQuery{
		Procedures:   []string{v.Entry.Procedure.ID},
		Satisfaction: uint8(slices.Index(rating.SatisfactionCodes(), mark) + 1),
		Quarantined:  v.Access.May(access.ActionJudge, v.Entry.Procedure),
	}
}

// asked reads the mark, the page and the size of a page from the address.
func asked(v *page.Visit) (mark string, page, perPage uint64, err error) {
	var bad []observatory.FieldError
	number := func(field string, fallback, most uint64) uint64 {
		text := v.Query.Get(field)
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
	if mark = v.Query.Get("satisfaction"); mark != "" && !slices.Contains(rating.SatisfactionCodes(), mark) {
		bad = append(bad, observatory.FieldError{Field: "satisfaction", Reason: "must be one of bad, medium, good"})
	}
	if bad != nil {
		err = &observatory.InvalidError{Fields: bad}
	}
	return mark, page, perPage, err
}

func (s *Space) comments(v *page.Visit) (*web.Answer, error) {
	mark, number, _, err := asked(v)
	if err != nil {
		return nil, err
	}
	const perPage = snapshot.DefaultPerPage
	p := v.Entry.Procedure
	q := commentQuery(v, mark)
	counts, err := s.store.CommentCounts(v.Ctx, q)
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
		Title: p.Title, URL: v.Link(spacePath(p.ID)), Filters: commentLinks(v, count, mark), Form: v.Form,
		Found: v.Loc.N("comments.found", total), CSV: v.Address(spacePath(p.ID)+"/commentaires.csv", query),
		Pages: commentPages(v, mark, number, (total+perPage-1)/perPage),
	}
	if done := "comments.done." + v.Query.Get("done"); v.Query.Has("done") && v.Loc.Has(done) {
		body.Done = v.Loc.T(done)
	}
	err = s.store.Comments(v.Ctx, q, func(c rating.Comment) error {
		body.Comments = append(body.Comments, newCommentRow(v, c, uint64(len(body.Comments))))
		return nil
	})
	if err != nil {
		return nil, unread(err)
	}
	shown := s.spacePage(v, "comments", body)
	shown.Crumbs = append(shown.Crumbs, page.Link{Text: p.Title, URL: v.Link(spacePath(p.ID)), Own: true})
	return s.Render(shown, "comments", http.StatusOK)
}

// commentLinks leads to all comments and to those beside each mark.
func commentLinks(v *page.Visit, n rating.CommentCount, chosen string) []page.Link {
	to := func(mark, key string, count uint64) page.Link {
		return page.Link{Text: v.Loc.T(key) + " (" + v.Loc.Count(count) + ")", URL: commentsAt(v, v.Entry.Procedure.ID, mark, 1),
			Current: mark == chosen && v.Query.Has("satisfaction") == (mark != "")}
	}
	links := []page.Link{to("", "comments.all", n.All)}
	for i, mark := range rating.SatisfactionCodes() {
		links = append(links, to(mark, "answer.satisfaction."+mark, n.Marks[i]))
	}
	return links
}

// commentsAt is the address of a page of a procedure's comments.
func commentsAt(v *page.Visit, procedure, mark string, page uint64) string {
	query := url.Values{}
	if mark != "" {
		query.Set("satisfaction", mark)
	}
	if page > 1 {
		query.Set("page", strconv.FormatUint(page, 10))
	}
	return v.Address(spacePath(procedure)+"/commentaires", query)
}

// commentPages leads to the page before and the page after.
func commentPages(v *page.Visit, mark string, number, last uint64) []page.NumberedLink {
	id := v.Entry.Procedure.ID
	var links []page.NumberedLink
	if number > 1 {
		links = append(links, page.NumberedLink{Text: v.Loc.T("comments.newer"), URL: commentsAt(v, id, mark, min(number-1, max(last, 1)))})
	}
	if last > 1 {
		links = append(links, page.NumberedLink{Text: v.Loc.T("comments.page", v.Loc.Count(number), v.Loc.Count(last))})
	}
	if number < last {
		links = append(links, page.NumberedLink{Text: v.Loc.T("comments.older"), URL: commentsAt(v, id, mark, number+1)})
	}
	return links
}

func newCommentRow(v *page.Visit, c rating.Comment, n uint64) commentRow {
	row := commentRow{
		ID: c.Rating.String(), Anchor: "c" + strconv.FormatUint(n+1, 10), Day: v.Loc.Date(c.Day), Text: c.Text, Masked: c.Masked,
		Mark: v.Loc.T("comments.unmarked"),
	}
	if i := int(c.Satisfaction) - 1; i >= 0 && i < len(rating.SatisfactionCodes()) {
		row.Mark = v.Loc.T("answer.satisfaction." + rating.SatisfactionCodes()[i])
		row.Level = []string{"red", "yellow", "green"}[i]
	}
	if c.Lang != "" && c.Lang != v.Loc.Code {
		row.Lang = c.Lang
	}
	if c.Standing != rating.Accepted {
		row.Standing = v.Loc.T("standing." + string(c.Standing))
	}
	if c.Button != "" {
		row.Details = v.Loc.T("comments.button", c.Button)
	}
	row.Verdicts = verdicts(v, c, row)
	return row
}

// verdicts lists what the visitor may decide about the comment.
func verdicts(v *page.Visit, c rating.Comment, row commentRow) []verdictForm {
	if v.Form == "" {
		return nil
	}
	var forms []verdictForm
	at := spacePath(c.Procedure) + "/commentaires/" + row.ID
	add := func(action access.Action, verb string, reasons ...string) {
		if !v.Access.May(action, v.Entry.Procedure) {
			return
		}
		f := verdictForm{Action: v.Keep(at + "/" + verb), Name: v.Loc.T("verdict." + verb), Label: v.Loc.T("verdict."+verb+".label", row.Day)}
		for _, reason := range reasons {
			f.Reasons = append(f.Reasons, page.Option{Value: reason, Text: v.Loc.T("reason.verdict." + reason)})
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
