package history

import (
	"slices"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// record is what one edition says of one figure of a procedure.
type record struct {
	edition edition.Edition
	edition.FrozenFigure
	// number is the value, or what was printed where it is a number.
	number *observatory.Micro
	// changed says that other questionnaires are in use than in the record
	// before.
	changed bool
}

// says is whether there is a value of any sort.
func (one record) says() bool { return one.Value != nil || one.Word != "" || one.Printed != "" }

// records follows a figure of the procedure through the editions that stand,
// oldest first, up to the day that the entry's figures end on. An edition that
// was corrected gives way to its correction.
func records(r *page.Request, e snapshot.Entry, rule indicator.Rule) []record {
	var all []record
	names := append([]string{e.Procedure.ID}, e.Procedure.Aliases...)
	for _, standing := range r.Snap.Standing() {
		if standing.AsOf > e.AsOf {
			continue
		}
		procedures := r.Snap.History.Figures[standing.ID]
		name := slices.IndexFunc(names, func(name string) bool { return len(procedures[name]) > 0 })
		if name < 0 {
			continue
		}
		figures := procedures[names[name]]
		i := slices.IndexFunc(figures, func(f edition.FrozenFigure) bool { return f.Kind == rule.Kind })
		if i < 0 {
			continue
		}
		now := record{edition: standing, FrozenFigure: figures[i], number: figures[i].Value}
		if printed, ok := rule.PrintedNumber(now.Printed); ok && standing.AsPrinted {
			now.number = &printed
		}
		now.changed = len(all) > 0 && now.OtherInstruments(all[len(all)-1].FrozenFigure)
		all = append(all, now)
	}
	return all
}

// figure is the history of one figure where it stands on the page.
type figure struct {
	Anchor, Name, Title string
	// Finding says in a sentence how the figure went, Short from what to what.
	Finding, Short string
	// Chart is nil for words, and where fewer than two numbers could be drawn.
	Chart *page.Plot
	Table chart.Table
	Files []page.Link
}

// Body is the part of a procedure's page about its editions.
type Body struct {
	// Front is the satisfaction, always open; Others open on request.
	Front  *figure
	Others []figure
	// Never names the indicators that no edition has a value of.
	Never string
	// Single says that there is one edition: nothing to compare yet.
	Single bool
	Files  []page.Link
	// Printed are figures from before there were editions.
	Printed []edition.PrintedFigure
}

// Of gathers what editions and older publications say of the procedure.
func (d History) Of(r *page.Request, e snapshot.Entry) Body {
	var b Body
	var never []string
	editions := map[string]bool{}
	for _, rule := range indicator.Registry() {
		records := records(r, e, rule)
		if len(records) == 0 {
			continue
		}
		for _, one := range records {
			editions[one.edition.ID] = true
		}
		if rule.Kind != indicator.KindSatisfaction && !slices.ContainsFunc(records, record.says) {
			never = append(never, r.Loc.T("kind."+string(rule.Kind)+".name"))
			continue
		}
		part := d.figure(r, e, rule, records)
		if rule.Kind == indicator.KindSatisfaction {
			b.Front = &part
		} else {
			b.Others = append(b.Others, part)
		}
	}
	if len(never) > 0 {
		b.Never = r.Loc.T("history.never", r.Loc.Enumerate(never))
	}
	b.Single = len(editions) == 1
	if len(editions) > 0 {
		b.Files = historyFiles(r, e, Name)
	}
	for _, f := range r.Snap.Published {
		if f.About(e.Procedure) {
			b.Printed = append(b.Printed, f)
		}
	}
	return b
}

func (d History) figure(r *page.Request, e snapshot.Entry, rule indicator.Rule, records []record) figure {
	chart, drawn := historyChart(r, e, rule, records)
	part := figure{Anchor: nameOf(rule.Kind), Name: page.NewFigure(r.Loc, indicator.Indicator{Kind: rule.Kind}).Name(),
		Title: chart.Title, Finding: chart.Alt, Short: historyShort(r.Loc, records), Table: chart.Table}
	at := page.ProcedurePath(e.Procedure.ID) + "/" + part.Anchor
	if drawn {
		part.Chart = d.Plot(r, chart, at)
		part.Chart.Query = r.DatedQuery(e)
	}
	part.Files = historyFiles(r, e, part.Anchor)
	return part
}

// Drawn says whether there is any chart.
func (b Body) Drawn() bool {
	return b.Front != nil && b.Front.Chart != nil || slices.ContainsFunc(b.Others, func(h figure) bool { return h.Chart != nil })
}
