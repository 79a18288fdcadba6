package widgets_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	const key = "0197f0a2-0000-7000-8000-000000000000"
	base := func(fields ...string) url.Values {
		form := url.Values{"id": {key}, "satisfaction": {"good"}, "lang": {"en"}}
		for i := 0; i < len(fields); i += 2 {
			form.Add(fields[i], fields[i+1])
		}
		return form
	}
	tests := []struct {
		name    string
		address string
		form    url.Values
		refuse  error
		status  int
		says    string
		anchor  string
		keeps   string
	}{
		{name: "nothing chosen", form: url.Values{"id": {key}, "lang": {"en"}}, status: 422, says: "Choose one of the three faces", anchor: "satisfaction-bad"},
		{name: "unknown face", form: url.Values{"satisfaction": {"superb"}, "lang": {"fr"}}, status: 422, says: "Choisissez l’un des trois visages", anchor: "satisfaction-bad"},
		{name: "clarity is no number", form: base("step", "clarity", "clarity", "x"), status: 422, says: "Choose one of the answers", anchor: "clarity-1"},
		{name: "clarity too high", form: base("step", "clarity", "clarity", "6"), status: 422, says: "Choose one of the answers", anchor: "clarity-1"},
		{name: "help and no help", form: base("step", "help", "help", "none", "help", "phone"), status: 422, says: "does not go with another box", anchor: "help-counter", keeps: "checked"},
		{name: "quality too high", form: base("step", "contact", "help", "phone", "help_phone_quality", "9"), status: 422, says: "Choose one of the answers", anchor: "help_phone_quality-1"},
		{name: "reached perhaps", form: base("step", "contact", "help", "phone", "help_phone_reached", "perhaps"), status: 422, says: "Choose one of the answers", anchor: "help_phone_reached-yes"},
		{name: "comment too long", form: base("step", "comment", "comment", strings.Repeat("a", 2001)), status: 422, says: "2,001 characters long", anchor: "comment", keeps: "aaaa"},
		{name: "other place too long", form: base("step", "comment", "help", "other", "help_other_text", strings.Repeat("b", 201)), status: 422, says: "201 characters long", anchor: "help_other_text", keeps: "bbbb"},
		{name: "damaged key", form: url.Values{"id": {"0197"}, "satisfaction": {"good"}, "lang": {"en"}}, status: 422, says: "Start the questionnaire again"},
		{name: "no text", form: base("comment", "\xff"), status: 400, says: "Unreadable answer"},
		{name: "too large", address: "/avis/passeport?lang=en", form: base("comment", strings.Repeat("a", 20_000)), status: 413, says: "too long"},
		{name: "unknown procedure", address: "/avis/nothing?lang=en", form: base(), status: 404, says: "Procedure not found"},
		{name: "procedure gone", form: base(), refuse: fmt.Errorf("procedure: %w", observatory.ErrNotFound), status: 404, says: "Procedure not found"},
		{name: "too late", form: base("rating", key), refuse: observatory.ErrConflict, status: 409, says: "too late"},
		{name: "closed", form: base(), refuse: fmt.Errorf("procedure: %w", observatory.ErrClosed), status: 410, says: "closed"},
		{name: "unavailable", form: base("step", "comment", "comment", "Kept & safe"), refuse: fmt.Errorf("journal: %w", observatory.ErrUnavailable), status: 503, says: "still here", keeps: "Kept &amp; safe"},
		{name: "out of order", form: base(), refuse: errors.New("disk on fire"), status: 500, says: "still here"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := &acceptor{refuse: func(rating.Submission) error { return test.refuse }}
			address := test.address
			if address == "" {
				address = "/avis/passeport"
			}
			page := post(t, newSite(t, a), address, test.form)
			body := page.Body.String()
			if page.Code != test.status {
				t.Errorf("status %d, want %d", page.Code, test.status)
			}
			for _, want := range []string{test.says, test.keeps} {
				if !strings.Contains(body, want) {
					t.Errorf("the page does not hold %q:\n%s", want, body)
				}
			}
			if strings.Contains(body, "disk on fire") {
				t.Error("the public is shown an internal error")
			}
			if test.anchor != "" {
				checkFault(t, page, test.anchor)
			}
			if test.status >= 500 && page.Header().Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			checkPage(t, page)
		})
	}
}

