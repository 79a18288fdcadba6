package e2e

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// example is a block of docs/integration.md as an integrator would paste it.
func example(t *testing.T, in *instance, name, procedure string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "integration.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)<!-- example: " + name + " -->\n```[a-z]+\n(.*?)\n```").FindSubmatch(text)
	if found == nil {
		t.Fatalf("docs/integration.md has no example %s", name)
	}
	built := manifestOf(in)
	return strings.NewReplacer("https://HOST", in.public, "PROCEDURE", procedure, "3059", procedure,
		"VERSION", built.Version, "INTEGRITY", built.Files["mon-avis.js"].Integrity).Replace(string(found[1]))
}

// servePage serves a page of another origin whose body is the given text.
func servePage(t *testing.T, body string, headers ...string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Démarche terminée</title><link rel="icon" href="data:,"></head>
<body><main><h1>Votre demande est envoyée</h1>
%s
</main></body></html>`, body)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// TestExamples pastes each example of docs/integration.md into a page of an
// administration, and rates from there.
func TestExamples(t *testing.T) {
	t.Parallel()
	try(t, []trial{
		{"Link", followExample("link")}, {"Email", followExample("email")}, {"Demarches-Simplifiees", followExample("demarches-simplifiees")},
		{"CMS", rateFromBlog}, {"Letter", rateFromLetter}, {"Element", askByExample("element", "")},
		{"Pinned", askByExample("pinned", "csp")}, {"React", rateInReact}, {"Frame", rateInExampleFrame},
	})
}

// followExample follows the link of an example without any script.
func followExample(name string) func(*testing.T, *browser, *instance, string) {
	return func(t *testing.T, b *browser, in *instance, procedure string) {
		followFrom(t, b, servePage(t, example(t, in, name, procedure)))
	}
}

func followFrom(t *testing.T, b *browser, address string) {
	t.Helper()
	w, _ := b.open(t, view{"fr", "light", 1280, scriptOff}, address)
	if broken := eval[int](w, "[...document.images].filter((e) => !e.naturalWidth || e.height < 44).length"); broken > 0 {
		t.Errorf("%d pictures did not load, or are smaller than a finger", broken)
	}
	w.tabTo("a")
	if status := w.load(chromedp.KeyEvent(kb.Enter)); status != http.StatusOK {
		t.Fatalf("the link was answered %d", status)
	}
	w.rate()
}

// rateFromBlog follows a link that a content management system has rewritten
// in its way.
func rateFromBlog(t *testing.T, b *browser, in *instance, procedure string) {
	block := strings.ReplaceAll(example(t, in, "cms", procedure), "&amp;", "&#038;")
	block = strings.Replace(block, "<a ", `<a rel="noopener noreferrer" class="wp-link" `, 1)
	followFrom(t, b, servePage(t, `<div class="wp-block-group"><p>`+block+"<br />\n</p></div>"))
}

// rateFromLetter types the address.
func rateFromLetter(t *testing.T, b *browser, in *instance, procedure string) {
	rated(t, b, strings.TrimSpace(example(t, in, "letter", procedure)))
}

// askByExample rates through the element, under the policy of another example.
func askByExample(name, policy string) func(*testing.T, *browser, *instance, string) {
	return func(t *testing.T, b *browser, in *instance, procedure string) {
		headers := []string{}
		if policy != "" {
			// The page's own icon is no part of the example.
			headers = append(headers, "Content-Security-Policy", example(t, in, policy, procedure)+"; img-src data:")
		}
		v := visitor{tab: b.tab(t, view{"fr", "light", 1280, scriptOn}), address: servePage(t, example(t, in, name, procedure), headers...)}
		v.open()
		rateInOrder(v)
		v.keeps(nothing)
	}
}

// notReact is as much of React as the example needs; it mounts, takes away and
// mounts again, as React does while one develops.
const notReact = `
const React = {
	createElement: (type, properties, ...children) => typeof type === 'function' ? type(properties ?? {}) : Object.assign({ type, properties: properties ?? {}, children }),
	useRef: (current) => { const ref = { current }; return ref; },
	useEffect: (effect) => effects.push(effect),
};
const effects = [];
function render({ type, properties, children }) {
	const element = document.createElement(type);
	for (const [name, value] of Object.entries(properties)) {
		if (name === 'ref') value.current = element;
		else if (value !== undefined) element.setAttribute(name, value);
	}
	element.append(...children.map((child) => child?.type ? render(child) : child));
	return element;
}
`

func rateInReact(t *testing.T, b *browser, in *instance, procedure string) {
	source := notReact + example(t, in, "react", procedure) + `
const heard = window.heard = [];
const made = render(<MonAvis procedure="` + procedure + `" outcome="done" onSent={(detail) => heard.push(detail.version)} />);
const root = document.getElementById('root');
for (let time = 0; time < 2; time++) {
	root.replaceChildren(made);
	const undo = effects.map((effect) => effect());
	if (!time) undo.forEach((end) => end?.());
}`
	compile := exec.Command(filepath.Join("..", "..", "..", "node_modules", ".bin", "esbuild"), "--loader=jsx")
	compile.Stdin = strings.NewReader(source)
	code, err := compile.Output()
	if err != nil {
		t.Fatalf("the example is no JSX: %v", err)
	}
	v := visitor{tab: b.tab(t, view{"fr", "light", 1280, scriptOn}), address: servePage(t, `<div id="root"></div><script type="module">`+string(code)+`</script>`)}
	v.open()
	rateInOrder(v)
	if heard := eval[string](v.tab, "heard.join()"); heard != "1" {
		t.Errorf("the page heard %s", heard)
	}
	if asked := eval[bool](v.tab, "Boolean("+shadow("[name=outcome]")+")"); asked {
		t.Error("the outcome is asked although the page tells it")
	}
}

func rateInExampleFrame(t *testing.T, b *browser, in *instance, procedure string) {
	frame := example(t, in, "frame", procedure)
	if !strings.Contains(frame, html.EscapeString("/embed/avis/"+procedure)) {
		t.Fatalf("the example frames something else: %s", frame)
	}
	w, inside := enterFrame(in, b, servePage(t, frame, "Content-Security-Policy", "default-src 'none'; img-src data:; frame-src "+in.public), "/embed/avis/"+procedure)
	answerElement(w, inside)
}
