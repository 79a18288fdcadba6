package widgets_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"golang.org/x/net/html"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/widgets"
)

// acceptor keeps what it accepts, unless it is told to fail.
type acceptor struct {
	submissions []rating.Submission
	asked       [][]rating.Asked
	refuse      func(rating.Submission) error
	// amend changes what then holds; nil leaves what the page says.
	amend func(*rating.Submission)
}

func (a *acceptor) AcceptPage(_ context.Context, s rating.Submission, asked []rating.Asked) (rating.Receipt, rating.Submission, error) {
	s.Version++
	err := s.Validate()
	if err == nil && a.refuse != nil {
		err = a.refuse(s)
	}
	if err != nil {
		return rating.Receipt{}, rating.Submission{}, err
	}
	a.submissions, a.asked = append(a.submissions, s), append(a.asked, asked)
	kept := s
	kept.Token = "" // the acceptor does not keep it
	if a.amend != nil {
		a.amend(&kept)
	}
	return rating.Receipt{Key: uuid.MustParse(s.ID), Rating: ratingOf(s), Version: kept.Version}, kept, nil
}

func ratingOf(s rating.Submission) uuid.UUID {
	return rating.ID(s.Procedure, uuid.MustParse(s.ID), observatory.DayOf(time.UnixMilli(0)))
}

func newSite(t *testing.T, a widgets.Acceptor) http.Handler {
	t.Helper()
	catalogue := observatory.NewCatalogue([]observatory.Procedure{
		{ID: "passeport", Title: "Demander un passeport", Administration: "France Titres", URL: "https://passeport.example/", Aliases: []string{"xwiki:823"}},
		{ID: "permis", Title: "Échanger un <permis> de conduire", Ministry: "Intérieur"},
		{ID: "exemple", Title: "Obtenir une aide inventée", Synthetic: true},
	})
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	w, err := widgets.New(widgets.Config{PublicURL: "https://avis.example"}, func() *observatory.Catalogue { return catalogue }, a, log)
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	router := gin.New()
	w.Register(router)
	return router
}

// visit is what a browser without scripts holds of one answer.
type visit struct {
	*httptest.ResponseRecorder
	document *html.Node
}

func get(t *testing.T, site http.Handler, address string) visit {
	t.Helper()
	return load(t, site, httptest.NewRequest(http.MethodGet, address, nil))
}

func post(t *testing.T, site http.Handler, address string, form url.Values) visit {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return load(t, site, r)
}

