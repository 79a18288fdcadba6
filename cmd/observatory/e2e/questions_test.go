package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// reader is somebody with a question, who starts at the first page and has
// three clicks.
type reader struct {
	*tab
	in     *instance
	clicks int
}

// mostClicks is how far an answer may be from the first page.
const mostClicks = 3

// TestQuestions answers the questions of readers without script, as a page
// that leads somewhere has to lead there for everybody.
func TestQuestions(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	in := serve(t, t.TempDir())
	in.run("demo", "load")
	lowerAMark(in)
	newest, before := publishEditions(in)
	for _, c := range []struct {
		name string
		ask  func(*reader)
	}{
		{"which procedures of the ministry of justice are below 5 of 10", func(r *reader) {
			belowFive(r, "Ministère du Droit et de la Justice", "ministere-du-droit-et-de-la-justice")
		}},
		{"how has income tax moved since last year, and is it significant", func(r *reader) {
			r.search("déclarer ses revenus")
			r.follow("Déclarer ses revenus")
			r.sees(r.moved("demo-declarer-ses-revenus"))
		}},
		{"how has a mark moved that has, and by how much at least", func(r *reader) {
			id := r.mover()
			r.search(id)
			r.send(`table.procedures a[href^="/demarches/` + id + `"]`)
			r.sees(r.moved(id))
		}},
		{"what share can be done online, by which rule", func(r *reader) {
			for rule, rate := range r.rates() {
				r.sees(rule + `\s+` + rate + `\x{a0}%`)
			}
			r.sees(`objectif de 250.démarches`)
		}},
		{"who has no human help", func(r *reader) {
			r.follow("Lesquelles n’offrent aucun contact humain")
			r.lists(r.without("red"))
			if wrong := eval[int](r.tab, "[...document.querySelectorAll('td[data-label=\"Contact humain\"]')].filter((cell) => !cell.innerText.includes('Aucun')).length"); wrong > 0 {
				r.t.Errorf("%d of the procedures have human help", wrong)
			}
		}},
		{"the data behind this chart", func(r *reader) {
			address := eval[string](r.tab, "document.querySelector('figure[data-chart] a[href$=\".csv\"], figure[data-chart] a[href*=\".csv?\"]').href")
			if text := string(r.in.get(address)); !strings.HasPrefix(text, "group,") || strings.Count(text, "\n") < 2 {
				r.t.Errorf("the file of the chart holds %q", text)
			}
		}},
		{"how to cite a figure", func(r *reader) {
			r.search("déclarer ses revenus")
			r.follow("Déclarer ses revenus")
			line := eval[string](r.tab, "document.querySelector('#cite ~ .copy code').textContent")
			if !regexp.MustCompile(`Déclarer ses revenus.*sur 10.*chiffres au .*as_of=\d{4}-\d\d-\d\d`).MatchString(line) {
				r.t.Errorf("the line to quote is %q", line)
			}
		}},
		{"what changed between two editions", func(r *reader) {
			r.follow("Qu’est-ce qui a changé entre les deux dernières éditions")
			r.expect("/editions/" + before + "..." + newest)
			r.sees(`\d+ chiffres diffèrent`)
		}},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			w, _ := b.open(t, view{"fr", "light", 1280, scriptOff}, in.public+"/")
			r := &reader{tab: w, in: in.on(t)}
			c.ask(r)
			if r.clicks > mostClicks {
				t.Errorf("the answer is %d clicks away", r.clicks)
			}
		})
	}
	t.Run("what_do_people_who_said_bad_write", func(t *testing.T) { openSpace(t, in).on(t).questioned(t, b) })
}

// questioned is a ministry's question: it signs in and reads.
func (s *space) questioned(t *testing.T, b *browser) {
	w, _ := b.open(t, view{"fr", "light", 1280, scriptOff}, s.public+"/")
	r := &reader{tab: w, in: s.instance}
	r.follow("Espace des administrations")
	w.do(chromedp.SendKeys(chromedp.CSS("#token"), s.tokens["admin"]))
	r.send("main form button")
	r.send(`a[href="/espace/demarches/` + s.own + `/commentaires?satisfaction=bad"]`)
	r.sees("La page s’arrête.")
	if r.clicks > mostClicks {
		t.Errorf("the answer is %d clicks away", r.clicks)
	}
}

// follow clicks on the first link whose text begins so.
func (r *reader) follow(text string) {
	r.t.Helper()
	address := eval[string](r.tab, "[...document.querySelectorAll('main a, footer a')].find((link) => link.textContent.trim().startsWith("+quoted(text)+"))?.getAttribute('href') ?? ''")
	if address == "" {
		r.t.Fatalf("no link says %q", text)
	}
	r.send(`:is(main, footer) a[href="` + address + `"]`)
}

// send clicks on an element that leads to another page.
func (r *reader) send(selector string) {
	r.t.Helper()
	r.clicks++
	if status := r.load(chromedp.Click(chromedp.CSS(selector))); status != http.StatusOK {
		r.t.Fatalf("%s led to %d", selector, status)
	}
}

// search types into the search box of the page.
func (r *reader) search(words string) {
	r.t.Helper()
	r.clicks++
	r.do(chromedp.SendKeys(chromedp.CSS("#find"), words))
	if status := r.load(chromedp.KeyEvent(kb.Enter)); status != http.StatusOK {
		r.t.Fatalf("searching %s led to %d", words, status)
	}
}

// choose picks a value of a list.
func (r *reader) choose(field, value string) {
	r.t.Helper()
	eval[any](r.tab, "document.querySelector('select[name="+field+"]').value = "+quoted(value)+"; null")
}

// sees looks for an expression in what the page says.
func (r *reader) sees(expression string) {
	r.t.Helper()
	if text := eval[string](r.tab, "document.querySelector('main').innerText"); !regexp.MustCompile(expression).MatchString(text) {
		r.t.Errorf("the page does not say %s, but\n%.1500s", expression, text)
	}
}
