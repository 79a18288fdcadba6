package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	protocol "github.com/chromedp/cdproto/page"
)

// hostile is a text that becomes markup, or runs, wherever it is not written
// as a text.
const hostile = `</script><img src=x onerror=alert(1)>`

// TestHostileNames gives a procedure, its ministry, its administration and a
// button a name that is markup, another procedure one that is a formula, lets a
// citizen write markup too, and meets them in every page, picture and file: in a
// browser that runs whatever runs.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	name := `"` + hostile + `"`
	in.run("import", "catalogue", catalogueFile(t, "hostile,"+name+","+name+",yes,", "formula,=HYPERLINK(1),+ministry,yes,", "closed,"+name+",@ministry,no,"))
	in.run("import", "buttons", buttonsFile(t, "hostile,page,"+name+",button,,,", "hostile,gone,"+name+",letter,,2026-01-01,"+name))
	newest, before := editionMonths()
	last, err := time.Parse("2006-01", before)
	if err != nil {
		t.Fatal(err)
	}
	day := last.AddDate(0, -1, 4).Format(time.DateOnly)
	in.run("import", "ratings", countsFile(t, "hostile,"+day+",avis-1,good,5,80", "hostile,"+day+",avis-1,bad,1,60", "formula,"+day+",avis-1,good,5,140"))
	publishEditions(in)
	in.awaitForm("hostile")
	status, _, err := in.post(map[string]any{"id": key(1), "procedure": "hostile", "satisfaction": "bad", "comment": hostile, "lang": "fr", "button": "page"})
	if err != nil || status != http.StatusCreated {
		t.Fatalf("a comment was answered %d %v", status, err)
	}
	slug := ministryOf(in, "hostile")
	written := url.QueryEscape(hostile)
	t.Run("Pages", func(t *testing.T) {
		for _, address := range []string{
			"/", "/demarches", "/demarches?q=img", "/demarches?ministry=" + slug, "/demarches?q=" + written, "/demarches?sort=" + written, "/demarches?page=2&" + written + "=1",
			"/demarches/hostile", "/demarches/hostil", "/demarches/formula", "/demarches/" + url.PathEscape(hostile), "/ministeres", "/ministeres/" + slug,
			"/ministeres/" + slug + "?with=ministry", "/ministeres?kind=" + written, "/editions", "/editions/" + newest, "/editions/" + before + "..." + newest, "/editions/" + url.PathEscape(hostile),
			"/methodologie", "/donnees", "/plan-du-site", "/embed/chart/demarches/hostile/satisfaction", "/embed/chart/ministeres/all/satisfaction",
			"/avis", "/avis?q=img", "/avis?q=" + written, "/avis/hostile", "/avis/hostile?button=gone", "/avis/" + url.PathEscape(hostile), "/avis/hostile?lang=en",
			"/avis/hostile?button=" + written, "/avis/hostile/merci?rating=" + key(3), "/embed/avis/hostile", "/integration?q=img", "/integration?procedure=hostile", "/integration?way=qr&procedure=hostile",
			"/demarches/hostile/satisfaction.svg", "/demarches/hostile/answers.svg", "/ministeres/all/satisfaction.svg", "/badge/hostile.svg", "/card/hostile.svg", "/qr/hostile.svg",
		} {
			harmless(t, b, in, address)
		}
	})
	t.Run("Element", func(t *testing.T) {
		harmlessAt(t, b, host{procedure: "hostile"}.serve(t, in.on(t)))
	})
	t.Run("Space", func(t *testing.T) { hostileInSpace(t, b, in.on(t)) })
	t.Run("Files", func(t *testing.T) { hostileInFiles(t, in.on(t), newest) })
}

// ministryOf is the slug of a procedure's ministry.
func ministryOf(in *instance, procedure string) string {
	summary := getJSON[struct {
		Ministries []struct{ Slug, Name string }
	}](in, "/api/v1/summary")
	name := getJSON[struct{ Ministry string }](in, "/api/v1/procedures/"+procedure).Ministry
	for _, m := range summary.Ministries {
		if m.Name == name {
			return m.Slug
		}
	}
	in.t.Fatalf("the summary has no ministry %q", name)
	return ""
}

func harmless(t *testing.T, b *browser, in *instance, address string) {
	t.Helper()
	t.Run(strings.ReplaceAll(address, "/", "_"), func(t *testing.T) { harmlessAt(t, b, in.public+address) })
}

// harmlessAt opens a page in which every dialog is a complaint, draws its
// charts, and looks for what the name would have become.
func harmlessAt(t *testing.T, b *browser, address string) {
	t.Helper()
	w := b.tab(t, view{"fr", "light", 1280, scriptOn})
	w.alarm()
	w.visit(address)
	w.untouched()
}

