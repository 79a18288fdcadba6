package observatorytest

import (
	"strconv"
	"testing"

	"servicequality/observatory"
)

// FirstEdition reads the first edition of the public observatory, of June 2019: only
// what a summary needs. The test is skipped where the file is not at hand.
func FirstEdition(t *testing.T) *observatory.Catalogue {
	t.Helper()
	online := map[string]observatory.Online{"Oui": "yes", "Non": "no", "Déploiement partiel": "partial",
		"Expérimentation": "beta", "Non renseigné": "unknown"}
	signIn := map[string]observatory.Authentication{"Oui": "franceconnect", "Non": "none", "n/a": "not_applicable", "n/c": "unknown"}
	mobile := map[string]observatory.Mobile{"Oui": "yes", "Partiel": "partial", "Non": "no", "n/a": "not_applicable", "n/c": "unknown"}
	var procedures []observatory.Procedure
	for i, row := range ReadCSV(t, Testdata(t, "observatoire-2019-06.csv"), ';') {
		p := observatory.Procedure{
			ID: strconv.Itoa(i), Ministry: row["Ministere politique"], Online: online[row["Statut_En_ligne"]],
			Authentication: signIn[row["FranceConnect"]], Mobile: mobile[row["Compatible_Mobile"]],
		}
		if total, ok := Digits(row["Volumetrie_Totale"]); ok {
			p.VolumeTotal = &total
		}
		if share, ok := Digits(row["% Recours_au_Numerique"]); ok {
			p.VolumeShare = Ptr(float64(share))
		}
		procedures = append(procedures, p)
	}
	return observatory.NewCatalogue(procedures)
}
