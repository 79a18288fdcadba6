package imports

import (
	"slices"

	"servicequality/collector/imports/sheet"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// printedKinds are the columns of the public observatory's files that hold an
// indicator, under the names they had over the years.
func printedKinds() map[string]indicator.Kind {
	return map[string]indicator.Kind{
		"Statut_En_ligne": indicator.KindOnline, "Réalisable en ligne": indicator.KindOnline,
		"Note_Satisfaction": indicator.KindSatisfaction, "Satisfaction usagers": indicator.KindSatisfaction,
		"Note_Clarte_Langage": indicator.KindClarity, "Niveau_Autonomie": indicator.KindAutonomy,
		"Aide_Joignable": indicator.KindHelpReachable, "Support_Qualite": indicator.KindHelpQuality,
		"Taux_Audit_RGAA": indicator.KindAccessibility, "Score_DLNUF": indicator.KindTellUsOnce,
		"% Recours_au_Numerique": indicator.KindDigitalUse, "pct Recours_au_Numerique": indicator.KindDigitalUse,
		"Recours_au_Numerique": indicator.KindDigitalUse, "FranceConnect": indicator.KindAuthentication,
		"Compatible_Mobile": indicator.KindMobile,
	}
}

// Printed returns the procedures of a file as it describes them, beside nothing
// that is known, and their figures as they were printed: words and numbers
// alike are texts, and no level or state is inferred. The error is a *FileError.
func (f *CatalogueFile) Printed() ([]observatory.Procedure, map[string][]indicator.Indicator, error) {
	changes, err := f.Apply(nil)
	if err != nil {
		return nil, nil, err
	}
	kinds := map[int]indicator.Kind{}
	for header, kind := range printedKinds() {
		if i := slices.IndexFunc(f.headers, func(h string) bool { return publicKey(h) == sheet.Fold(header) }); i >= 0 {
			kinds[i] = kind
		}
	}
	if len(kinds) == 0 {
		return nil, nil, sheet.Refuse(f.name, "has no column of the public observatory that holds an indicator")
	}
	figures := map[string][]indicator.Indicator{}
	for i, p := range changes.Created {
		for column, kind := range kinds {
			figures[p.ID] = append(figures[p.ID], indicator.Indicator{
				Kind: kind, State: indicator.StatePrinted, Printed: sheet.Clean(f.rows[i].Cells[column])})
		}
		indicator.Sort(figures[p.ID])
	}
	return changes.Created, figures, nil
}
