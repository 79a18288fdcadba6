package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func languages() []string { return []string{"fr", "en"} }
func schemes() []string   { return []string{"light", "dark"} }
func widths() []int64     { return []int64{1280, 320} }

// page is one public page, or one state of it.
type page struct {
	name   string
	path   string
	status int64
	// act leads from the address to the state, and returns the status of the
	// page that comes; nil when the address is the state.
	act func(w *tab) int64
}

// readers is how many browsers share the pages of the audit.
const readers = 2

// TestPages meets every page as its readers do, on one demonstration. Under
// OBSERVATORY_SCREENSHOTS=FOLDER it also takes pictures.
func TestPages(t *testing.T) {
	t.Parallel()
	in, _, _ := demonstration(t)
	in.run("import", "buttons", buttonsFile(t, proceduresByState(in)["published"]+",closed,Lettre,letter,,2026-01-01,L’enquête est finie."))
	met := &links{from: map[string]string{}}
	t.Run("Readers", func(t *testing.T) {
		beside := func(name string, read func(*testing.T, *browser, *instance)) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				read(t, startBrowser(t), in.on(t))
			})
		}
		for part := range readers {
			beside(fmt.Sprint("Audit", part+1), func(t *testing.T, b *browser, in *instance) { auditPages(t, b, in, part, met) })
		}
		beside("WithoutScript", readWithoutScript)
		beside("Otherwise", readOtherwise)
		beside("Weight", weighHome)
		beside("SameNumbers", compareForms)
	})
	t.Run("Links", func(t *testing.T) { met.follow(t, in) })
	if checkers := os.Getenv("OBSERVATORY_CHECKERS"); checkers != "" {
		t.Run("Markup", func(t *testing.T) { checkMarkup(t, in.on(t), checkers) })
		t.Run("Lighthouse", func(t *testing.T) { measurePages(t, in.on(t), checkers, startBrowser(t).program) })
	}
	if folder := os.Getenv("OBSERVATORY_SCREENSHOTS"); folder != "" {
		t.Run("Screenshots", func(t *testing.T) { takeScreenshots(t, startBrowser(t), in.on(t), folder) })
	}
}

// pages lists them. The procedures are those that the demonstration has in
// each state of their satisfaction.
func pages(in *instance) []page {
	examples := proceduresByState(in)
	form := "/avis/" + examples["published"]
	newest, before := editionMonths()
	const ministry = "/ministeres/ministere-de-l-identite-et-des-titres"
	// A step of the form is in its address once the first one was accepted.
	step := func(name, more string) string {
		return form + "?version=1&satisfaction=medium&rating=" + key(2) + "&id=" + key(1) + "&step=" + name + more
	}
	all := []page{
		{"home", "/", 200, nil},
		{"list", "/demarches", 200, nil},
		{"list filtered", "/demarches?ministry=ministere-de-l-identite-et-des-titres&online=yes&satisfaction=yellow", 200, nil},
		{"list searched", "/demarches?q=carte", 200, nil},
		{"list sorted", "/demarches?sort=satisfaction&order=desc", 200, nil},
		{"list page 2", "/demarches?page=2", 200, nil},
		{"list by level", "/demarches?human_help=red&administration=agence-de-la-route&columns=human_help,satisfaction,help_reachable,received,essential", 200, nil},
		{"list beyond", "/demarches?page=99", 200, nil},
		{"list without result", "/demarches?q=zzzz", 200, nil},
		{"not found", "/demarches/nothing", 404, nil},
		{"no such page", "/nothing", 404, nil},
		{"bad request", "/demarches?sort=nothing&page=0", 400, nil},
		{"editions", "/editions", 200, nil},
		{"edition", "/editions/" + newest, 200, nil},
		{"edition diff", "/editions/" + before + "..." + newest, 200, nil},
		{"bad indicator", "/ministeres?kind=nothing", 400, nil},
		{"ministries", "/ministeres", 200, nil},
		{"ministries in words", "/ministeres?kind=human_help", 200, nil},
		{"ministry", ministry, 200, nil},
		{"ministry compared", ministry + "?with=ministere-du-droit-et-de-la-justice&kind=help_reachable", 200, nil},
		{"open data", "/donnees", 200, nil},
		{"embedded months", "/embed/chart/demarches/" + examples["published"] + "/satisfaction", 200, nil},
		{"embedded dots", "/embed/chart/ministeres/all/satisfaction", 200, nil},
		{"method", "/methodologie", 200, nil},
		{"accessibility", "/accessibilite", 200, nil},
		{"privacy", "/confidentialite", 200, nil},
		{"site map", "/plan-du-site", 200, nil},
		{"find", "/avis", 200, nil},
		{"find some", "/avis?q=carte", 200, nil},
		{"find none", "/avis?q=zzzz", 200, nil},
		{"form of nothing", "/avis/nothing", 404, nil},
		{"form", form, 200, nil},
		{"form with error", form, 422, sending()},
		{"form clarity", step("clarity", ""), 200, nil},
		{"form help", step("help", ""), 200, nil},
		{"form help with error", step("help", ""), 422, sending("#help-phone", "#help-none")},
		{"form contact", step("contact", "&help=phone&help=counter"), 200, nil},
		{"form comment", step("comment", "&help=other"), 200, nil},
		{"form thanks", form + "/merci?rating=" + key(3), 200, nil},
		{"form closed", form + "?button=closed", 410, nil},
		{"old link to nothing", "/Demarches/1?button=1", 404, nil},
		{"frame", "/embed" + form, 200, nil},
		{"integration", "/integration?q=carte", 200, nil},
		{"integration element", "/integration?procedure=" + examples["published"], 200, nil},
		{"integration QR code", "/integration?way=qr&procedure=" + examples["published"], 200, nil},
	}
	for _, state := range []string{"published", "below_minimum", "partial_window", "stale", "no_button", "not_online"} {
		all = append(all, page{"procedure " + state, "/demarches/" + examples[state], 200, nil})
	}
	return all
}

