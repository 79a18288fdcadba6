package imports_test

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// publicFile writes procedures in the public layout, formulas made harmless as
// the pages do.
func publicFile(t *testing.T, procedures []observatory.Procedure, figures func(*observatory.Procedure) []indicator.Indicator) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for i := range procedures {
		header, row := imports.PublicRow(&procedures[i], figures(&procedures[i]))
		if len(header) != 23 || len(row) != 23 {
			t.Fatalf("%d columns, %d cells, want 23", len(header), len(row))
		}
		for j, cell := range row {
			if cell != "" && bytes.ContainsRune([]byte("=+-@"), rune(cell[0])) {
				row[j] = "'" + cell
			}
		}
		if i == 0 {
			_ = w.Write(header)
		}
		_ = w.Write(row)
	}
	w.Flush()
	return b.Bytes()
}

func figuresOf(p *observatory.Procedure) []indicator.Indicator {
	window := observatory.TwelveMonths(observatory.NewDay(2026, 10, 31))
	tallies := []rating.Tally{{Procedure: p.ID, Day: window.Start, Slices: []rating.Slice{{
		Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
		Outcome: rating.OutcomeDone, Standing: rating.Accepted, Citizens: 250, Counts: [5]uint64{5, 13, 232},
	}}}}
	evidence := indicator.Evidence{Tallies: tallies, First: window.Start, Last: window.AsOf()}
	return indicator.Compute(p, evidence, window, window.End.Start())
}

// reread imports a file beside what is known and reports what would change.
func reread(t *testing.T, file []byte, known []observatory.Procedure) imports.Changes {
	t.Helper()
	f, err := imports.ReadCatalogue(bytes.NewReader(file), "observatoire.csv")
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Apply(observatory.NewCatalogue(known))
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func TestPublicLayoutChangesNothingWhenReadAgain(t *testing.T) {
	total, online, share, rate, asked := uint64(40_000_000), uint64(30_000_000), 59.5, 76.5, uint32(2)
	known := []observatory.Procedure{
		{
			ID: "full", Title: "@CTES : transmission", Ministry: "Économie", Administration: "DGFiP", Audience: "particuliers|entreprises",
			URL: "https://www.example.org/", Online: observatory.OnlineLocalRollout, VolumeTotal: &total, VolumeOnline: &online,
			Authentication: observatory.FranceConnectPlus, AccessibilityRate: &rate, AccessibilityDeclaredOn: observatory.NewDay(2026, 4, 8),
			TellUsOnce: &asked, Mobile: observatory.MobilePartial, Published: observatory.PrintedFigures{Satisfaction: "7,9", Availability: "99,98 %", Support: "Oui"},
			HumanChannels: []string{"phone"}, Aliases: []string{"jdma:12"},
		},
		{ID: "share", Title: "=HYPERLINK(1)", Online: observatory.OnlineProactive, VolumeTotal: &total, VolumeShare: &share,
			Authentication: observatory.AuthenticationNotApplicable, Mobile: observatory.MobileUnknown},
		{ID: "bare", Title: "Rien", Online: observatory.OnlineUnknown, Authentication: observatory.AuthenticationUnknown, Mobile: observatory.MobileUnknown},
	}
	for i := range known {
		known[i].Aliases = append(known[i].Aliases, "keep:"+known[i].ID)
	}
	changes := reread(t, publicFile(t, known, figuresOf), known)
	if diff := cmp.Diff(known, changes.Unchanged); diff != "" || len(changes.Updated)+len(changes.Created) > 0 {
		t.Errorf("%d updated, %d created (-want +unchanged):\n%s", len(changes.Updated), len(changes.Created), diff)
	}
}

// The file of 2019, written in the columns of 2023 and read again.
func TestFirstEditionInThePublicLayout(t *testing.T) {
	_, first := firstEdition(t)
	none := func(*observatory.Procedure) []indicator.Indicator { return nil }
	for name, figures := range map[string]func(*observatory.Procedure) []indicator.Indicator{"without figures": none, "with figures": figuresOf} {
		changes := reread(t, publicFile(t, first.Created, figures), first.Created)
		if len(changes.Unchanged) != 257 {
			t.Errorf("%s: %d updated, %d created", name, len(changes.Updated), len(changes.Created))
			for i := range changes.Updated[:min(1, len(changes.Updated))] {
				for _, p := range first.Created {
					if p.ID == changes.Updated[i].ID {
						t.Error(cmp.Diff(p, changes.Updated[i]))
					}
				}
			}
		}
	}
}
