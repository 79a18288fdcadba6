package dashboard

import "servicequality/dashboard/snapshot"

// listingParameters are what an address of a list of procedures may have.
func listingParameters() []string {
	names := []string{"q", "columns", "sort", "order", "page", "per_page"}
	for _, f := range snapshot.Filters(nil) {
		names = append(names, f.Field)
	}
	return names
}

// figureParameters are what an address of a list of figures may have.
func figureParameters() []string {
	return []string{"procedure", "ministry", "kind", "page", "per_page"}
}

// pictureParameters are what an address of a chart may have.
func pictureParameters() []string { return []string{"theme", "size"} }
