package dashboard

// pictureParameters are what an address of a chart may have.
func pictureParameters() []string { return []string{"theme", "size"} }
