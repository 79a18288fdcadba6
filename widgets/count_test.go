package widgets_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/widgets"
)

// The hosted form counts who opened it and who began to answer: once each,
// whatever steps follow.
func TestFormCountsTheWayToARating(t *testing.T) {
	t.Parallel()
	var counted []string
	catalogue := observatory.NewCatalogue([]observatory.Procedure{{ID: "passeport", Title: "Demander un passeport", Aliases: []string{"xwiki:823"}}})
	w, err := widgets.New(widgets.Config{Count: func(procedure, button string, kind rating.EventKind) {
		counted = append(counted, procedure+" "+button+" "+string(kind))
	}}, func() *observatory.Catalogue { return catalogue }, &acceptor{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	site := gin.New()
	w.Register(site)

	get(t, site, "/avis/xwiki:823?button=letter")
	get(t, site, "/avis/nothing")
	get(t, site, "/avis")
	post(t, site, "/avis/passeport", url.Values{"button": {"letter"}})
	sent := post(t, site, "/avis/passeport", url.Values{"satisfaction": {"good"}, "button": {"letter"}})
	next := sent.Header().Get("Location")
	if sent.Code != http.StatusSeeOther || next == "" {
		t.Fatalf("the first step was answered %d", sent.Code)
	}
	get(t, site, next)
	address, err := url.Parse(next)
	if err != nil {
		t.Fatal(err)
	}
	form := address.Query()
	form.Set("clarity", "5")
	post(t, site, "/avis/passeport", form)

	want := []string{"passeport letter opened", "passeport letter started"}
	if diff := cmp.Diff(want, counted); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
