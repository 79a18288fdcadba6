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

	"observatory"
	"observatory/widgets"
)

// issuingSite is a site that gives its forms tokens.
func issuingSite(t *testing.T, a widgets.Acceptor) http.Handler {
	t.Helper()
	catalogue := observatory.NewCatalogue([]observatory.Procedure{{ID: "passeport", Title: "Demander un passeport", Aliases: []string{"xwiki:823"}}})
	issue := func(procedure string, key uuid.UUID) string {
		return observatory.Token{Procedure: procedure, IssuedAt: time.Now(), Nonce: key}.Sign([]byte("server"))
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
	return observatory.Token{Key: 7, Procedure: "passeport", IssuedAt: time.Now(), Nonce: [16]byte{1}}.Sign([]byte("theirs"))
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
				token, err := observatory.ParseToken(s.Token)
				switch {
				case err != nil:
					t.Errorf("step %d sends %q: %v", i, s.Token, err)
				case link != "" && s.Token != link:
					t.Errorf("step %d sends another token than the link's", i)
				case link == "" && (token.Key != observatory.ServerKey || token.Procedure != "passeport" || uuid.UUID(token.Nonce).String() != s.ID):
					t.Errorf("step %d sends %+v with the key %s", i, token, s.ID)
				}
			}
		})
	}
}

// TestSharedPageSharesNoToken: the links to the other languages keep a token of
// completion, and make a new form of one that had none.
func TestSharedPageSharesNoToken(t *testing.T) {
	t.Parallel()
	site := issuingSite(t, &acceptor{})
	for link, want := range map[string]bool{completion(): true, "": false} {
		page := get(t, site, "/avis/passeport?lang=fr&token="+link)
		found := 0
		for _, a := range page.elements("a") {
			if href := attribute(a, "href"); strings.HasPrefix(href, "/avis/passeport?") {
				found++
				if strings.Contains(href, "token=") != want || strings.Contains(href, "id=") {
					t.Errorf("token %q: a link leads to %s", link, href)
				}
			}
		}
		if found == 0 {
			t.Error("no link to another language")
		}
	}
}

// TestRefusedTokenCostsNoRating: the citizen sends the same once more, without
// the token that was refused.
func TestRefusedTokenCostsNoRating(t *testing.T) {
	t.Parallel()
	a := &acceptor{refuse: func(s observatory.Submission) error {
		if s.Token == "" {
			return nil
		}
		return &observatory.InvalidError{Fields: []observatory.FieldError{{Field: "token", Reason: observatory.TokenExpired.Error()}}}
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
	a := &acceptor{refuse: func(observatory.Submission) error { return &observatory.TooManyError{RetryAfter: 42 * time.Second} }}
	form := url.Values{"id": {uuid.NewString()}, "satisfaction": {"good"}, "lang": {"en"}, "step": {"comment"}, "comment": {"Kept & safe"}}
	page := post(t, issuingSite(t, a), "/avis/passeport", form)
	if page.Code != http.StatusTooManyRequests || page.Header().Get("Retry-After") != "42" || !strings.Contains(page.Body.String(), "Kept &amp; safe") {
		t.Errorf("status %d, Retry-After %q:\n%s", page.Code, page.Header().Get("Retry-After"), page.Body)
	}
	checkPage(t, page)
}
