package e2e

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// sheet is a page of the hosted form as a browser without script holds it, which
// may be sent again long after others.
type sheet struct {
	in      *instance
	address string
	fields  url.Values
	links   map[string]string // to other languages
	buttons map[string]string // to those of a page whose rating no address tells
}

var (
	cardForm      = regexp.MustCompile(`(?s)<form class="card".*?</form>`)
	inputs        = regexp.MustCompile(`<input[^>]*>`)
	otherLanguage = regexp.MustCompile(`<a href="([^"]*)" lang="(\w+)" hreflang`)
	goOnIn        = regexp.MustCompile(`formaction="([^"]*)" lang="(\w+)"`)
)

// sheetAt reads the page at an address of the observatory.
func sheetAt(in *instance, address string) sheet {
	in.t.Helper()
	return newSheet(in, address, string(in.get(address)))
}

func newSheet(in *instance, address, body string) sheet {
	s := sheet{in: in, address: address, fields: url.Values{}, links: map[string]string{}, buttons: map[string]string{}}
	for _, input := range inputs.FindAllString(cardForm.FindString(body), -1) {
		pairs := map[string]string{}
		for _, pair := range regexp.MustCompile(`(name|value|type)="([^"]*)"`).FindAllStringSubmatch(input, -1) {
			pairs[pair[1]] = html.UnescapeString(pair[2])
		}
		if pairs["type"] == "hidden" || strings.Contains(input, " checked") {
			s.fields.Add(pairs["name"], pairs["value"])
		}
	}
	for _, link := range otherLanguage.FindAllStringSubmatch(body, -1) {
		s.links[link[2]] = html.UnescapeString(link[1])
	}
	for _, button := range goOnIn.FindAllStringSubmatch(body, -1) {
		s.buttons[button[2]] = html.UnescapeString(button[1])
	}
	return s
}

// send sends the page with these answers, in pairs, and returns the next one.
func (s sheet) send(answers ...string) sheet {
	s.in.t.Helper()
	fields := url.Values{}
	for name, values := range s.fields {
		fields[name] = values
	}
	for i := 0; i+1 < len(answers); i += 2 {
		fields.Del(answers[i])
	}
	for i := 0; i+1 < len(answers); i += 2 {
		fields.Add(answers[i], answers[i+1])
	}
	path, _, _ := strings.Cut(s.address, "?")
	return s.post(path, fields)
}

func (s sheet) post(to string, fields url.Values) sheet {
	s.in.t.Helper()
	response, err := http.PostForm(s.in.public+to, fields)
	if err != nil {
		s.in.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.in.t.Fatalf("%v was answered %s %v: %s", fields, response.Status, err, body)
	}
	return newSheet(s.in, response.Request.URL.RequestURI(), string(body))
}

// reload asks for the page again, as a browser does that keeps none.
func (s sheet) reload() sheet {
	s.in.t.Helper()
	return sheetAt(s.in, s.address)
}

// speak is the page in another language, by its link or its button.
func (s sheet) speak(lang string) sheet {
	s.in.t.Helper()
	if to, ok := s.buttons[lang]; ok {
		fields := url.Values{"then": {"language"}}
		for name, values := range s.fields {
			fields[name] = values
		}
		return s.post(to, fields)
	}
	to, ok := s.links[lang]
	if !ok {
		s.in.t.Fatalf("no link to %s at %s", lang, s.address)
	}
	return sheetAt(s.in, to)
}

// rating is the id that the page's address tells.
func (s sheet) rating() string {
	s.in.t.Helper()
	address, err := url.Parse(s.address)
	if err != nil || address.Query().Get("rating") == "" {
		s.in.t.Fatalf("no rating at %s", s.address)
	}
	return address.Query().Get("rating")
}

// shown is what rating show tells of a rating, by the names that it gives.
func shown(in *instance, procedure, rating string) map[string]string {
	in.t.Helper()
	rows := map[string]string{}
	for line := range strings.Lines(in.run("rating", "show", "--procedure", procedure, "--id", rating)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			if _, twice := rows[name]; twice {
				in.t.Errorf("rating show tells two of %s", rating)
			}
			rows[name] = strings.TrimSpace(value)
		}
	}
	return rows
}

// shipped waits until everything that was acknowledged is in the database.
func shipped(in *instance) {
	in.t.Helper()
	eventually(in.t, "everything is shipped", func() bool {
		return getJSON[struct{ Journal struct{ Pending uint64 } }](in, in.admin+"/api/v1/health").Journal.Pending == 0
	})
}

// TestChangedMind goes back in the form and answers otherwise: the last answer to
// each question is what is stored, in one rating.
func TestChangedMind(t *testing.T) {
	t.Parallel()
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,", "licence,Demander un permis,Intérieur,yes,"))
	in.awaitForm("passport")
	in.awaitForm("licence")
	t.Run("Plain", func(t *testing.T) { plainMinds(t, in.on(t)) })
	t.Run("Browser", func(t *testing.T) { browsedMinds(t, in.on(t)) })
	t.Run("API", func(t *testing.T) { clientMinds(t, in.on(t)) })
}

