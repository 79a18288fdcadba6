package imports_test

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
)

// anyProcedure invents a procedure, each field known or not, with the texts
// that files have been seen to stumble over.
func anyProcedure(r *rand.Rand, id string) observatory.Procedure {
	texts := []string{"", "", "plain", "@CTES\u00a0: actes", "=1+1", "-3", "+33 1 40", "'", "'=quoted", "''@", "a;b,c", `say "no"`, "œuvre 😀", "\u00ab\u00a0n/a\u00a0\u00bb"}
	text := func() string { return texts[r.IntN(len(texts))] }
	link := func() string { return pick(r, "", "https://www.example.org/a?b=c,d", "http://example.org") }
	day := func() observatory.Day {
		return pick(r, 0, observatory.NewDay(2019, 6, 1), observatory.NewDay(2026, 12, 31))
	}
	answer := func() observatory.Answer { return pick(r, "", observatory.Yes, observatory.No) }
	p := observatory.Procedure{
		ID: id, Title: "T" + text(), Ministry: text(), Administration: text(), Domain: text(), Audience: text(), URL: link(),
		Online:      pick(r, observatory.OnlineYes, observatory.OnlineLocalRollout, observatory.OnlineProactive, observatory.OnlineUnknown),
		OnlineSince: day(), VolumeStart: pick(r, 0, observatory.NewDay(2019, 1, 1)), VolumeEnd: day(), VolumeMethod: text(), VolumeSource: text(),
		Authentication:    pick(r, observatory.FranceConnectPlus, observatory.AuthenticationNotApplicable, observatory.AuthenticationUnknown),
		Mobile:            pick(r, observatory.MobilePartial, observatory.MobileNotApplicable, observatory.MobileUnknown),
		AccessibilityRate: pick(r, nil, new(100.0/3), new(0.1)), AccessibilityDeclaredOn: day(), AccessibilityURL: link(),
		TellUsOnce: pick(r, nil, new(uint32(0)), new(uint32(7))), HumanChannels: pick(r, nil, []string{"none"}, []string{"phone", "counter"}),
		PremiumPhone: answer(), HelpURL: link(), HelpPhone: text(), Alternative: answer(), LifeEvents: pick(r, nil, []string{"naissance", "=décès"}),
		FinancialAid: answer(), Essential: answer(), EssentialReason: text(), Button: answer(), ButtonExemptReason: text(),
		Exempt: pick(r, nil, []string{"mobile:used at a counter: always", "clarity:=none"}), OwnerName: text(), OwnerEmail: pick(r, "", "owner@example.org"),
		Aliases: pick(r, nil, []string{"jdma:" + id, "xwiki:" + id}), Hosts: pick(r, nil, []string{"*.example.org", "localhost:8080"}),
		Published: observatory.PrintedFigures{Satisfaction: text(), Reviews: text(), Support: text(), Availability: text()},
	}
	switch r.IntN(4) {
	case 0:
		p.VolumeTotal, p.VolumeOnline = new(uint64(18_720_381)), new(uint64(0))
	case 1:
		p.VolumeTotal, p.VolumeShare = new(uint64(1)), new(59.5)
	case 2:
		p.VolumeOnline = new(uint64(5))
	}
	return p
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func TestWrittenCatalogueIsReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(2019, 6))
	var procedures []observatory.Procedure
	for i := range 300 {
		procedures = append(procedures, anyProcedure(r, "p-"+string(rune('a'+i%26))+strings.Repeat("x", i/26)))
	}
	for _, tc := range []struct {
		name   string
		public bool
	}{{"private", false}, {"public", true}} {
		t.Run(tc.name, func(t *testing.T) {
			var file bytes.Buffer
			if err := imports.WriteCatalogue(&file, procedures, tc.public); err != nil {
				t.Fatal(err)
			}
			f, err := imports.ReadCatalogue(bytes.NewReader(file.Bytes()), "catalogue.csv")
			if err != nil {
				t.Fatal(err)
			}
			again, err := f.Apply(observatory.NewCatalogue(procedures))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(procedures, again.Unchanged); diff != "" {
				t.Errorf("applied to what was written (-want +got):\n%s", diff)
			}
			anew, err := f.Apply(nil)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.Clone(procedures)
			for i := range want {
				if tc.public {
					want[i].OwnerName, want[i].OwnerEmail = "", ""
				}
			}
			if diff := cmp.Diff(want, anew.Created); diff != "" {
				t.Errorf("applied to nothing (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPublicCatalogue(t *testing.T) {
	var file bytes.Buffer
	err := imports.WriteCatalogue(&file, []observatory.Procedure{{
		ID: "1", Title: "@CTES", Ministry: "=HYPERLINK(\"x\")", OwnerName: "Ada", OwnerEmail: "ada@example.org",
		Published: observatory.PrintedFigures{Availability: "-3"},
	}}, true)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(file.String(), "Ada") || strings.Contains(file.String(), "owner") {
		t.Errorf("the owner is published:\n%s", &file)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range rows[1] {
		if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
			t.Errorf("a spreadsheet would run %q", cell)
		}
	}
	wantHeader := "id,title,ministry,administration,domain,audience,url,online,online_since,volume_total,volume_online,volume_start," +
		"volume_end,volume_method,volume_source,authentication,accessibility_rate,accessibility_declared_on,accessibility_url,tell_us_once," +
		"mobile,human_channels,premium_phone,help_url,help_phone,alternative,life_events,financial_aid,essential,essential_reason,button," +
		"button_exempt_reason,exempt,aliases,hosts,volume_share,published_satisfaction,published_reviews,published_support,published_availability"
	if diff := cmp.Diff(wantHeader, strings.Join(rows[0], ",")); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
}