// alarm makes a complaint of every dialog that a page opens.
func (w *tab) alarm() {
	w.t.Helper()
	call(w, protocol.AddScriptToEvaluateOnNewDocument, protocol.AddScriptToEvaluateOnNewDocumentParams{
		Source: "for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => console.error('a dialog was opened');"})
}

// untouched says whether the page has the name as a text, and nothing of it as
// an element.
func (w *tab) untouched() {
	w.t.Helper()
	w.await("the charts", everyChart("figure.dataset.ready", true))
	const within = `(root) => [...root.querySelectorAll('*')].reduce((n, e) => n + (e.hasAttribute('onerror') || e.getAttribute('src') === 'x' ? 1 : 0) + (e.shadowRoot ? within(e.shadowRoot) : 0), 0)`
	if n := eval[int](w, "(() => { const within = "+within+"; return within(document); })()"); n > 0 {
		w.t.Errorf("%d elements were made of the name", n)
	}
}

// hostileInSpace reads what the citizen wrote, as the ministry does.
func hostileInSpace(t *testing.T, b *browser, in *instance) {
	out := in.run("token", "create", "--role", "operator", "--ttl", "30d", "--name", hostile)
	s := &space{instance: in, own: "hostile", tokens: map[string]string{"operator": printedToken.FindStringSubmatch(out)[1]}}
	eventually(t, "the comment", func() bool { return len(s.comments("operator", "?procedure=hostile")) == 1 })
	w := s.enter(b, view{"fr", "light", 1280, scriptOn}, "operator", "/espace")
	w.alarm()
	for _, address := range []string{"/espace", "/espace/demarches/hostile", "/espace/demarches/hostile/commentaires", "/espace/journal"} {
		if status := w.visit(in.public + address); status != http.StatusOK {
			t.Errorf("%s was answered %d", address, status)
		}
		w.untouched()
		if text := eval[string](w, "document.querySelector('main').innerText"); address != "/espace/journal" && !strings.Contains(text, hostile) {
			t.Errorf("%s does not show the name", address)
		}
	}
	_, file := s.bear("operator", http.MethodGet, "/espace/demarches/hostile/commentaires.csv", "")
	if rows, err := csv.NewReader(strings.NewReader(file)).ReadAll(); err != nil || len(rows) != 2 {
		t.Errorf("the file of comments is %q, %v", file, err)
	}
}

// hostileInFiles reads what no browser shows.
func hostileInFiles(t *testing.T, in *instance, edition string) {
	for _, address := range []string{
		"/demarches.csv", "/demarches.csv?layout=observatoire", "/demarches/formula.csv", "/demarches/hostile.csv", "/ministeres.csv", "/ministeres/all/satisfaction.csv",
		"/donnees/" + edition + "/catalogue.csv", "/donnees/" + edition + "/indicators.csv",
	} {
		rows, err := csv.NewReader(bytes.NewReader(in.get(address))).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+@\t", rune(cell[0])) {
					t.Errorf("%s holds the formula %q", address, cell)
				}
			}
		}
	}
	for _, address := range []string{"/demarches.json", "/demarches/hostile.json", "/ministeres.json", "/api/v1/procedures", "/api/v1/summary", "/api/v1/editions", "/demarches/hostile/satisfaction.json"} {
		if body := in.get(address); !json.Valid(body) || bytes.ContainsAny(body, "<>") {
			t.Errorf("%s holds markup, or is no JSON", address)
		}
	}
	for _, address := range []string{"/feed.atom", "/badge/hostile.svg", "/card/hostile.svg", "/qr/hostile.svg", "/demarches/hostile/satisfaction.svg", "/button.svg?label=" + url.QueryEscape(hostile)} {
		decoder := xml.NewDecoder(bytes.NewReader(in.get(address)))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s is no XML: %v", address, err)
			}
			if element, ok := token.(xml.StartElement); ok && (element.Name.Local == "script" || element.Name.Local == "img") {
				t.Errorf("%s has an element %s", address, element.Name.Local)
			}
		}
	}
	if picture := in.get("/demarches/hostile.png"); !bytes.HasPrefix(picture, []byte("\x89PNG")) {
		t.Error("the picture for those who share the page is none")
	}
	// The markup that integrators copy holds the name as a text in its own right.
	snippet := string(in.get("/integration?procedure=hostile"))
	if strings.Contains(snippet, hostile) || !strings.Contains(html.UnescapeString(snippet), hostile) {
		t.Error("the page of markup to copy lacks the name, or has it as markup")
	}
}
