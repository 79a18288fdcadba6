package dashboard

import (
	"context"
	"fmt"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
)

// history is what editions say of procedures: by edition, then by procedure.
// Editions never change, so that it grows by the new ones alone.
type history struct {
	// copies names what was read of each edition (see Edition.Copy).
	copies  map[string]uint64
	figures map[string]map[string][]edition.Recorded
}

// readHistory adds the history to the snapshot: what the last snapshot knows
// of an edition is taken over.
func (s *shelf) readHistory(ctx context.Context, snap *snapshot) error {
	snap.history = history{copies: map[string]uint64{}, figures: map[string]map[string][]edition.Recorded{}}
	last, _, _ := s.state()
	var unread []edition.Edition
	for _, e := range snap.editions {
		snap.history.copies[e.ID] = e.Copy
		if last != nil {
			if was, known := last.history.copies[e.ID]; known && was == e.Copy {
				snap.history.figures[e.ID] = last.history.figures[e.ID]
				continue
			}
		}
		unread = append(unread, e)
	}
	if len(unread) == 0 {
		return nil
	}
	figures, err := s.cfg.Archive.EditionHistory(ctx, unread)
	if err != nil {
		return fmt.Errorf("cannot read the history of %d editions: %w", len(unread), err)
	}
	for id, procedures := range figures {
		snap.history.figures[id] = procedures
	}
	return nil
}

// record is what one edition says of one figure of a procedure.
type record struct {
	edition edition.Edition
	edition.Recorded
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
func (r *request) records(e entry, rule indicator.Rule) []record {
	var all []record
	names := append([]string{e.procedure.ID}, e.procedure.Aliases...)
	for _, standing := range r.snap.standing() {
		if standing.AsOf > e.asOf {
			continue
		}
		procedures := r.snap.history.figures[standing.ID]
		name := slices.IndexFunc(names, func(name string) bool { return len(procedures[name]) > 0 })
		if name < 0 {
			continue
		}
		figures := procedures[names[name]]
		i := slices.IndexFunc(figures, func(f edition.Recorded) bool { return f.Kind == rule.Kind })
		if i < 0 {
			continue
		}
		now := record{edition: standing, Recorded: figures[i], number: figures[i].Value}
		if printed, ok := rule.PrintedNumber(now.Printed); ok && standing.AsPublished {
			now.number = &printed
		}
		now.changed = len(all) > 0 && now.OtherInstruments(all[len(all)-1].Recorded)
		all = append(all, now)
	}
	return all
}

// standing lists the published editions that no other corrects, in the order
// of their windows.
func (s *snapshot) standing() []edition.Edition {
	list := slices.DeleteFunc(slices.Clone(s.editions), func(e edition.Edition) bool { return s.superseded(e.ID) != "" })
	slices.SortStableFunc(list, func(a, b edition.Edition) int { return int(a.AsOf) - int(b.AsOf) })
	return list
}

// figureHistory is the history of one figure where it stands on the page.
type figureHistory struct {
	Anchor, Name, Title string
	// Finding says in a sentence how the figure went, Short from what to what.
	Finding, Short string
	// Chart is nil for words, and where fewer than two numbers could be drawn.
	Chart *plot
	Table Table
	Files []link
}

// historyBody is the part of a procedure's page about its editions.
type historyBody struct {
	// Front is the satisfaction, always open; Others open on request.
	Front  *figureHistory
	Others []figureHistory
	// Never names the indicators that no edition has a value of.
	Never string
	// Single says that there is one edition: nothing to compare yet.
	Single bool
	Files  []link
	// Printed are figures from before there were editions.
	Printed []edition.PublishedFigure
}

// historyOf gathers what editions and older publications say of the procedure.
func (d *Dashboard) historyOf(r *request, e entry) historyBody {
	var b historyBody
	var never []string
	editions := map[string]bool{}
	for _, rule := range indicator.Registry() {
		records := r.records(e, rule)
		if len(records) == 0 {
			continue
		}
		for _, one := range records {
			editions[one.edition.ID] = true
		}
		if rule.Kind != indicator.KindSatisfaction && !slices.ContainsFunc(records, record.says) {
			never = append(never, r.loc.T("kind."+string(rule.Kind)+".name"))
			continue
		}
		part := d.figureHistory(r, e, rule, records)
		if rule.Kind == indicator.KindSatisfaction {
			b.Front = &part
		} else {
			b.Others = append(b.Others, part)
		}
	}
	if len(never) > 0 {
		b.Never = r.loc.T("history.never", r.loc.Enumerate(never))
	}
	b.Single = len(editions) == 1
	if len(editions) > 0 {
		b.Files = r.historyFiles(e, figureHistoryName)
	}
	for _, f := range r.snap.published {
		if f.About(e.procedure) {
			b.Printed = append(b.Printed, f)
		}
	}
	return b
}

func (d *Dashboard) figureHistory(r *request, e entry, rule indicator.Rule, records []record) figureHistory {
	chart, drawn := r.historyChart(e, rule, records)
	part := figureHistory{Anchor: historyName(rule.Kind), Name: newFigure(r.loc, indicator.Indicator{Kind: rule.Kind}).Name(),
		Title: chart.Title, Finding: chart.Alt, Short: r.loc.historyShort(records), Table: chart.Table}
	at := procedurePath(e.procedure.ID) + "/" + part.Anchor
	if drawn {
		part.Chart = d.plot(r, chart, at)
		part.Chart.query = r.datedQuery(e)
	}
	part.Files = r.historyFiles(e, part.Anchor)
	return part
}

// Drawn says whether there is any chart.
func (b historyBody) Drawn() bool {
	return b.Front != nil && b.Front.Chart != nil || slices.ContainsFunc(b.Others, func(h figureHistory) bool { return h.Chart != nil })
}
