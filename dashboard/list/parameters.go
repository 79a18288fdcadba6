package list

import "servicequality/dashboard/snapshot"

// Parameters are what an address of a list of procedures may have.
func Parameters() []string {
	names := []string{"q", "columns", "sort", "order", "page", "per_page"}
	for _, f := range snapshot.Filters(nil) {
		names = append(names, f.Field)
	}
	return names
}
