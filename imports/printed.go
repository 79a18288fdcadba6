package imports

import (
	"slices"

	"observatory"
)

// printedKinds are the columns of the public observatory's files that hold an
// indicator, under the names they had over the years.
func printedKinds() map[string]observatory.Kind {
	return map[string]observatory.Kind{
		"Statut_En_ligne": observatory.KindOnline, "Réalisable en ligne": observatory.KindOnline,
		"Note_Satisfaction": observatory.KindSatisfaction, "Satisfaction usagers": observatory.KindSatisfaction,
		"Note_Clarte_Langage": observatory.KindClarity, "Niveau_Autonomie": observatory.KindAutonomy,
		"Aide_Joignable": observatory.KindHelpReachable, "Support_Qualite": observatory.KindHelpQuality,
		"Taux_Audit_RGAA": observatory.KindAccessibility, "Score_DLNUF": observatory.KindTellUsOnce,
		"% Recours_au_Numerique": observatory.KindDigitalUse, "pct Recours_au_Numerique": observatory.KindDigitalUse,
		"Recours_au_Numerique": observatory.KindDigitalUse, "FranceConnect": observatory.KindAuthentication,
		"Compatible_Mobile": observatory.KindMobile,
	}
}

// Printed returns the procedures of a file as it describes them, beside nothing
// that is known, and their figures as they were printed: words and numbers
// alike are texts, and no level or state is inferred. The error is a *FileError.
func (f *CatalogueFile) Printed() ([]observatory.Procedure, map[string][]observatory.Indicator, error) {
	changes, err := f.Apply(nil)
	if err != nil {
		return nil, nil, err
	}
	kinds := map[int]observatory.Kind{}
	for header, kind := range printedKinds() {
		if i := slices.IndexFunc(f.headers, func(h string) bool { return publicKey(h) == fold(header) }); i >= 0 {
			kinds[i] = kind
		}
	}
	if len(kinds) == 0 {
		return nil, nil, refuse(f.name, "has no column of the public observatory that holds an indicator")
	}
	figures := map[string][]observatory.Indicator{}
	for i, p := range changes.Created {
		for column, kind := range kinds {
			figures[p.ID] = append(figures[p.ID], observatory.Indicator{
				Kind: kind, State: observatory.StatePrinted, Printed: clean(f.rows[i].cells[column])})
		}
		observatory.SortIndicators(figures[p.ID])
	}
	return changes.Created, figures, nil
}