// plainMinds sends pages that a browser kept, or asks for them again.
func plainMinds(t *testing.T, in *instance) {
	const form = "/avis/passport?lang=fr"
	type rows map[string]string
	trials := []struct {
		name string
		walk func() sheet // returns any page of the rating
		want rows
	}{
		{"bad, good, bad", func() sheet {
			first := sheetAt(in, form)
			first.send("satisfaction", "bad")
			first.send("satisfaction", "good")
			return first.send("satisfaction", "bad", "then", "finish")
		}, rows{"satisfaction": "bad", "clarity": ""}},
		{"clarity 1, 5, 1 on a page that was kept", func() sheet {
			second := sheetAt(in, form).send("satisfaction", "good")
			second.send("clarity", "1")
			second.send("clarity", "5")
			return second.send("clarity", "1")
		}, rows{"satisfaction": "good", "clarity": "1"}},
		{"clarity 1, 5, 1 on a page that was asked for again", func() sheet {
			second := sheetAt(in, form).send("satisfaction", "good")
			second.send("clarity", "1")
			second.reload().send("clarity", "5")
			return second.reload().send("clarity", "1")
		}, rows{"satisfaction": "good", "clarity": "1"}},
		{"the outcome", func() sheet {
			second := sheetAt(in, form).send("satisfaction", "good")
			second.send("outcome", "done")
			second.send("outcome", "error")
			return second.send("outcome", "done")
		}, rows{"outcome": "done"}},
		{"help phone, counter, phone", func() sheet {
			third := sheetAt(in, form).send("satisfaction", "good").send("clarity", "3")
			third.send("help", "phone")
			third.send("help", "counter")
			return third.send("help", "phone")
		}, rows{"help": "phone", "clarity": "3"}},
		{"the first page after all others", func() sheet {
			first := sheetAt(in, form)
			page := first.send("satisfaction", "bad").send("clarity", "5", "outcome", "error").send("help", "phone", "help", "other")
			page.send("help_phone_reached", "yes", "help_phone_quality", "2").send("help_other_text", "Au café", "comment", "Rien à redire.")
			return first.send("satisfaction", "good")
		}, rows{"satisfaction": "good", "clarity": "5", "outcome": "error", "help": "phone other", "other help": "Au café", "comment": "Rien à redire."}},
		{"after a changed mind the pages that follow count", func() sheet {
			first := sheetAt(in, form)
			first.send("satisfaction", "bad")
			return first.send("satisfaction", "good").send("clarity", "4").send("help", "none").send("comment", "Bien.")
		}, rows{"satisfaction": "good", "clarity": "4", "help": "none", "comment": "Bien."}},
		{"a comment, another, the first again", func() sheet {
			page := sheetAt(in, form).send("satisfaction", "bad").send().send("help", "none")
			page.send("comment", "Trop long.")
			page.send("comment", "Bien.")
			return page.send("comment", "Trop long.")
		}, rows{"comment": "Trop long."}},
		{"another language on a later step", func() sheet {
			second := sheetAt(in, form).send("satisfaction", "bad")
			second.send("clarity", "1")
			second.speak("en").send("clarity", "5")
			return second.send("clarity", "1")
		}, rows{"satisfaction": "bad", "clarity": "1", "language": "fr"}},
		{"another language on the first page", func() sheet {
			first := sheetAt(in, form)
			first.send("satisfaction", "bad")
			english := first.speak("en")
			english.send("satisfaction", "good").send("clarity", "2")
			first.speak("de").send("satisfaction", "medium")
			return english.send("satisfaction", "bad")
		}, rows{"satisfaction": "bad", "clarity": "2", "language": "en"}},
	}
	ratings := make([]string, len(trials))
	for i, trial := range trials {
		ratings[i] = trial.walk().rating()
	}
	shipped(in)
	for i, trial := range trials {
		got := shown(in, "passport", ratings[i])
		for name, want := range trial.want {
			if got[name] != want {
				t.Errorf("%s: %s is %q, want %q", trial.name, name, got[name], want)
			}
		}
	}
	if n := strings.Count(in.run("export", "ratings", "--ids"), ",passport,"); n != len(trials) {
		t.Errorf("%d ratings are stored of %d", n, len(trials))
	}
}

