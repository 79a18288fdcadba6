package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// space is an observatory with two ministries' tokens and some comments.
type space struct {
	*instance
	own, foreign string            // a procedure of each ministry
	tokens       map[string]string // admin and editor of the own ministry, stranger, operator
	ratings      []string          // of the comments on the own procedure, the oldest first
	frozen       string            // the edition that one may object to
}

const (
	ownMinistry     = "ministere-de-l-identite-et-des-titres"
	foreignMinistry = "ministere-des-routes-et-des-transports"
)

// TestSpace is the administrations' space as people and programs use it.
func TestSpace(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	in, _, _ := demonstration(t)
	s := openSpace(t, in)
	s.object()
	t.Run("Machines", func(t *testing.T) { s.on(t).machines(t) })
	t.Run("WithoutScript", func(t *testing.T) { s.on(t).people(t, b) })
	s.tokens["wrong"] = "obs_wrong"
	t.Run("Audit", func(t *testing.T) {
		for part := range readers {
			t.Run(fmt.Sprint("Reader", part+1), func(t *testing.T) {
				t.Parallel()
				s.on(t).audit(t, startBrowser(t), part)
			})
		}
	})
	if checkers := os.Getenv("OBSERVATORY_CHECKERS"); checkers != "" {
		t.Run("Markup", func(t *testing.T) { s.on(t).checkMarkup(t, checkers) })
	}
	if folder := os.Getenv("OBSERVATORY_SCREENSHOTS"); folder != "" {
		t.Run("Screenshots", func(t *testing.T) { s.on(t).takeScreenshots(b, folder) })
	}
	t.Run("Traces", func(t *testing.T) { s.on(t).traces(t) })
}

func (s *space) on(t testing.TB) *space {
	part := *s
	part.instance = s.instance.on(t)
	return &part
}

var printedToken = regexp.MustCompile(`token +(obs_\S{56})\n`)

func openSpace(t *testing.T, in *instance) *space {
	t.Helper()
	s := &space{instance: in, tokens: map[string]string{}}
	list := getJSON[struct {
		Items []struct{ ID, Ministry string }
	}](in, "/api/v1/procedures?per_page=500")
	for _, p := range list.Items {
		switch {
		case s.own == "" && p.Ministry == "Ministère de l'Identité et des Titres":
			s.own = p.ID
		case s.foreign == "" && p.Ministry == "Ministère des Routes et des Transports":
			s.foreign = p.ID
		}
	}
	if s.own == "" || s.foreign == "" {
		t.Fatal("the demonstration lacks a ministry")
	}
	for name, scope := range map[string][]string{
		"admin": {"--role", "admin", "--ministry", ownMinistry}, "editor": {"--role", "editor", "--procedure", s.own},
		"stranger": {"--role", "admin", "--ministry", foreignMinistry}, "operator": {"--role", "operator"},
	} {
		out := in.run(append([]string{"token", "create", "--ttl", "30d", "--name", name}, scope...)...)
		printed := printedToken.FindStringSubmatch(out)
		if printed == nil {
			t.Fatalf("token create printed %q", out)
		}
		s.tokens[name] = printed[1]
	}
	s.awaitForm(s.own)
	for i, c := range []struct{ procedure, mark, text string }{
		{s.own, "good", "Rapide et clair."}, {s.own, "bad", "=1+1 La page s’arrête."}, {s.own, "bad", "Dupont du guichet 3 a crié."}, {s.foreign, "bad", "Trop cher."},
	} {
		status, answer, err := in.post(map[string]any{"id": key(100 + i), "procedure": c.procedure, "satisfaction": c.mark, "comment": c.text, "lang": "fr", "button": "page"})
		if err != nil || status != http.StatusCreated {
			t.Fatalf("a comment was answered %d %v", status, err)
		}
		if c.procedure == s.own {
			s.ratings = append(s.ratings, fmt.Sprint(answer["rating"]))
		}
	}
	eventually(t, "the comments", func() bool { return len(s.comments("admin", "?procedure="+s.own)) == 3 })
	eventually(t, "the overview, which a busy machine answers with 503 at first", func() bool {
		status, _ := s.bear("admin", http.MethodGet, "/espace", "")
		return status != http.StatusServiceUnavailable
	})
	return s
}

// object freezes one more edition, to which the editor objects twice; the
// operator has answered once.
func (s *space) object() {
	s.t.Helper()
	s.frozen = editionBefore(2)
	s.run("edition", "freeze", s.frozen)
	for _, text := range []string{"L’aide par téléphone n’a ouvert qu’en juin.", "Le volume est celui de 2024."} {
		out := s.run("edition", "object", s.frozen, s.own, "--text", text)
		if strings.Contains(text, "juin") {
			s.run("edition", "answer", s.frozen, regexp.MustCompile(`[0-9a-f]{16}`).FindString(out), "--text", "La note porte sur douze mois.")
		}
	}
}

