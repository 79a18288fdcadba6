package sheet_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/collector/imports/sheet/sheettest"
	"servicequality/observatory"
)

func TestWorkbook(t *testing.T) {
	file := sheettest.Workbook(t, map[string]string{"E2": "0 %", "F2": "dd/mm/yyyy"},
		[]any{"Nom_Demarche", "ID_Demarche", "Statut_En_ligne", "Volumetrie_Totale", "% Recours_au_Numerique", "Date_Publication_Declaration"},
		[]any{"Paiement", 840, "Oui", 18720381, 0.59, time.Date(2024, 4, 8, 0, 0, 0, 0, time.UTC)},
		nil,
		[]any{"Vote", "1223", "Non"},
	)
	f, err := imports.ReadCatalogue(file, "catalogue.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Apply(nil)
	if err != nil {
		t.Fatal(err)
	}
	unknown := observatory.Procedure{Authentication: observatory.AuthenticationUnknown, Mobile: observatory.MobileUnknown}
	paid, vote := unknown, unknown
	paid.ID, paid.Title, paid.Online, paid.Aliases = "840", "Paiement", observatory.OnlineYes, []string{"xwiki:840"}
	paid.VolumeTotal, paid.VolumeShare, paid.AccessibilityDeclaredOn = new(uint64(18720381)), new(59.0), observatory.NewDay(2024, 4, 8)
	vote.ID, vote.Title, vote.Online, vote.Aliases = "1223", "Vote", observatory.OnlineNo, []string{"xwiki:1223"}
	if diff := cmp.Diff([]observatory.Procedure{paid, vote}, changes.Created); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusedWorkbooks(t *testing.T) {
	for _, tc := range []struct {
		name string
		rows [][]any
		want string
	}{
		{"empty", nil, "catalogue.xlsx: is empty"},
		{"header alone", [][]any{{"id", "title"}}, "catalogue.xlsx: has a header and no row under it"},
		{"bad word", [][]any{{"title", "online"}, nil, {"A", "maybe"}},
			`catalogue.xlsx: line 3, column online: "maybe" is not one of yes, local_rollout, partial, beta, no, proactive, unknown`},
		{"cells beside the table", [][]any{{"title"}, {"A", "see below"}}, "catalogue.xlsx: line 2: has 2 cells where the header has 1"},
		{"too wide", [][]any{{"title"}, make([]any, 501)}, "catalogue.xlsx: has 501 columns in row 2; at most 500 are read"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, row := range tc.rows {
				for i := range row {
					if row[i] == nil {
						row[i] = "x"
					}
				}
			}
			_, err := imports.ReadCatalogue(sheettest.Workbook(t, nil, tc.rows...), "catalogue.xlsx")
			if err == nil {
				t.Fatal("the file was taken")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
