package widgets_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/widgets"
)

// issuingSite is a site that gives its forms tokens.
func issuingSite(t *testing.T, a widgets.Acceptor) http.Handler {
	t.Helper()
	catalogue := observatory.NewCatalogue([]observatory.Procedure{{ID: "passeport", Title: "Demander un passeport", Aliases: []string{"xwiki:823"}}})
	issue := func(procedure string, key uuid.UUID) string {
		return rating.Token{Procedure: procedure, IssuedAt: time.Now(), Nonce: key}.Sign([]byte("server"))
	}
	w, err := widgets.New(widgets.Config{FormToken: issue}, func() *observatory.Catalogue { return catalogue }, a, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	router := gin.New()
	w.Register(router)
	return router
}

// completion is a token of an administration.
func completion() string {
	return rating.Token{Key: 7, Procedure: "passeport", IssuedAt: time.Now(), Nonce: [16]byte{1}}.Sign([]byte("theirs"))
}

// TestFormCarriesTokens walks two steps of the form: the token of the link, or
// else one of ours for the form's key, is sent with each of them.
func TestFormCarriesTokens(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]string{"with a token": completion(), "without": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &acceptor{}
			site := issuingSite(t, a)
			page := get(t, site, "/avis/xwiki:823?token="+link)
			checkPage(t, page)
			page = page.answer(t, site, url.Values{"satisfaction": {"good"}})
			page.answer(t, site, url.Values{"clarity": {"5"}})
			if len(a.submissions) != 4 { // each click is made twice
				t.Fatalf("%d submissions", len(a.submissions))
			}
			for i, s := range a.submissions {
				token, err := rating.ParseToken(s.Token)
				switch {
				case err != nil:
					t.Errorf("step %d sends %q: %v", i, s.Token, err)
				case link != "" && s.Token != link:
					t.Errorf("step %d sends another token than the link's", i)
				case link == "" && (token.Key != rating.ServerKey || token.Procedure != "passeport" || uuid.UUID(token.Nonce).String() != s.ID):
					t.Errorf("step %d sends %+v with the key %s", i, token, s.ID)
				}
			}
		})
	}
}

// TestSharedPageSharesNoToken: the addresses of the other languages keep a token of
// completion, and make a new form of one that had none.
func TestSharedPageSharesNoToken(t *testing.T) {
	t.Parallel()
	site := issuingSite(t, &acceptor{})
	for link, want := range map[string]bool{completion(): true, "": false} {
		page := get(t, site, "/avis/passeport?lang=fr&token="+link)
		found := 0
		for _, button := range page.elements("button") {
			if to := attribute(button, "formaction"); to != "" {
				found++
				if strings.Contains(to, "token=") != want || strings.Contains(to, "id=") {
					t.Errorf("token %q: a button leads to %s", link, to)
				}
			}
		}
		if found != 7 {
			t.Errorf("%d buttons to other languages", found)
		}
	}
}

// TestLanguageGoesOnWithTheRating: whoever went back to the first page and asks
// for it in another language gives the same rating, under the same token.
func TestLanguageGoesOnWithTheRating(t *testing.T) {
	t.Parallel()
	for name, link := range map[string]string{"with a token": completion(), "without": ""} {
		a := &acceptor{}
		site := issuingSite(t, a)
		first := get(t, site, "/avis/passeport?lang=fr&outcome=done&button=b1&token="+link)
		first.answer(t, site, url.Values{"satisfaction": {"bad"}})
		to := ""
		for _, button := range first.elements("button") {
			if attribute(button, "lang") == "en" {
				to = attribute(button, "formaction")
			}
		}
		_, form := fieldsOf(first.elements("form")[0])
		form.Set("then", "language")
		page := post(t, site, to, form)
		checkPage(t, page)
		if lang := attribute(page.elements("html")[0], "lang"); page.Code != http.StatusOK || lang != "en" {
			t.Fatalf("%s: %s answered %d in %s", name, to, page.Code, lang)
		}
		page.answer(t, site, url.Values{"satisfaction": {"good"}})
		before, after := a.submissions[0], a.submissions[len(a.submissions)-1]
		if after.ID != before.ID || after.Token != before.Token || after.Outcome != "done" || after.Button != "b1" || after.Lang != "en" {
			t.Errorf("%s: sent %+v, then %+v", name, before, after)
		}
	}

	site := issuingSite(t, &acceptor{})
	later := url.Values{"id": {uuid.NewString()}, "satisfaction": {"good"}, "version": {"1"}, "step": {"clarity"}, "lang": {"fr"}, "then": {"language"}}
	if page := post(t, site, "/avis/passeport?lang=en", later); page.Code != http.StatusSeeOther || !strings.Contains(page.Header().Get("Location"), "lang=en") {
		t.Errorf("a later step was answered %d %s", page.Code, page.Header().Get("Location"))
	}
	if page := post(t, site, "/avis/passeport?lang=en", url.Values{"then": {"language"}, "lang": {"ÿ"}}); page.Code != http.StatusOK {
		t.Errorf("nothing was answered %d", page.Code)
	}
}

// TestRefusedTokenCostsNoRating: the citizen sends the same once more, without
// the token that was refused.
func TestRefusedTokenCostsNoRating(t *testing.T) {
	t.Parallel()
	a := &acceptor{refuse: func(s rating.Submission) error {
		if s.Token == "" {
			return nil
		}
		return &observatory.InvalidError{Fields: []observatory.FieldError{{Field: "token", Reason: rating.TokenExpired.Error()}}}
	}}
	site := issuingSite(t, a)
	action, form := get(t, site, "/avis/passeport?lang=en&token="+completion()).fields()
	form.Set("satisfaction", "bad")
	page := post(t, site, action, form)
	if page.Code != http.StatusUnprocessableEntity || !strings.Contains(page.Body.String(), "no longer accepted as proof") {
		t.Fatalf("status %d:\n%s", page.Code, page.Body)
	}
	checkPage(t, page)
	page.answer(t, site, url.Values{})
	if len(a.submissions) == 0 || a.submissions[0].Satisfaction != "bad" {
		t.Errorf("accepted %+v", a.submissions)
	}

	later := url.Values{"id": {uuid.NewString()}, "satisfaction": {"good"}, "version": {"1"}, "step": {"clarity"},
		"rating": {uuid.NewString()}, "token": {completion()}, "lang": {"en"}}
	if page := post(t, site, "/avis/passeport", later); page.Code != http.StatusConflict || !strings.Contains(page.Body.String(), "too late") {
		t.Errorf("a later step: status %d", page.Code)
	}
}

func TestTooManyKeepsTheAnswers(t *testing.T) {
	t.Parallel()
	a := &acceptor{refuse: func(rating.Submission) error { return &observatory.TooManyError{RetryAfter: 42 * time.Second} }}
	form := url.Values{"id": {uuid.NewString()}, "satisfaction": {"good"}, "lang": {"en"}, "step": {"comment"}, "comment": {"Kept & safe"}}
	page := post(t, issuingSite(t, a), "/avis/passeport", form)
	if page.Code != http.StatusTooManyRequests || page.Header().Get("Retry-After") != "42" || !strings.Contains(page.Body.String(), "Kept &amp; safe") {
		t.Errorf("status %d, Retry-After %q:\n%s", page.Code, page.Header().Get("Retry-After"), page.Body)
	}
	checkPage(t, page)
}