// browsedMinds goes back in a real browser, which keeps pages as they were left
// or shows them anew, and runs scripts or none.
func browsedMinds(t *testing.T, in *instance) {
	ratings := map[string]string{}
	for cache, options := range map[string][]chromedp.ExecAllocatorOption{
		"Showing anew": nil, "Keeping pages": {chromedp.Flag("disable-features", "Nothing")},
	} {
		t.Run(cache, func(t *testing.T) {
			b := startBrowser(t, options...)
			for _, script := range []string{scriptOn, scriptOff} {
				rating, kept := thinkAgain(t, b, in, script)
				if wanted := options != nil; kept != wanted && wanted {
					// What such a page sends is what plainMinds sends of a page that was kept.
					t.Skip("this build of Chromium keeps no pages: the one with windows does")
				} else if kept != wanted {
					t.Error("the pages were kept")
				}
				ratings[cache+", "+script] = rating
				ratings[cache+", "+script+", two languages"] = thinkInTwoLanguages(t, b, in, script)
			}
		})
	}
	shipped(in)
	for name, rating := range ratings {
		if got := shown(in, "licence", rating); got["satisfaction"] != "bad" || got["clarity"] != "1" {
			t.Errorf("%s: stored is satisfaction %s, clarity %s, want bad and 1", name, got["satisfaction"], got["clarity"])
		}
	}
	// Of a browser that was to keep pages and does not, one rating is not named here.
	if n := strings.Count(in.run("export", "ratings", "--ids"), ",licence,"); n > len(ratings)+1 {
		t.Errorf("%d ratings are stored of %d", n, len(ratings))
	}
}

// thinkAgain answers bad, good, bad, then the clarity 1, 5, 1, going back in
// between. It returns the rating, and whether pages were shown as they were left.
func thinkAgain(t *testing.T, b *browser, in *instance, script string) (rating string, kept bool) {
	t.Helper()
	w, _ := b.open(t, view{"fr", "light", 1280, script}, in.public+"/avis/licence")
	answer := func(answers []string, field, then string) {
		for n, value := range answers {
			if n > 0 {
				w.travel(-1)
				kept = eval[string](w, "performance.getEntriesByType('navigation')[0].type") != "back_forward"
			}
			w.click("document.querySelector(" + quoted("#"+field+"-"+value) + ")")
			w.click("document.querySelector(" + quoted(submit) + ")")
			w.await(then, "location.search.includes("+quoted("step="+then)+") && document.readyState === 'complete'")
		}
	}
	answer([]string{"bad", "good", "bad"}, "satisfaction", "clarity")
	kept, first := false, kept
	answer([]string{"1", "5", "1"}, "clarity", "help")
	rating = eval[string](w, "new URLSearchParams(location.search).get('rating')")
	w.click("document.querySelector(" + quoted(submit+" + button") + ")")
	w.await("the thanks page", "location.pathname.endsWith('/merci') && document.readyState === 'complete'")
	if id := eval[string](w, "document.querySelector('code').textContent"); id != rating {
		t.Errorf("the thanks page names %s, another rating than %s", id, rating)
	}
	return rating, first
}

// thinkInTwoLanguages goes back, and on in another language, which leads nowhere
// that tells the rating; then back to that page.
func thinkInTwoLanguages(t *testing.T, b *browser, in *instance, script string) (rating string) {
	t.Helper()
	w, _ := b.open(t, view{"fr", "light", 1280, script}, in.public+"/avis/licence")
	answer := func(value string) {
		w.click("document.querySelector(" + quoted("#satisfaction-"+value) + ")")
		w.click("document.querySelector(" + quoted(submit) + ")")
		w.await("the second step", "location.search.includes('step=clarity') && document.readyState === 'complete'")
	}
	answer("bad")
	w.travel(-1)
	w.click("document.querySelector('.languages [lang=en]')")
	w.await("the page in English", "document.documentElement.lang === 'en' && document.readyState === 'complete'")
	if at := eval[string](w, "location.search"); strings.Contains(at, "id=") {
		t.Errorf("the address tells the rating: %s", at)
	}
	answer("good")
	w.travel(-1)
	answer("bad")
	w.click("document.querySelector('#clarity-1')")
	w.click("document.querySelector(" + quoted(submit) + ")")
	w.await("the third step", "location.search.includes('step=help') && document.readyState === 'complete'")
	return eval[string](w, "new URLSearchParams(location.search).get('rating')")
}

// clientMinds is a client of the API: it says which version is which, and one that
// is known stays what it was.
func clientMinds(t *testing.T, in *instance) {
	rating, id := "", key(900)
	for n, c := range []struct {
		version      int
		satisfaction string
		status       int
	}{{1, "bad", 201}, {2, "good", 201}, {3, "bad", 201}, {3, "bad", 200}, {2, "good", 200}, {2, "medium", 409}, {1, "bad", 200}} {
		status, answer, err := in.post(map[string]any{"id": id, "version": c.version, "procedure": "passport", "satisfaction": c.satisfaction})
		if err != nil || status != c.status {
			t.Fatalf("send %d was answered %d %v %v, want %d", n, status, answer, err, c.status)
		}
		if status < 300 {
			rating = fmt.Sprint(answer["rating"])
		}
	}
	shipped(in)
	if got := shown(in, "passport", rating); got["satisfaction"] != "bad" || got["step"] != "3" {
		t.Errorf("stored is step %s, %s", got["step"], got["satisfaction"])
	}
}