// checkFault wants an alert with the focus and a link to the answer.
func checkFault(t *testing.T, page visit, anchor string) {
	t.Helper()
	var alerted, linked, there bool
	for n := range page.document.Descendants() {
		alerted = alerted || attribute(n, "role") == "alert" && has(n, "autofocus") && attribute(n, "tabindex") == "-1"
		linked = linked || attribute(n, "href") == "#"+anchor
		there = there || attribute(n, "id") == anchor
	}
	if !alerted || !linked || !there {
		t.Errorf("alert %t, link to %s %t, such an element %t", alerted, anchor, linked, there)
	}
	if title := text(page.elements("title")[0]); !strings.HasPrefix(title, "Err") {
		t.Errorf("the title %q does not begin with the error", title)
	}
}

func TestUnknownProcedureLeadsToSearch(t *testing.T) {
	t.Parallel()
	page := get(t, newSite(t, &acceptor{}), "/avis/jdma:1?lang=es")
	if page.Code != http.StatusNotFound || !strings.Contains(page.Body.String(), `href="/avis?lang=es"`) {
		t.Errorf("status %d:\n%s", page.Code, page.Body)
	}
}

func TestMistypedLinkStillAsks(t *testing.T) {
	t.Parallel()
	a := &acceptor{}
	site := newSite(t, a)
	page := get(t, site, "/avis/passeport?source=tv&channel=owl&outcome=maybe&button=%3Cb%3E&satisfaction=2&clarity=x&help=cat&id=7&version=x&step=merci&lang=zz")
	if page.Code != http.StatusOK {
		t.Fatalf("status %d", page.Code)
	}
	page.answer(t, site, url.Values{"satisfaction": {"good"}})
	if got := a.submissions[0]; got.Source != "link" || got.Channel != "online" || got.Outcome != "unknown" || got.Button != "" || got.Lang != "fr" {
		t.Errorf("accepted %+v", got)
	}
}

func TestKeyIsMadeOncePerForm(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	_, one := get(t, site, "/avis/passeport").fields()
	_, two := get(t, site, "/avis/passeport").fields()
	if one.Get("id") == "" || one.Get("id") == two.Get("id") {
		t.Errorf("two forms have the keys %q and %q", one.Get("id"), two.Get("id"))
	}
}

func TestLanguageOfTheBrowser(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	for accepted, want := range map[string]string{"": "fr", "es-AR,es;q=0.9,en;q=0.5": "es", "ja,en-GB;q=0.3": "en", "ja": "fr", "\x00;;;": "fr"} {
		r := httptest.NewRequest(http.MethodGet, "/avis/passeport", nil)
		r.Header.Set("Accept-Language", accepted)
		page := load(t, site, r)
		if got := attribute(page.elements("html")[0], "lang"); got != want {
			t.Errorf("Accept-Language %q: page in %q, want %q", accepted, got, want)
		}
	}
}

func TestDemonstrationIsNamed(t *testing.T) {
	t.Parallel()
	site := newSite(t, &acceptor{})
	for _, address := range []string{"/avis/exemple?lang=en", "/avis/exemple/merci?lang=en"} {
		if page := get(t, site, address); !strings.Contains(page.Body.String(), "Demonstration data") {
			t.Errorf("GET %s does not say that the data are invented", address)
		}
	}
	if page := get(t, site, "/avis/passeport?lang=en"); strings.Contains(page.Body.String(), "Demonstration data") {
		t.Error("a real procedure is called a demonstration")
	}
}
