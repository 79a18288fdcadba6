package widgets

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// firstPage lets a browser keep the page that begins a rating, which holds no
// answer yet, for whoever goes back to it: it shows the same key again, so that
// a second answer takes the place of the first. A new visit gets a new page.
const firstPage = "private, max-age=0"

// formPage is one step of the form.
type formPage struct {
	page
	Action        string
	Step          step
	Number, Steps int
	Hidden        []hidden
	Groups        []group
	// Faults are the wrong answers, Notice the beginning of the keys that say
	// why the page is shown again although no answer is wrong.
	Faults []fault
	Notice string
	// Addresses: Back and Pass are steps, Stop the thanks page, Restart a new
	// questionnaire; empty where they make no sense.
	Back, Pass, Stop, Restart string
}

type hidden struct{ Name, Value string }

// fault is a sentence about the answer whose element has the id Anchor, which
// is empty when no answer is to blame.
type fault struct{ Anchor, Sentence string }

// ask shows a step. The key of a new rating is made here, so that a form sent
// twice is one rating.
func (w *Widgets) ask(c *gin.Context) {
	s := readQuery(c.Request.URL.Query())
	l := w.language(c, s.Lang)
	procedure, ok := w.procedure(c, l)
	if !ok {
		return
	}
	s.Lang = l.Code
	if s.Version == 0 && w.sayClosed(c, l, procedure, s.Button) {
		return
	}
	w.takeAfter(&s, procedure.ID, c.Request.URL.Query())
	if err := w.giveKey(&s, procedure.ID); err != nil {
		w.refuse(c, l, procedure, s, err)
		return
	}
	if s.Version == 0 {
		c.Header("Cache-Control", firstPage)
	}
	if s.Version == 0 && s.step == stepSatisfaction {
		w.count(procedure.ID, s.Button, rating.EventOpened)
	}
	w.render(c, http.StatusOK, "form", l, w.formPage(l, procedure, s))
}

// takeAfter gives a rating the source and the channel of its button, where the
// link does not tell them.
func (w *Widgets) takeAfter(s *state, procedure string, told url.Values) {
	button, ok := w.cfg.Button(procedure, s.Button)
	if !ok {
		return
	}
	if !told.Has("source") && button.Source != "" {
		s.Source = button.Source
	}
	if !told.Has("channel") && button.Channel != "" {
		s.Channel = button.Channel
	}
}

// receive hands on what a step sent, and leads to the next one.
func (w *Widgets) receive(c *gin.Context) {
	web.BoundForm(c)
	err := c.Request.ParseForm()
	sent := c.Request.PostForm
	l := w.language(c, cmp.Or(sent.Get("lang"), c.Query("lang")))
	procedure, ok := w.procedure(c, l)
	if !ok {
		return
	}
	if err != nil {
		w.refuse(c, l, procedure, state{}, fmt.Errorf("%w: %w", errUnreadable, err))
		return
	}
	if sent.Get("then") == "language" {
		w.translate(c, procedure, readQuery(sent))
		return
	}
	s, err := readForm(sent)
	s.Lang = l.Code
	if err == nil && s.Version == 0 && s.Satisfaction != "" {
		w.count(procedure.ID, s.Button, rating.EventStarted)
	}
	if err == nil {
		err = w.giveKey(&s, procedure.ID)
	}
	if err == nil {
		s, err = w.accept(c.Request.Context(), procedure.ID, s)
	}
	if err != nil {
		w.refuse(c, l, procedure, s, err)
		return
	}
	next := s.next()
	if sent.Get("then") == "finish" {
		next = stepDone
	}
	c.Redirect(http.StatusSeeOther, s.address(procedure.ID, next))
}

// translate shows the page that begins a rating in the language of the address.
// The rating stays the same: its key is in what was posted, not in an address
// that could be passed on.
func (w *Widgets) translate(c *gin.Context, procedure *observatory.Procedure, s state) {
	l := w.language(c, c.Query("lang"))
	s.Lang = l.Code
	if err := w.giveKey(&s, procedure.ID); err != nil {
		w.refuse(c, l, procedure, s, err)
		return
	}
	if s.Version > 0 {
		c.Redirect(http.StatusSeeOther, s.address(procedure.ID, s.step))
		return
	}
	c.Header("Cache-Control", firstPage)
	w.render(c, http.StatusOK, "form", l, w.formPage(l, procedure, s))
}

