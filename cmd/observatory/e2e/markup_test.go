package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// checkMarkup has the Nu HTML checker read every page in every language, the
// errors of the form, the pages that others frame, and the pictures. It runs
// on Java.
func checkMarkup(t *testing.T, in *instance, checkers string) {
	m := newMarkup(t, checkers)
	for _, p := range pages(in) {
		for _, lang := range languages() {
			address := in.public + withLanguage(p.path, lang)
			if p.act == nil {
				m.keep(bodyOf(t, http.Get, address, p.status), p.name, lang, "html")
				continue
			}
			// What the citizen sends to come there: nothing, or help and no help.
			page, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			sent := page.Query()
			if sent.Has("step") {
				sent["help"] = []string{"phone", "none"}
			}
			post := func(address string) (*http.Response, error) { return http.PostForm(address, sent) }
			m.keep(bodyOf(t, post, address, p.status), p.name, lang, "html")
		}
	}
	id := proceduresByState(in)["published"]
	for _, lang := range languages() {
		m.keep(bodyOf(t, http.Get, in.public+withLanguage("/embed/avis/"+id, lang), http.StatusOK), "frame", lang, "html")
		for _, path := range []string{
			"/demarches/" + id + "/satisfaction.svg", "/demarches/" + id + "/answers.svg", "/ministeres/all/satisfaction.svg",
			"/dematerialisation.svg", "/trajectoire.svg", "/demarches/" + id + "/satisfaction.svg?size=narrow&theme=dark",
			"/badge/" + id + ".svg", "/card/" + id + ".svg", "/button.svg", "/qr/" + id + ".svg", "/static/bouton-blanc.svg",
		} {
			m.keep(bodyOf(t, http.Get, in.public+withLanguage(path, lang), http.StatusOK), path, lang, "svg")
		}
	}
	m.check()
}

// checkMarkup has the checker read every page of the space.
func (s *space) checkMarkup(t *testing.T, checkers string) {
	m := newMarkup(t, checkers)
	for _, lang := range languages() {
		for path, who := range map[string]string{
			"/espace": "admin", "/espace?as_of=2026-01-15": "operator", "/espace/demarches/" + s.own: "admin",
			"/espace/demarches/" + s.own + "/commentaires": "editor", "/espace/demarches/" + s.own + "/commentaires?satisfaction=bad&done=mask": "operator",
			"/espace/demarches/" + s.own + "/editions/" + s.frozen: "editor", "/espace/demarches/" + s.own + "/editions/" + s.frozen + "?done=respond": "operator",
			"/espace/acces": "admin", "/espace/journal": "operator", "/espace/demarches/" + s.foreign: "editor", "/espace?as_of=tomorrow": "editor",
		} {
			_, page := s.bear(who, http.MethodGet, withLanguage(path, lang), "")
			m.keep([]byte(page), who+path, lang, "html")
		}
		m.keep(bodyOf(t, http.Get, s.public+withLanguage("/espace/connexion", lang), http.StatusOK), "sign in", lang, "html")
		wrong := func(address string) (*http.Response, error) {
			return http.PostForm(address, url.Values{"token": {"obs_wrong"}})
		}
		m.keep(bodyOf(t, wrong, s.public+withLanguage("/espace/connexion", lang), http.StatusUnauthorized), "sign in failed", lang, "html")
	}
	m.check()
}

// markup gathers pages for the checker, which starts once for all of them.
type markup struct {
	t      *testing.T
	java   string
	jar    string
	folder string
	kept   int
}

func newMarkup(t *testing.T, checkers string) *markup {
	t.Helper()
	java, err := exec.LookPath("java")
	if err != nil {
		t.Fatal("the markup is checked by a Java program: install a Java runtime, such as default-jre-headless")
	}
	jar := filepath.Join(checkers, "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
	return &markup{t: t, java: java, jar: jar, folder: t.TempDir()}
}

// keep writes a page into the folder, under a name that tells which it is.
func (m *markup) keep(content []byte, name, lang, kind string) {
	m.t.Helper()
	m.kept++
	name = strings.NewReplacer("/", "-", "?", "-", "&", "-", " ", "-").Replace(name)
	file := fmt.Sprintf("%03d-%s-%s.%s", m.kept, name, lang, kind)
	if err := os.WriteFile(filepath.Join(m.folder, file), content, 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// check fails the test with everything that the checker calls an error.
func (m *markup) check() {
	m.t.Helper()
	out, err := exec.Command(m.java, "-jar", m.jar, "--errors-only", "--also-check-svg", m.folder).CombinedOutput()
	if err != nil || len(out) > 0 {
		m.t.Errorf("%v\n%s", err, out)
	}
	m.t.Logf("%d pages and pictures", m.kept)
}

// withLanguage adds the language to an address.
func withLanguage(path, lang string) string {
	if strings.Contains(path, "?") {
		return path + "&lang=" + lang
	}
	return path + "?lang=" + lang
}

// ask returns the body of an answer, whatever its status.
func ask(t *testing.T, in *instance, path string) []byte {
	t.Helper()
	answer, err := http.Get(in.public + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// bodyOf returns the body of an answer, which must have the status.
func bodyOf(t *testing.T, how func(string) (*http.Response, error), address string, status int64) []byte {
	t.Helper()
	answer, err := how(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if int64(answer.StatusCode) != status {
		t.Errorf("%s answered %s, want %d", address, answer.Status, status)
	}
	return body
}
