package e2e

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// exportRows is how many rows the generated export has;
// OBSERVATORY_EXPORT_ROWS makes it longer.
func exportRows(t testing.TB) int {
	t.Helper()
	text := os.Getenv("OBSERVATORY_EXPORT_ROWS")
	if text == "" {
		return 50_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// writeExport writes an export of "Je donne mon avis" of a year, in order, in
// which every hundredth row is there twice.
func writeExport(t testing.TB, rows int, last ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, "Date de l'avis,Nom du formulaire,Lien d'intégration,Identifiant Avis,\"De façon générale, comment ça s'est passé ?\","+
		"Qu'avez-vous pensé des informations et des instructions fournies ?,"+
		"\"Durant votre parcours, avez-vous tenté d’obtenir de l’aide par l’un des moyens suivants ?\","+
		"\"Quand vous avez cherché de l'aide, avez-vous réussi à joindre l'administration ?\",Souhaitez-vous nous en dire plus ?")
	random := rand.New(rand.NewPCG(1, 2))
	start, row := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), ""
	for n := range rows {
		if n%100 != 99 {
			at := start.Add(time.Duration(n) * 300 * 24 * time.Hour / time.Duration(rows))
			help := []string{",", "Je n'ai pas eu besoin d'aide,", "Par téléphone / Une association,Par téléphone : Non"}[random.IntN(3)]
			row = fmt.Sprintf("%s,Form,Bouton,%07x,%s,%d,%s,appelez jean%d@example.org", at.Format(time.DateTime), n,
				[]string{"Pas bien", "Moyen", "Très bien"}[random.IntN(3)], 1+random.IntN(5), help, n)
		}
		fmt.Fprintln(out, row)
	}
	for _, row := range last {
		fmt.Fprintln(out, row)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestExportOfJeDonneMonAvis imports a long export twice: the second time
// changes nothing. A broken row refuses it whole.
func TestExportOfJeDonneMonAvis(t *testing.T) {
	t.Parallel()
	rows := exportRows(t)
	in := serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,jdma:7"))
	export := writeExport(t, rows)

	broken := writeExport(t, rows, "2026-06-01 00:00:00,Form,Bouton,a,Bof,,,,")
	out, status := command(t, "import", "ratings", broken, "--procedure", "jdma:7", "--data", in.data)
	if where := fmt.Sprintf("line %d, column De façon générale", rows+2); status != 1 || !strings.Contains(out, where) {
		t.Errorf("a broken export ended with %d, want %q:\n%s", status, where, out)
	}
	if out, status = command(t, "import", "ratings", export, "--data", in.data); status != 1 || !strings.Contains(out, "--procedure") {
		t.Errorf("an export of nobody knows what ended with %d:\n%s", status, out)
	}

	first := in.run("import", "ratings", export, "--procedure", "jdma:7")
	if want := fmt.Sprintf("%d created, 0 updated, 0 unchanged", rows); !strings.Contains(first, want) {
		t.Errorf("the first import, want %q:\n%s", want, first)
	}
	second := in.run("import", "ratings", export, "--procedure", "jdma:7")
	if want := fmt.Sprintf("0 created, 0 updated, %d unchanged", rows); !strings.Contains(second, want) {
		t.Errorf("the second import, want %q:\n%s", want, second)
	}
	eventually(t, "all rows in the summary", func() bool { return received(in) == uint64(rows) })
}
