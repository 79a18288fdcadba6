package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// measured is a procedure as the API has it.
type measured struct {
	ID, Ministry string
	Indicators   []struct {
		Kind, State, Level string
		Value              *float64
		Change             *struct {
			Difference float64
			Arrow      string
		}
	}
}

func (r *reader) ask(query string) []measured {
	r.t.Helper()
	return getJSON[struct{ Items []measured }](r.in, "/api/v1/procedures?per_page=500&"+query).Items
}

// mark is the satisfaction of a procedure, and whether there is one.
func (m measured) mark() (value float64, shown bool) {
	for _, i := range m.Indicators {
		if i.Kind == "satisfaction" && i.Value != nil {
			return *i.Value, true
		}
	}
	return 0, false
}

// below lists the procedures of a ministry whose mark is below 5, out of all
// procedures and their marks.
func (r *reader) below(ministry string) (ids []string) {
	r.t.Helper()
	for _, m := range r.ask("") {
		if value, shown := m.mark(); shown && value < 5 && m.Ministry == ministry {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// lists compares the procedures that the page lists with those that it should.
func (r *reader) lists(ids []string) {
	r.t.Helper()
	shown := eval[[]string](r.tab, "[...document.querySelectorAll('table.procedures tbody th a')].map((link) => new URL(link.href).pathname.split('/').pop())")
	slices.Sort(ids)
	slices.Sort(shown)
	if !slices.Equal(ids, shown) {
		r.t.Errorf("the page lists %q, the figures say %q", shown, ids)
	}
	want := regexp.MustCompile(`\d+ démarches? trouvées?`)
	if len(ids) == 0 {
		want = regexp.MustCompile(`Aucune démarche ne correspond`)
	}
	r.sees(want.String())
}

// belowFive asks which procedures of a ministry are below 5 of 10.
func belowFive(r *reader, ministry, slug string) {
	r.follow(ministry)
	r.follow("Filtrer et trier ces démarches")
	r.choose("satisfaction", "red")
	r.send("form.filters button")
	r.expect("ministry=" + slug)
	r.expect("satisfaction=red")
	r.lists(r.below(ministry))
}

// lowerAMark gives a procedure of the ministry of justice a mark below 5: the
// demonstration has none.
func lowerAMark(in *instance) {
	in.t.Helper()
	newest, _ := editionMonths()
	month, err := time.Parse("2006-01", newest)
	if err != nil {
		in.t.Fatal(err)
	}
	day := month.AddDate(0, -1, 9).Format(time.DateOnly) // in the last closed month
	in.run("import", "ratings", countsFile(in.t, "demo-suivre-une-affaire-en-justice,"+day+",avis-1,bad,1,9000"))
	in.run("job", "run", "tally")
	eventually(in.t, "a mark below 5", func() bool {
		all := getJSON[struct{ Items []measured }](in, "/api/v1/procedures?satisfaction=red").Items
		return len(all) == 1
	})
}

// moved says what a page must say of the change of a procedure's mark.
func (r *reader) moved(id string) (expression string) {
	r.t.Helper()
	for _, m := range r.ask("q=" + id) {
		for _, i := range m.Indicators {
			if m.ID != id || i.Kind != "satisfaction" || i.Change == nil {
				continue
			}
			switch i.Change.Arrow {
			case "up":
				return `\d points? de plus qu’un an plus tôt \(.+ à .+\)`
			case "down":
				return `\d points? de moins qu’un an plus tôt \(.+ à .+\)`
			}
			return `Aucune évolution sur un an ne peut être affirmée|Évolution sur un an sans portée pratique`
		}
	}
	r.t.Fatalf("the API does not know how %s has moved", id)
	return ""
}

// without lists the procedures whose human help has a level.
func (r *reader) without(level string) (ids []string) {
	r.t.Helper()
	for _, m := range r.ask("") {
		for _, i := range m.Indicators {
			if i.Kind == "human_help" && i.Level == level {
				ids = append(ids, m.ID)
			}
		}
	}
	return ids
}

// mover is a procedure whose mark has moved significantly.
func (r *reader) mover() string {
	r.t.Helper()
	for _, m := range r.ask("") {
		for _, i := range m.Indicators {
			if i.Kind == "satisfaction" && i.Change != nil && (i.Change.Arrow == "up" || i.Change.Arrow == "down") {
				return m.ID
			}
		}
	}
	r.t.Fatal("no mark of the demonstration has moved")
	return ""
}

// rates are the shares of procedures online by each rule, as a page in French
// shows them.
func (r *reader) rates() map[string]string {
	r.t.Helper()
	rates := getJSON[struct {
		Dematerialisation struct {
			Strict, Weighted float64
			Partial          float64 `json:"at_least_partial"`
		}
	}](r.in, "/api/v1/summary").Dematerialisation
	shown := map[string]string{}
	for rule, rate := range map[string]float64{"Règle stricte": rates.Strict, "Règle pondérée": rates.Weighted, "Au moins en partie": rates.Partial} {
		shown[rule] = strings.Replace(fmt.Sprintf("%.1f", rate), ".", ",", 1)
	}
	return shown
}

// publishEditions makes the two newest editions of a catalogue of the test's own.
func publishEditions(in *instance) (newest, before string) {
	in.t.Helper()
	for _, step := range publication() {
		in.run(step...)
	}
	newest, before = editionMonths()
	eventually(in.t, "the edition "+newest, func() bool { return listed(in, newest) })
	return newest, before
}