// sending clicks on answers, sends the form and waits for the page that comes.
func sending(answers ...string) func(*tab) int64 {
	return func(w *tab) int64 {
		for _, answer := range answers {
			w.do(chromedp.Click(chromedp.CSS(answer)))
		}
		w.tabTo(submit)
		return w.load(chromedp.KeyEvent(kb.Enter))
	}
}

// proceduresByState gives one procedure for each state of the satisfaction.
func proceduresByState(in *instance) map[string]string {
	list := getJSON[struct {
		Items []struct {
			ID         string
			Indicators []struct{ Kind, State string }
		}
	}](in, "/api/v1/procedures?per_page=500")
	examples := map[string]string{}
	for _, procedure := range list.Items {
		for _, indicator := range procedure.Indicators {
			if indicator.Kind == "satisfaction" && examples[indicator.State] == "" {
				examples[indicator.State] = procedure.ID
			}
		}
	}
	return examples
}

// show opens a page in a tab of its own, brings it to its state and draws all of
// its charts.
func (p page) show(t *testing.T, b *browser, in *instance, v view) *tab {
	t.Helper()
	w := b.tab(t, v)
	p.meet(w, in, true)
	return w
}

// meet opens a page, brings it to its state and draws its charts, those that are
// folded away as well when it unfolds. A picture that the machine had no time to
// draw is asked for again, as its answer says.
func (p page) meet(w *tab, in *instance, unfold bool) {
	t, v := w.t, w.view
	t.Helper()
	t.Cleanup(func() { w.undrawn() }) // where the script has drawn, no picture is missed
	// Charts are drawn, and pictures loaded, when they come near the window.
	ready := "figure.dataset.ready === '" + v.scheme + "'"
	if v.script != scriptOn {
		ready = "[...figure.querySelectorAll('img')].every((img) => img.complete && img.naturalWidth)"
	}
	for busy := true; busy; {
		status := w.visit(in.public + p.path)
		if p.act != nil {
			status = p.act(w)
		}
		if status != p.status {
			t.Errorf("%s: answered %d, want %d", v, status, p.status)
		}
		busy = false
		eventually(t, "the charts of "+p.path, func() bool {
			drawn := eval[bool](w, everyChart(ready, unfold))
			busy = w.undrawn()
			return drawn || busy
		})
	}
}