// bear asks with a token and returns the status and the body.
func (s *space) bear(who, method, address, body string) (int, string) {
	s.t.Helper()
	request, err := http.NewRequest(method, s.public+address, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.tokens[who])
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(address, "/api/") {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultTransport.RoundTrip(request) // a redirection is an answer
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// comments are the texts that the API gives to a token, by their ratings.
func (s *space) comments(who, query string) map[string]string {
	s.t.Helper()
	status, body := s.bear(who, http.MethodGet, "/api/v1/comments"+query, "")
	var page struct {
		Items []struct {
			Rating  string
			Comment *string
		}
	}
	if err := json.Unmarshal([]byte(body), &page); status != http.StatusOK || err != nil {
		return nil
	}
	texts := map[string]string{}
	for _, item := range page.Items {
		text := "(masked)"
		if item.Comment != nil {
			text = *item.Comment
		}
		texts[item.Rating] = text
	}
	return texts
}

// machines asks for what programs ask for, with the tokens of two ministries.
func (s *space) machines(t *testing.T) {
	today := time.Now().In(paris(t)).Format(time.DateOnly)
	volumes := func(procedure string) string {
		return `[{"_id":"q1","procedure":"` + procedure + `","period_start":"2026-01-01","period_end":"2026-03-31","channel":"online","completed":5,"method":"counted"}]`
	}
	at := "/espace/demarches/" + s.own
	rating := at + "/commentaires/" + s.ratings[0]
	for _, c := range []struct {
		method, address, body             string
		admin, editor, stranger, operator int
	}{
		{"GET", "/espace", "", 200, 200, 200, 200},
		{"GET", at, "", 200, 200, 403, 200},
		{"GET", at + "?as_of=" + today, "", 200, 200, 403, 200},
		{"GET", at + "/jours.csv", "", 200, 200, 403, 200},
		{"GET", at + "/commentaires", "", 200, 200, 403, 200},
		{"GET", at + "/commentaires.csv", "", 200, 200, 403, 200},
		{"POST", rating + "/ecarter", "reason=repeated", 403, 403, 403, 303},
		{"POST", rating + "/retablir", "reason=mistake", 403, 403, 403, 303},
		{"POST", "/espace/acces", "role=reader&days=30&procedure=" + s.foreign, 403, 403, 200, 403},
		{"GET", "/espace/acces", "", 200, 403, 200, 403},
		{"GET", "/espace/journal", "", 200, 403, 200, 200},
		{"GET", "/api/v1/comments?procedure=" + s.own, "", 200, 200, 403, 200},
		{"GET", "/api/v1/procedures/" + s.own + "?as_of=" + today, "", 200, 200, 403, 200},
		{"POST", "/api/v1/volumes", volumes(s.own), 200, 200, 403, 200},
		{"POST", "/api/v1/volumes", volumes(s.own), 200, 200, 403, 200},
		{"POST", "/api/v1/volumes", volumes(s.foreign), 403, 403, 200, 200},
	} {
		for who, want := range map[string]int{"admin": c.admin, "editor": c.editor, "stranger": c.stranger, "operator": c.operator} {
			if status, body := s.bear(who, c.method, c.address, c.body); status != want {
				t.Errorf("%s %s by %s: %d, want %d: %.200s", c.method, c.address, who, status, want, body)
			}
		}
	}
	if status, _ := s.bear("nobody", http.MethodPost, "/api/v1/volumes", volumes(s.own)); status != http.StatusUnauthorized {
		t.Errorf("the public may state volumes: %d", status)
	}
	if texts := s.comments("stranger", ""); !slices.Equal(slices.Collect(maps.Values(texts)), []string{"Trop cher."}) {
		t.Errorf("the other ministry reads %q", texts)
	}
	_, file := s.bear("editor", http.MethodGet, at+"/commentaires.csv?satisfaction=bad", "")
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil || len(rows) != 3 || !strings.Contains(file, "'=1+1") {
		t.Errorf("the file is %q, %v", file, err)
	}
	public, err := http.Get(s.public + "/api/v1/procedures/" + s.own + "?as_of=" + today)
	if err != nil {
		t.Fatal(err)
	}
	public.Body.Close()
	if public.StatusCode != http.StatusBadRequest {
		t.Errorf("the public sees the figures of today: %d", public.StatusCode)
	}
}

// enter signs in on the page that an address of the space leads to.
func (s *space) enter(b *browser, v view, who, path string) *tab {
	s.t.Helper()
	w, status := b.open(s.t, v, s.public+path)
	if status != http.StatusOK {
		s.t.Fatalf("where one signs in was answered %d", status)
	}
	w.expect("/espace/connexion")
	w.do(chromedp.SendKeys(chromedp.CSS("#token"), s.tokens[who]))
	if status := w.load(chromedp.Click(chromedp.CSS("main form button"))); status != http.StatusOK {
		s.t.Fatalf("%s: signing in led to %d", who, status)
	}
	return w
}

// people asks, without script, what those write who said "bad", masks one text,
// gives access to a colleague and leaves.
func (s *space) people(t *testing.T, b *browser) {
	w := s.enter(b, view{"fr", "light", 1280, scriptOff}, "admin", "/espace")
	click := func(selector, want string) {
		t.Helper()
		if status := w.load(chromedp.Click(chromedp.CSS(selector))); status != http.StatusOK {
			t.Fatalf("%s led to %d", selector, status)
		}
		w.expect(want)
		if headings := eval[int](w, "document.querySelectorAll('h1').length"); headings != 1 {
			t.Errorf("%s has %d h1", want, headings)
		}
	}
	text := func() string { return eval[string](w, "document.querySelector('main').innerText") }
	if shown := text(); strings.Contains(shown, "Routes et des Transports") {
		t.Error("another ministry is in the space")
	}
	// One click from the first page answers it.
	click(fmt.Sprintf(`a[href="/espace/demarches/%s/commentaires?satisfaction=bad"]`, s.own), "satisfaction=bad")
	if shown := text(); !strings.Contains(shown, "La page s’arrête.") || !strings.Contains(shown, "guichet 3") || strings.Contains(shown, "Rapide et clair") {
		t.Errorf("the comments are %q", shown)
	}
	// Both may have come in the same millisecond.
	article := eval[string](w, `document.querySelector("article").innerText.includes("guichet 3") ? "article:first-of-type" : "article:last-of-type"`)
	w.do(chromedp.Click(chromedp.CSS(article + " summary")))
	click(article+" form button", "done=mask")
	if shown := text(); strings.Contains(shown, "guichet 3") || !strings.Contains(shown, "La page s’arrête.") {
		t.Errorf("after masking: %q", shown)
	}
	left := map[string]string{s.ratings[1]: "=1+1 La page s’arrête.", s.ratings[2]: "(masked)"}
	if texts := s.comments("admin", "?satisfaction=bad"); !maps.Equal(texts, left) {
		t.Errorf("the API still gives %q", texts)
	}
	click(`a[href="/espace/acces"]`, "/espace/acces")
	w.do(chromedp.SendKeys(chromedp.CSS("#name"), "équipe d’accueil"))
	click("form.grant button", "/espace/acces")
	s.tokens["colleague"] = eval[string](w, "document.querySelector('.secret').textContent")
	if status, _ := s.bear("colleague", http.MethodGet, "/espace/demarches/"+s.own, ""); status != http.StatusOK {
		eventually(t, "the colleague's access", func() bool {
			status, _ := s.bear("colleague", http.MethodGet, "/espace/demarches/"+s.own, "")
			return status == http.StatusOK
		})
	}
	click("table form button", "/espace/acces")
	eventually(t, "the end of the colleague's access", func() bool {
		status, _ := s.bear("colleague", http.MethodGet, "/espace", "")
		return status == http.StatusUnauthorized
	})
	click(".space form button", "/espace/connexion")
	if status := w.visit(s.public + "/espace/journal"); status != http.StatusOK {
		t.Errorf("after leaving: %d", status)
	}
	w.expect("/espace/connexion?next=")

	foreign := s.enter(b, view{"fr", "light", 1280, scriptOff}, "stranger", "/espace")
	if status := foreign.visit(s.public + "/espace/demarches/" + s.own); status != http.StatusForbidden {
		t.Errorf("another ministry's page was answered %d", status)
	}
}

// spacePage is one page of the space, or one state of it, for somebody.
type spacePage struct {
	name, who, path string
	status          int64
}

func (s *space) pages() []spacePage {
	at := "/espace/demarches/" + s.own
	newest, _ := editionMonths()
	return []spacePage{
		{"overview", "admin", "/espace", 200},
		{"overview of a day", "operator", "/espace?as_of=2026-01-15", 200},
		{"procedure", "admin", at, 200},
		{"comments", "editor", at + "/commentaires", 200},
		{"comments done", "operator", at + "/commentaires?satisfaction=bad&done=mask", 200},
		{"no comments", "editor", at + "/commentaires?satisfaction=medium", 200},
		{"right of reply", "editor", at + "/editions/" + s.frozen, 200},
		{"right of reply to answer", "operator", at + "/editions/" + s.frozen + "?done=respond", 200},
		{"right of reply over", "admin", at + "/editions/" + newest, 200},
		{"right of reply with error", "editor", at + "/editions/" + s.frozen, 422},
		{"accesses", "admin", "/espace/acces", 200},
		{"journal", "operator", "/espace/journal", 200},
		{"forbidden", "editor", "/espace/demarches/" + s.foreign, 403},
		{"bad request", "editor", "/espace?as_of=tomorrow", 400},
		{"sign in", "", "/espace", 200},
		{"sign in failed", "wrong", "/espace", 401},
	}
}

// show opens a page of the space as its visitor does.
func (s *space) show(b *browser, v view, p spacePage) *tab {
	s.t.Helper()
	if p.signedIn() {
		w := s.enter(b, v, p.who, "/espace")
		s.meet(w, p)
		return w
	}
	w, status := b.open(s.t, v, s.public+p.path)
	if p.who == "wrong" {
		w.do(chromedp.SendKeys(chromedp.CSS("#token"), s.tokens["wrong"]))
		status = w.load(chromedp.Click(chromedp.CSS("main form button")))
	}
	if status != p.status {
		s.t.Errorf("%s: answered %d, want %d", v, status, p.status)
	}
	return w
}

// signedIn is whether the page's visitor has signed in.
func (p spacePage) signedIn() bool { return p.who != "" && p.who != "wrong" }

// meet opens a page in a tab whose reader has signed in.
func (s *space) meet(w *tab, p spacePage) {
	w.t.Helper()
	status := w.visit(s.public + p.path)
	if p.status == http.StatusUnprocessableEntity {
		w.do(chromedp.SendKeys(chromedp.CSS("#text"), " ")) // nothing, which the browser lets through
		status = w.load(chromedp.Submit(chromedp.CSS("#text")))
	}
	if status != p.status {
		w.t.Errorf("%s: answered %d, want %d", w.view, status, p.status)
	}
}

// audit checks every page of the space with axe-core: all pairs of page,
// language, colour scheme and width, or every combination under
// OBSERVATORY_AUDIT=full. It takes one part of them.
func (s *space) audit(t *testing.T, b *browser, part int) {
	all := s.pages()
	combine := pairs
	if full() {
		combine = product
	}
	d := newDesk()
	for n, row := range combine(len(all), len(languages()), len(schemes()), len(widths())) {
		if n%readers != part {
			continue
		}
		p, v := all[row[0]], view{languages()[row[1]], schemes()[row[2]], widths()[row[3]], scriptOn}
		var w *tab
		if p.signedIn() {
			w = d.tab(p.who+v.lang, func() *tab { return s.on(t).enter(b, v, p.who, "/espace") })
		}
		t.Run(strings.ReplaceAll(fmt.Sprint(p.name, " ", v), " ", "_"), func(t *testing.T) {
			s := s.on(t)
			if w == nil {
				w = s.show(b, v, p)
			} else {
				w.lend(t, v)
				s.meet(w, p)
			}
			w.look()
			w.axe()
		})
	}
}

// takeScreenshots writes pictures of every page of the space into the folder.
func (s *space) takeScreenshots(b *browser, folder string) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		s.t.Fatal(err)
	}
	for _, p := range s.pages() {
		for _, v := range []view{{"fr", "light", 1280, scriptOn}, {"en", "dark", 1280, scriptOn}, {"fr", "light", 320, scriptOn}} {
			s.show(b, v, p).picture(folder, "space-"+strings.ReplaceAll(p.name, " ", "-"))
		}
	}
}

// traces looks for tokens in whatever the observatory leaves behind.
func (s *space) traces(t *testing.T) {
	for who, token := range s.tokens {
		if len(token) < 60 {
			continue
		}
		if file := holding(t, s.data, token[17:]); file != "" {
			t.Errorf("the token of %s is in %s", who, file)
		}
		if strings.Contains(s.stderr.String(), token[17:]) {
			t.Errorf("the token of %s is in the log", who)
		}
	}
	if _, journal := s.bear("operator", http.MethodGet, "/espace/journal?lang=en", ""); !strings.Contains(journal, s.ratings[0]) || strings.Contains(journal, "guichet") {
		t.Error("the journal lacks what was judged, or holds what a citizen wrote")
	}
	s.run("token", "revoke", s.tokens["editor"][4:16])
	eventually(t, "the end of the editor's access", func() bool {
		status, _ := s.bear("editor", http.MethodGet, "/api/v1/comments", "")
		return status == http.StatusUnauthorized
	})
	if list := s.run("token", "list"); !strings.Contains(list, "revoked") || strings.Contains(list, "obs_") {
		t.Errorf("token list printed %s", list)
	}
}