func load(t *testing.T, site http.Handler, r *http.Request) visit {
	t.Helper()
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, r)
	document, err := html.Parse(strings.NewReader(answer.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return visit{answer, document}
}

// elements returns the elements with that name, in the page's order.
func (v visit) elements(name string) []*html.Node {
	var found []*html.Node
	for n := range v.document.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// card is the form of the questions.
func (v visit) card() *html.Node {
	for _, form := range v.elements("form") {
		if attribute(form, "class") == "card" {
			return form
		}
	}
	return &html.Node{}
}

// fields are what the page's form would send untouched, and where to.
func (v visit) fields() (action string, form url.Values) {
	return fieldsOf(v.card())
}

func fieldsOf(form *html.Node) (action string, values url.Values) {
	values = url.Values{}
	for n := range form.Descendants() {
		switch kind := attribute(n, "type"); {
		case n.Data == "textarea":
			values.Set(attribute(n, "name"), text(n))
		case n.Data != "input", (kind == "radio" || kind == "checkbox") && !has(n, "checked"):
		default:
			values.Add(attribute(n, "name"), attribute(n, "value"))
		}
	}
	return attribute(form, "action"), values
}

// answer fills the form in, sends it twice as an impatient hand does, and
// follows to the next page.
func (v visit) answer(t *testing.T, site http.Handler, answers url.Values) visit {
	t.Helper()
	action, form := v.fields()
	for name, values := range answers {
		form[name] = values
	}
	first, second := post(t, site, action, form), post(t, site, action, form)
	if first.Code != http.StatusSeeOther {
		t.Fatalf("answered %d, want 303: %s", first.Code, first.Body)
	}
	to := first.Header().Get("Location")
	if again := second.Header().Get("Location"); again != to {
		t.Fatalf("sent twice, leads to %s and to %s", to, again)
	}
	for _, typed := range []string{"comment", "help_other_text"} {
		if strings.Contains(to, typed+"=") {
			t.Errorf("what was typed travels in %s", to)
		}
	}
	next := get(t, site, to)
	if next.Code != http.StatusOK {
		t.Fatalf("GET %s answered %d", to, next.Code)
	}
	return next
}

func TestWalk(t *testing.T) {
	t.Parallel()
	five, yes := 5, true
	for _, lang := range []string{"fr", "en", "es"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			a := &acceptor{}
			site := newSite(t, a)
			page := get(t, site, "/avis/xwiki:823?source=qr&channel=counter&button=b1&lang="+lang)
			page = page.answer(t, site, url.Values{"satisfaction": {"good"}})
			page = page.answer(t, site, url.Values{"outcome": {"done"}, "clarity": {"5"}})
			page = page.answer(t, site, url.Values{"help": {"counter", "phone", "other"}})
			page = page.answer(t, site, url.Values{"help_counter_reached": {"yes"}, "help_counter_quality": {"5"}, "help_phone_reached": {"no"}, "help_phone_quality": {"1"}})
			page = page.answer(t, site, url.Values{"comment": {"Très bien"}, "help_other_text": {"Mairie"}})

			key, no := a.submissions[0].ID, false
			v1 := rating.Submission{ID: key, Version: 1, Procedure: "passeport", Instrument: rating.Avis1, Satisfaction: "good",
				Outcome: "unknown", Channel: "counter", Lang: lang, Source: "qr", Button: "b1"}
			v2 := v1
			v2.Version, v2.Outcome, v2.Clarity = 2, "done", &five
			v3 := v2
			v3.Version, v3.Help = 3, []rating.Help{{Channel: "counter"}, {Channel: "phone"}, {Channel: "other"}}
			v4 := v3
			v4.Version, v4.Help = 4, []rating.Help{{Channel: "counter", Reached: &yes, Quality: &five}, {Channel: "phone", Reached: &no}, {Channel: "other"}}
			v5 := v4
			v5.Version, v5.Comment, v5.HelpOtherText = 5, "Très bien", "Mairie"
			want := []rating.Submission{v1, v1, v2, v2, v3, v3, v4, v4, v5, v5}
			if diff := gocmp.Diff(want, a.submissions); diff != "" {
				t.Errorf("submissions (-want +got):\n%s", diff)
			}
			if id := uuid.MustParse(key); id.Version() != 7 {
				t.Errorf("the key %s is no UUIDv7", id)
			}
			if codes := page.elements("code"); len(codes) != 1 || text(codes[0]) != ratingOf(v1).String() {
				t.Errorf("the thanks page does not show the rating's id:\n%s", page.Body)
			}
			if got := attribute(page.elements("html")[0], "lang"); got != lang {
				t.Errorf("thanks in %q, want %q", got, lang)
			}
		})
	}
}

func TestFinishNow(t *testing.T) {
	t.Parallel()
	a := &acceptor{}
	site := newSite(t, a)
	page := get(t, site, "/avis/passeport")
	page = page.answer(t, site, url.Values{"satisfaction": {"bad"}, "then": {"finish"}})
	if codes := page.elements("code"); len(codes) != 1 {
		t.Fatalf("finishing does not lead to the thanks page:\n%s", page.Body)
	}
	if n := len(a.submissions); n != 2 {
		t.Errorf("%d submissions, want the two of one click made twice", n)
	}
}