// giveKey makes the key of a rating that has none. The form's token goes with
// the key, unless the link brought a token of completion.
func (w *Widgets) giveKey(s *state, procedure string) error {
	if s.ID != "" {
		return nil
	}
	key, err := w.newKey()
	if err != nil {
		return fmt.Errorf("cannot make a key: %w", err)
	}
	s.ID = key.String()
	if s.Token == "" || s.hasFormToken() {
		s.Token = w.formToken(procedure, key)
	}
	return nil
}

// hasFormToken says whether the token is one that a page of ours was given.
func (s state) hasFormToken() bool {
	token, err := rating.ParseToken(s.Token)
	return err == nil && token.Key == rating.ServerKey
}

// accept hands on what the page of the current step says, and returns the state
// that then holds: of what was answered on pages that this one does not know, the
// acceptor tells.
func (w *Widgets) accept(ctx context.Context, procedure string, s state) (state, error) {
	submission := s.Submission
	submission.Procedure = procedure
	receipt, kept, err := w.acceptor.AcceptPage(ctx, submission, s.asked())
	if err != nil {
		return s, err
	}
	kept.ID, kept.Token = s.ID, s.Token
	s.Submission, s.rating = kept, receipt.Rating.String()
	s.stayOnPath()
	return s, nil
}

// formPage makes the page of the state's step. The form's address tells the
// language, for an answer that is too large to be read.
func (w *Widgets) formPage(l *language, procedure *observatory.Procedure, s state) formPage {
	action := "/avis/" + procedure.ID
	query, _ := url.ParseQuery(s.query(s.step))
	var first *begun
	if s.Version == 0 {
		// Whoever shares the address of a first page shares no rating. A citizen who
		// went back to it goes on with the same one in another language, though.
		first = &begun{Action: action, Hidden: s.hidden()}
		query.Del("id")
		if s.hasFormToken() {
			query.Del("token")
		}
	}
	p := formPage{
		page:   w.newPage(l, procedure, "form.title", action, query),
		Action: action + "?lang=" + l.Code, Step: s.step, Number: s.step.number(), Steps: numberedSteps,
		Hidden: s.hidden(), Groups: s.questions(),
	}
	p.Begun = first
	if s.step == stepSatisfaction {
		p.Canonical = w.canonical(action)
		p.Description = l.T("form.description", procedure.Title)
	}
	if s.Version > 0 {
		p.Stop = s.address(procedure.ID, stepDone)
		if s.step != stepSatisfaction {
			p.Back = s.address(procedure.ID, s.previous())
		}
		if s.next() != stepDone {
			p.Pass = s.address(procedure.ID, s.next())
		}
	}
	return p
}

// hidden are the answers that the current step does not ask.
func (s state) hidden() []hidden {
	values := s.values()
	for _, field := range s.fields() {
		values.Del(field)
	}
	var fields []hidden
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			fields = append(fields, hidden{name, value})
		}
	}
	return fields
}

// address is where that step of the questionnaire is asked, or where thanks
// are said.
func (s state) address(procedure string, at step) string {
	if at == stepDone {
		return "/avis/" + procedure + "/merci?" + url.Values{"rating": {s.rating}, "lang": {s.Lang}}.Encode()
	}
	return "/avis/" + procedure + "?" + s.query(at)
}

// procedure finds the procedure of the address by id or alias, or answers
// that there is none.
func (w *Widgets) procedure(c *gin.Context, l *language) (*observatory.Procedure, bool) {
	procedure, ok := w.catalogue().Find(c.Param("procedure"))
	if !ok {
		w.sayUnknown(c, l)
	}
	return procedure, ok
}

func (w *Widgets) canonical(path string) string {
	if w.publicURL == "" {
		return ""
	}
	return w.publicURL + path
}