// everyChart is whether all charts of a page are ready; it opens what they are
// folded in, or leaves those, and brings the first that is not into the window of
// a reader whose hand moves.
func everyChart(ready string, unfold bool) string {
	return `((unfold) => dispatchEvent(new Event('pointermove')) && [...document.querySelectorAll('figure[data-chart]')].every((figure) => {
	const fold = figure.closest('details');
	if (fold && !unfold) return true;
	if (fold) fold.open = true;
	return ` + ready + ` || void figure.scrollIntoView();
}))(` + strconv.FormatBool(unfold) + `)`
}

// full is whether every combination is asked for, and not all pairs.
func full() bool { return os.Getenv("OBSERVATORY_AUDIT") == "full" }

// auditPages checks every page in both languages, colour schemes and widths,
// with script and with our script files missing: all pairs of those values, or
// every combination under OBSERVATORY_AUDIT=full, which unfolds the charts without
// script as well. It takes one part of them and notes the links that it meets.
func auditPages(t *testing.T, b *browser, in *instance, part int, met *links) {
	all, scripts := pages(in), []string{scriptOn, scriptBlocked}
	combine := pairs
	if full() {
		combine = product
	}
	d := newDesk()
	for n, row := range combine(len(all), len(languages()), len(schemes()), len(widths()), len(scripts)) {
		if n%readers != part {
			continue
		}
		p, v := all[row[0]], view{languages()[row[1]], schemes()[row[2]], widths()[row[3]], scripts[row[4]]}
		w := d.reader(t, b, v)
		t.Run(strings.ReplaceAll(fmt.Sprint(p.name, " ", v), " ", "_"), func(t *testing.T) {
			w.lend(t, v)
			p.meet(w, in, v.script == scriptOn || full())
			for _, link := range w.look().Links {
				// A page that does not exist still offers itself in other languages.
				if p.status < 400 || !strings.HasPrefix(link, in.public+strings.Split(p.path, "?")[0]) {
					met.note(link, p.path)
				}
			}
			w.axe()
		})
	}
}

// onePicture stands for the pictures of one figure, which all procedures have:
// drawing those that readers did not unfold would take a minute.
var onePicture = regexp.MustCompile(`/demarches/[^/]+/([^/]+\.svg)`)

// links are the addresses that pages named, each with one of those pages.
type links struct {
	mu   sync.Mutex
	from map[string]string
}

func (l *links) note(link, page string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	link, _, _ = strings.Cut(link, "#")
	l.from[link] = page
}

// follow asks for every address once.
func (l *links) follow(t *testing.T, in *instance) {
	if len(l.from) == 0 {
		t.Skip("no page was asked for")
	}
	drawn := map[string]bool{}
	for _, link := range slices.Sorted(maps.Keys(l.from)) {
		if picture := onePicture.ReplaceAllString(link, "/demarches/$1"); picture != link {
			if drawn[picture] {
				continue
			}
			drawn[picture] = true
		}
		var response *http.Response
		eventually(t, link, func() (answered bool) {
			var err error
			if response, err = http.Get(link); err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			return response.StatusCode != http.StatusServiceUnavailable // a picture that was not drawn in time
		})
		if response.StatusCode >= 400 {
			t.Errorf("%s links to %s, which answers %s", l.from[link], strings.TrimPrefix(link, in.public), response.Status)
		}
	}
}

// readWithoutScript checks what every page holds where no script runs at all;
// axe-core cannot run there either.
func readWithoutScript(t *testing.T, b *browser, in *instance) {
	d := newDesk()
	for i, p := range pages(in) {
		v := view{languages()[i%2], schemes()[i/2%2], widths()[i%2], scriptOff}
		w := d.reader(t, b, v)
		t.Run(strings.ReplaceAll(p.name, " ", "_"), func(t *testing.T) {
			w.lend(t, v)
			p.meet(w, in, full())
			w.look()
			if bare := eval[int](w, "[...document.querySelectorAll('figure[data-chart]')].filter((figure) => !figure.querySelector('img') || !figure.querySelector('tbody tr')).length"); bare > 0 {
				t.Errorf("%s: %d charts have no picture or no table of numbers", v, bare)
			}
		})
	}
}
