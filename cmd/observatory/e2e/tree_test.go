package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp/kb"
)

var update = flag.Bool("update", false, "write the goldens under testdata anew")

// heardIn are the languages whose trees are kept: that of the script itself,
// one that it fetches, and one that is written from right to left.
func heardIn() []string { return []string{"fr", "en", "ar"} }

// TestTree holds what a screen reader is told of every step and every error, in
// the order of reading, to testdata/tree: roles, names, descriptions and states
// of the browser's accessibility tree. On its way it looks at each with text of
// twice the size.
func TestTree(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	in.awaitForm("passport")
	for _, lang := range heardIn() {
		t.Run("widget-"+lang, func(t *testing.T) {
			r := &reading{t: t, lang: lang}
			r.element(b, in.on(t))
			r.compare("widget-" + lang)
		})
		t.Run("form-"+lang, func(t *testing.T) {
			r := &reading{t: t, lang: lang}
			r.form(b, in.on(t))
			r.compare("form-" + lang)
		})
	}
}

// reading is what was read in one language.
type reading struct {
	t    *testing.T
	lang string
	text strings.Builder
}

// changing are the numbers that no two ratings share.
var changing = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// state reads what is shown from the first node of a role on.
func (r *reading) state(name string, w *tab, from string) {
	r.t.Helper()
	w.drawn() // what takes the focus by itself does so with the first picture
	tree := call(w, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range tree {
		nodes[n.NodeID] = n
	}
	fmt.Fprintf(&r.text, "# %s\n", name)
	for _, n := range tree {
		if !n.Ignored && axText(n.Role) == from {
			r.read(nodes, n, 0)
			break
		}
	}
	r.text.WriteString("\n")
	w.enlarge(name)
}

// enlarge doubles the size of the text, at two widths: nothing reaches beyond
// the window, and no button or box cuts its text.
func (w *tab) enlarge(name string) {
	w.t.Helper()
	before := w.view
	for _, width := range []int64{1280, 640} {
		w.resize(before.scheme, width)
		if cut := eval[string](w, `(() => {
			document.documentElement.style.fontSize = '200%';
			const all = (root) => [...root.querySelectorAll('*')].flatMap((e) => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);
			const cut = (e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1 && !e.matches('.skip') ||
				e.matches('button, label, legend, textarea, input') && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 24;
			const found = all(document.body).filter(cut).map((e) => e.localName + ' ' + e.className + ' ' + e.textContent.trim().slice(0, 30));
			document.documentElement.style.fontSize = '';
			return found.join('; ');
		})()`); cut != "" {
			w.t.Errorf("%s, %d px, text of twice the size: %s", name, width, cut)
		}
	}
	w.resize(before.scheme, before.width)
}

// read writes a node and what is inside it. A text that only repeats the name
// around it is not read twice, and boxes without a meaning are not read.
func (r *reading) read(nodes map[accessibility.NodeID]*accessibility.Node, n *accessibility.Node, depth int) {
	role, name := axText(n.Role), axText(n.Name)
	switch {
	case role == "InlineTextBox":
		return
	case role == "StaticText" && depth > 0 && r.repeats(nodes, n):
		return
	case !n.Ignored && !bare(n):
		line := strings.Repeat("  ", depth) + role
		if name != "" {
			line += fmt.Sprintf(" %q", name)
		}
		if value := axText(n.Value); value != "" {
			line += fmt.Sprintf(" = %q", value)
		}
		if description := axText(n.Description); description != "" {
			line += fmt.Sprintf(" (%s)", description)
		}
		if held := states(n); len(held) > 0 {
			line += " [" + strings.Join(held, " ") + "]"
		}
		r.text.WriteString(changing.ReplaceAllString(line, "ID") + "\n")
		depth++
	}
	for _, id := range n.ChildIDs {
		if child := nodes[id]; child != nil {
			r.read(nodes, child, depth)
		}
	}
}

// bare says whether a node is a box alone, of which nothing is told.
func bare(n *accessibility.Node) bool {
	return slices.Contains([]string{"none", "generic", "paragraph", "LabelText", "Legend", "listitem"}, axText(n.Role)) &&
		axText(n.Name) == "" && axText(n.Description) == "" && len(states(n)) == 0
}

// repeats says whether a text is the name of what it stands in.
func (r *reading) repeats(nodes map[accessibility.NodeID]*accessibility.Node, n *accessibility.Node) bool {
	for at := nodes[n.ParentID]; at != nil; at = nodes[at.ParentID] {
		if name := axText(at.Name); !at.Ignored && name != "" {
			return strings.Contains(name, strings.TrimSpace(axText(n.Name)))
		}
	}
	return false
}

// states are those that a screen reader tells.
func states(n *accessibility.Node) (held []string) {
	for _, property := range n.Properties {
		name, value := string(property.Name), axText(property.Value)
		told := []string{"focused", "checked", "required", "invalid", "disabled", "level", "live", "expanded", "hasPopup", "selected", "multiline", "readonly", "busy"}
		switch {
		case !slices.Contains(told, name), value == "" || value == "false":
		case value == "true":
			held = append(held, name)
		default:
			held = append(held, name+"="+value)
		}
	}
	slices.Sort(held)
	return held
}

func axText(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if err := json.Unmarshal(v.Value, &text); err != nil {
		return string(v.Value) // a number, or true or false
	}
	return text
}

// compare holds what was read to its golden.
func (r *reading) compare(name string) {
	r.t.Helper()
	path := filepath.Join("testdata", "tree", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			r.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(r.text.String()), 0o644); err != nil {
			r.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		r.t.Fatal(err)
	}
	lines, golden := strings.Split(r.text.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(lines), len(golden)) {
		if i >= len(lines) || i >= len(golden) || lines[i] != golden[i] {
			r.t.Fatalf("%s:%d is not what is read now:\n%s", path, i+1, strings.Join(lines[min(i, len(lines)):min(i+5, len(lines))], "\n"))
		}
	}
}

// element reads every step and error of the element.
func (r *reading) element(b *browser, in *instance) {
	g := openGate(r.t, in)
	show := func(procedure string) *tab {
		w := b.tab(r.t, view{r.lang, "light", 1280, scriptOn})
		w.visit(host{procedure: procedure, lang: r.lang, endpoint: g.URL, inside: link(in, procedure)}.serve(r.t, in))
		w.await("the widget", "document.querySelector('mon-avis').shadowRoot?.querySelector('form')")
		return w
	}
	w := show("passport")
	state := func(name, shown string) {
		r.t.Helper()
		w.await(name, shown)
		r.state(name, w, "main")
	}
	press := func(boxes ...string) {
		for _, box := range boxes {
			eval[any](w, shadow(box)+".click()")
		}
		// With the keyboard, so that the focus is where it would be.
		eval[any](w, shadow("button")+".focus()")
		w.press(kb.Enter)
	}
	wrong := shadow("[role=alert]") + ".textContent"
	state("the first step", shadow("[name=satisfaction]"))
	press()
	state("nothing chosen", wrong)
	press("[value=medium]")
	state("the second step", shadow("[name=clarity]"))
	press("[name=clarity]")
	state("the step of help", shadow("[name=help]"))
	press("[value=phone]", "[value=other]", "[value=none]")
	state("an answer that excludes the others", wrong)
	press("[value=none]")
	state("the step of a channel", shadow("[name=reached]"))
	press()
	state("the last step", shadow("textarea"))
	eval[any](w, shadow("textarea")+".value = 'x'")
	press()
	state("thanks", shadow("code"))
	g.set(true)
	w = show("passport")
	press("[value=good]")
	state("waiting", shadow("p[tabindex]"))
	g.set(false)
	w = show("nothing")
	press("[value=good]")
	state("refused", shadow("slot"))
}

// form reads every step and error of the hosted form.
func (r *reading) form(b *browser, in *instance) {
	const form = "/avis/passport"
	step := func(name, more string) string {
		return form + "?version=1&satisfaction=medium&rating=" + key(2) + "&id=" + key(1) + "&step=" + name + more + "&lang=" + r.lang
	}
	for _, p := range []page{
		{"the first step", form + "?lang=" + r.lang, 200, nil},
		{"nothing chosen", form + "?lang=" + r.lang, 422, sending()},
		{"the second step", step("clarity", ""), 200, nil},
		{"the step of help", step("help", ""), 200, nil},
		{"an answer that excludes the others", step("help", ""), 422, sending("#help-phone", "#help-none")},
		{"the step of channels", step("contact", "&help=phone&help=counter"), 200, nil},
		{"the last step", step("comment", "&help=other"), 200, nil},
		{"thanks", form + "/merci?rating=" + key(3) + "&lang=" + r.lang, 200, nil},
		{"unknown", "/avis/nothing?lang=" + r.lang, 404, nil},
	} {
		r.state(p.name, p.show(r.t, b, in, view{r.lang, "light", 1280, scriptOn}), "main")
	}
}
