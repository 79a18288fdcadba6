package instance

import (
	"context"
	"fmt"

	"servicequality/observatory"
)

// Finder returns the id of the procedure with an id or alias.
func Finder(catalogue *observatory.Catalogue) func(idOrAlias string) (id string, ok bool) {
	return func(name string) (string, bool) {
		p, ok := catalogue.Find(name)
		if !ok {
			return "", false
		}
		return p.ID, true
	}
}

// ProcedureID is the id of the procedure with that id or alias.
func ProcedureID(ctx context.Context, db *Database, idOrAlias string) (string, error) {
	if idOrAlias == "" {
		return "", UsageError("name the procedure with --procedure")
	}
	catalogue, err := db.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	p, ok := catalogue.Find(idOrAlias)
	if !ok {
		return "", fmt.Errorf("procedure %q %w: observatory procedure list names them all", idOrAlias, observatory.ErrNotFound)
	}
	return p.ID, nil
}