func TestEveryLaterStepCanBePassedAndLeft(t *testing.T) {
	t.Parallel()
	a := &acceptor{}
	site := newSite(t, a)
	page := get(t, site, "/avis/passeport?outcome=gave_up").answer(t, site, url.Values{"satisfaction": {"medium"}})
	for _, field := range []string{"clarity", "help", "comment"} {
		if _, form := page.fields(); field == "clarity" && form.Get("outcome") != "gave_up" {
			t.Error("the outcome told by the link is asked again or lost")
		}
		var passes []string
		for _, link := range page.elements("a") {
			href := attribute(link, "href")
			if strings.HasPrefix(href, "/avis/passeport") && !has(link, "hreflang") {
				passes = append(passes, href)
			}
		}
		if field == "comment" {
			if len(passes) != 2 {
				t.Fatalf("the last step offers %q, want back and stop", passes)
			}
			break
		}
		if len(passes) != 3 || !strings.Contains(passes[2], "/merci?") {
			t.Fatalf("step %s offers %q, want back, pass and stop", field, passes)
		}
		page = get(t, site, passes[1])
	}
	if n := len(a.submissions); n != 2 {
		t.Errorf("passing steps sent %d submissions more", n-2)
	}
}

// TestPagesTellWhatTheyAsk: each page hands on which answers are its own.
func TestPagesTellWhatTheyAsk(t *testing.T) {
	t.Parallel()
	type asked = []rating.Asked
	for link, want := range map[string]asked{
		"step=satisfaction": {rating.AskedSatisfaction},
		"step=clarity":      {rating.AskedOutcome, rating.AskedClarity},
		"step=clarity&outcome=done&given=outcome": {rating.AskedClarity},
		"step=help":               {rating.AskedHelp},
		"step=contact&help=phone": {rating.AskedContact},
		"step=comment&help=phone": {rating.AskedComment},
		"step=comment&help=other": {rating.AskedOtherHelp, rating.AskedComment},
	} {
		a := &acceptor{}
		site := newSite(t, a)
		get(t, site, "/avis/passeport?id=0197f0a2-0000-7000-8000-000000000000&version=1&satisfaction=bad&"+link).answer(t, site, nil)
		if diff := gocmp.Diff([]asked{want, want}, a.asked); diff != "" {
			t.Errorf("%s (-want +got):\n%s", link, diff)
		}
	}
}

// TestNextPageCarriesWhatHolds: after a page of an earlier step was sent again,
// the next one knows what was answered on later ones, and its version.
func TestNextPageCarriesWhatHolds(t *testing.T) {
	t.Parallel()
	four := 4
	a := &acceptor{amend: func(s *rating.Submission) {
		s.Version, s.Clarity, s.Comment = 7, &four, "Never in an address"
		s.Help = []rating.Help{{Channel: "phone"}}
	}}
	site := newSite(t, a)
	_, form := get(t, site, "/avis/passeport").answer(t, site, url.Values{"satisfaction": {"good"}}).fields()
	if form.Get("version") != "7" || form.Get("clarity") != "4" || form.Get("help") != "phone" || form.Has("comment") {
		t.Errorf("the next page carries %v", form)
	}
}

// TestNextPageAfterOneThatIsGone: whoever sends the page about a channel that was
// unticked meanwhile is led on, not back to the beginning.
func TestNextPageAfterOneThatIsGone(t *testing.T) {
	t.Parallel()
	a := &acceptor{amend: func(s *rating.Submission) { s.Help = []rating.Help{{Channel: "none"}} }}
	site := newSite(t, a)
	page := get(t, site, "/avis/passeport?id=0197f0a2-0000-7000-8000-000000000000&version=1&satisfaction=bad&step=contact&help=phone")
	_, form := page.answer(t, site, url.Values{"help_phone_reached": {"yes"}}).fields()
	if form.Get("step") != "comment" {
		t.Errorf("the next page is %s", form.Get("step"))
	}
}
