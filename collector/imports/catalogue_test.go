package imports_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/imports"
	"servicequality/observatory"
)

// apply reads a catalogue and applies it to the procedures that are known.
func apply(t *testing.T, file string, known ...observatory.Procedure) imports.Changes {
	t.Helper()
	f, err := imports.ReadCatalogue(strings.NewReader(file), "catalogue.csv")
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Apply(observatory.NewCatalogue(known))
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func ids(procedures []observatory.Procedure) []string {
	var ids []string
	for _, p := range procedures {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestRefusedCatalogues(t *testing.T) {
	const known = "one of yes, local_rollout, partial, beta, no, proactive, unknown"
	for _, tc := range []struct{ name, file, want string }{
		{"empty", "", "catalogue.csv: is empty"},
		{"byte order mark alone", "\ufeff", "catalogue.csv: is empty"},
		{"header alone", "id,title\n", "catalogue.csv: has a header and no row under it"},
		{"blank rows", "id,title\n,\n\n , \n", "catalogue.csv: has a header and no row under it"},
		{"no title", "id,online\n1,yes\n", "catalogue.csv: line 1: has no column with the titles of the procedures: the known layouts are " +
			"the observatory's own (id, title, ministry, …) and the public observatory's (Nom_Demarche, ID_Demarche, …)"},
		{"same column twice", "title;Title\nA;B\n", "catalogue.csv: line 1, column Title: says the same as column title: keep one of them"},
		{"not UTF-8", "id,title\n1,A\n2,D\xe9claration\n", "catalogue.csv: line 3: is not UTF-8 text: save the file as CSV UTF-8"},
		{"UTF-8 cut short", "id,title\n1,A\xc3", "catalogue.csv: line 2: is not UTF-8 text: save the file as CSV UTF-8"},
		{"UTF-16", "\xff\xfei\x00d\x00", "catalogue.csv: line 1: is not UTF-8 text: save the file as CSV UTF-8"},
		{"old Excel", "\xd0\xcf\x11\xe0\xa1\xb1", "catalogue.csv: is a spreadsheet in the old .xls format: save it as .xlsx or as CSV UTF-8"},
		{"quotation mark left open", "id,title\n1,A\n2,\"B\n3,C\n",
			"catalogue.csv: line 3: has a quotation mark that is not closed, or inside a cell that does not begin with one"},
		{"row too long", "id,title\n1,\"" + strings.Repeat("a", 1<<21) + "\"\n",
			"catalogue.csv: line 2: is part of a row of more than 1024 KiB: is a quotation mark left open?"},
		{"too few cells", "id,title,online\n1,A\n2,B,yes\n", "catalogue.csv: line 2: has 2 cells where the header has 3"},
		{"too many cells", "id,title\n\n1,A,yes\n", "catalogue.csv: line 3: has 3 cells where the header has 2"},
		{"bad word", "id,title,online\n1,A,maybe\n", `catalogue.csv: line 2, column online: "maybe" is not ` + known},
		{"bad word of the public observatory", "Nom_Demarche;Statut_En_ligne\nA;Oui\nB;Peut-être\n",
			`catalogue.csv: line 3, column Statut_En_ligne: "Peut-être" is not one of Oui, En cours de déploiement local, Déploiement local, ` +
				"Partiel, Déploiement partiel, Expérimentation, Non, Démarche proactive, n/c, Non renseigné, Inconnu, À venir"},
		{"bad number", "Nom_Demarche;Volumetrie_Totale\nA;environ 1 000\n", `catalogue.csv: line 2, column Volumetrie_Totale: "environ 1 000" is not a whole number`},
		{"number too great", "title;volume_total\nA;1000000000001\n", `catalogue.csv: line 2, column volume_total: "1000000000001" is more than 1000000000000`},
		{"bad percentage", "title;accessibility_rate\nA;75,5.1\n", `catalogue.csv: line 2, column accessibility_rate: "75,5.1" is not a percentage`},
		{"percentage too great", "title;accessibility_rate\nA;100,1 %\n", `catalogue.csv: line 2, column accessibility_rate: "100,1 %" is not between 0 and 100 %`},
		{"bad day", "title,online_since\nA,31/12/2020\n", `catalogue.csv: line 2, column online_since: "31/12/2020" is not a date like 2026-10-31`},
		{"bad address", "title,url\nA,javascript:alert(1)\n", `catalogue.csv: line 2, column url: "javascript:alert(1)" is not an address like https://www.example.org/page`},
		{"bad id", "id,title\na b,A\n", `catalogue.csv: line 2, column id: "a b" is not an id: 1 to 64 letters, digits, _ or -`},
		{"no id to be made", "id,title\n,«…»\n", `catalogue.csv: line 2, column id: is empty, and no id can be made of the title`},
		{"no title in a row", "id,title\n1,\n", "catalogue.csv: line 2, column title: is empty: a procedure needs a title"},
		{"bare number as alias", "title,aliases\nA,jdma:1|3059\n", `catalogue.csv: line 2, column aliases: "3059" is not an alias: it needs its namespace, like jdma:3059`},
		{"exemption without a reason", "title,exempt\nA,mobile\n",
			`catalogue.csv: line 2, column exempt: "mobile" is not an exemption: it needs an indicator and a reason, like mobile:used at a counter only`},
		{"none beside a channel", "title,human_channels\nA,none|phone\n", "catalogue.csv: line 2, column human_channels: none goes with no other channel"},
		{"more online than in all", "title,volume_total,volume_online\nA,10,11\n",
			"catalogue.csv: line 2, column volume_online: 11 transactions online are more than the 10 in all"},
		{"period upside down", "title,volume_start,volume_end\nA,2020-01-01,2019-12-31\n",
			"catalogue.csv: line 2, column volume_end: the period of the volumes ends on 2019-12-31, before it starts on 2020-01-01"},
		{"same id twice", "id,title\n1,A\n2,B\n1,C\n", `catalogue.csv: line 4, column id: "1" is already on line 2, with other cells`},
		{"same title twice", "id,title,online\n,A,yes\n,A,no\n", `catalogue.csv: line 3, column title: "A" is already on line 2, with other cells: give both an id`},
		{"same slug twice", "title\nÀ la une\nA la une !\n", `catalogue.csv: line 3, column title: "A la une !" is already on line 2, with other cells: give both an id`},
		{"same alias twice", "id,title,aliases\n1,A,jdma:7\n2,B,jdma:7\n", "catalogue.csv: line 3, column aliases: alias jdma:7 already belongs to procedure 1"},
		{"damaged XLSX", "PK\x03\x04garbage", "catalogue.csv: is not an XLSX file that can be read: save it again, or as CSV UTF-8 (zip: not a valid zip file)"},
		{"all faults at once", "id,title,online,volume_total\n1,A,maybe,many\n2,,yes,3\n", "catalogue.csv: line 2, column online: \"maybe\" is not " + known + "\n" +
			"catalogue.csv: line 2, column volume_total: \"many\" is not a whole number\n" +
			"catalogue.csv: line 3, column title: is empty: a procedure needs a title"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f, err := imports.ReadCatalogue(strings.NewReader(tc.file), "catalogue.csv")
			if err == nil {
				_, err = f.Apply(nil)
			}
			if err == nil {
				t.Fatal("the file was taken")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOnlyTwentyFaultsAreListed(t *testing.T) {
	_, err := imports.ReadCatalogue(strings.NewReader("id,title\n"+strings.Repeat("a b,A\n", 23)), "catalogue.csv")
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 21 || lines[20] != "catalogue.csv: and 3 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestInvalidTextIsFoundAcrossReads(t *testing.T) {
	// One byte at a time: every character arrives in pieces.
	const good = "id,title\n1,Déclaration à l’étranger 😀\n"
	if _, err := imports.ReadCatalogue(oneByte{strings.NewReader(good)}, "c.csv"); err != nil {
		t.Errorf("good text: %v", err)
	}
	_, err := imports.ReadCatalogue(oneByte{strings.NewReader(good + "2,\xe2\x82\n")}, "c.csv")
	if want := "c.csv: line 3: is not UTF-8 text: save the file as CSV UTF-8"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

type oneByte struct{ r *strings.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

func TestPatch(t *testing.T) {
	ten, four := uint64(10), uint64(4)
	known := observatory.Procedure{
		ID: "a", Title: "A", Ministry: "M", Domain: "kept", Online: observatory.OnlineYes, VolumeTotal: &ten, VolumeOnline: &four,
		Authentication: observatory.FranceConnect, Mobile: observatory.MobileYes, Aliases: []string{"jdma:1"},
	}
	got := apply(t, "ID;Title;Ministry;Volume online\na;A;;\n", known)
	want := known
	want.Ministry, want.VolumeOnline = "", nil
	if diff := cmp.Diff(imports.Changes{Updated: []observatory.Procedure{want}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if *known.VolumeOnline != 4 || known.Ministry != "M" {
		t.Error("the known procedure was changed")
	}

	f, err := imports.ReadCatalogue(strings.NewReader("id,title,volume_online\na,A,11\n"), "catalogue.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Apply(observatory.NewCatalogue([]observatory.Procedure{known}))
	if want := "catalogue.csv: line 2, column volume_online: 11 transactions online are more than the 10 in all"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestDeclaredShare(t *testing.T) {
	const header = "Nom_Demarche;ID_Demarche;Volumetrie_Totale;Volumetrie_En_Ligne;% Recours_au_Numerique\n"
	changes := apply(t, header+"A;1;200;;59 %\nB;2;n/c;;59 %\nC;3;200;150;75 %\nD;4;200;;n/a\n")
	var shares []float64
	for _, p := range changes.Created {
		if p.VolumeShare == nil {
			shares = append(shares, -1)
		} else {
			shares = append(shares, *p.VolumeShare)
		}
	}
	if diff := cmp.Diff([]float64{59, -1, -1, -1}, shares); diff != "" {
		t.Errorf("shares, -1 for none (-want +got):\n%s", diff)
	}
	if changes.WithoutTotal != 1 {
		t.Errorf("%d shares without a total, want 1", changes.WithoutTotal)
	}
}

func TestIDs(t *testing.T) {
	long, administration := strings.Repeat("tres ", 20)+"long", strings.Repeat("tout ", 20)
	for _, tc := range []struct {
		name, file string
		known      []observatory.Procedure
		created    []string
		updated    []string
		unchanged  []string
	}{
		{name: "slug of the title", file: "title\nDéclaration d’œuvre\n", created: []string{"declaration-d-oeuvre"}},
		{name: "with the administration's when taken in the file",
			file: "title,administration\nVote,Intérieur\nVote,Affaires étrangères\n", created: []string{"vote", "vote-affaires-etrangeres"}},
		{name: "given ids come first", file: "id,title,administration\n,Vote,Intérieur\nvote,Autre,X\n", created: []string{"vote-interieur", "vote"}},
		{name: "taken by another administration",
			file: "title,administration\nVote,Intérieur\n", known: []observatory.Procedure{{ID: "vote", Title: "Vote", Administration: "X"}},
			created: []string{"vote-interieur"}},
		{name: "known", file: "title,administration\nVote,Intérieur\n",
			known: []observatory.Procedure{{ID: "vote", Title: "Vote", Administration: "Intérieur"}}, unchanged: []string{"vote"}},
		{name: "never too long", file: "title,administration\n" + long + ",A\n" + long + "," + administration + "\n",
			created: []string{"tres" + strings.Repeat("-tres", 12), "tres" + strings.Repeat("-tres", 7) + strings.Repeat("-tout", 5)}},
		{name: "identical rows are one", file: "id,title\n1,A\n1,A\n,B\n,B\n", created: []string{"1", "b"}},
		{name: "found by its old number", file: "Nom_Demarche;ID_Demarche\nA;823\n",
			known: []observatory.Procedure{{ID: "impots", Title: "A", Aliases: []string{"jdma:3059", "xwiki:823"}}}, unchanged: []string{"impots"}},
		{name: "demonstration data is not patched", file: "id,title\n1,A\n",
			known: []observatory.Procedure{{ID: "1", Title: "A", Synthetic: true}}, created: []string{"1"}},
		{name: "others are left alone", file: "id,title\n2,B\n", known: []observatory.Procedure{{ID: "1", Title: "A"}, {ID: "2", Title: "Bb"}}, updated: []string{"2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := apply(t, tc.file, tc.known...)
			for _, list := range []struct {
				name      string
				want, got []string
			}{{"created", tc.created, ids(got.Created)}, {"updated", tc.updated, ids(got.Updated)}, {"unchanged", tc.unchanged, ids(got.Unchanged)}} {
				if diff := cmp.Diff(list.want, list.got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", list.name, diff)
				}
				for _, id := range list.got {
					if !observatory.ValidID(id) {
						t.Errorf("%q is not a valid id", id)
					}
				}
			}
		})
	}
}

func TestAliasOfAnotherProcedure(t *testing.T) {
	f, err := imports.ReadCatalogue(strings.NewReader("id,title,aliases\n1,A,jdma:7\n"), "catalogue.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Apply(observatory.NewCatalogue([]observatory.Procedure{{ID: "2", Title: "B", Aliases: []string{"jdma:7"}}}))
	if want := "catalogue.csv: line 2, column aliases: alias jdma:7 already belongs to procedure 2"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestCatalogueReport(t *testing.T) {
	f, err := imports.ReadCatalogue(strings.NewReader("id,title,colour\n1,A,red\n1,A,red\n2,B,\n"), "catalogue.csv")
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Apply(observatory.NewCatalogue([]observatory.Procedure{{ID: "2", Title: "old"}}))
	if err != nil {
		t.Fatal(err)
	}
	want := "catalogue of catalogue.csv: 3 rows read: 1 created, 1 updated, 0 unchanged\n" +
		"  columns ignored: colour\n" +
		"  read in the observatory's own columns\n" +
		"  1 row said again what another says"
	if diff := cmp.Diff(want, f.Report(changes).String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
