package dashboard

import (
	"servicequality/observatory"
	"servicequality/observatory/summary"
)

// apiGroups lists what is said of the procedures of each ministry,
// administration, domain or audience together.
func (d *Dashboard) apiGroups(r *request) (*answer, error) {
	var words []string
	for _, by := range summary.Groupings() {
		words = append(words, string(by))
	}
	var bad refusal
	by := bad.word(r.query, "by", string(summary.ByMinistry), words)
	if err := bad.orNil(); err != nil {
		return nil, err
	}
	return asJSON(struct {
		By    string                 `json:"by"`
		AsOf  observatory.Day        `json:"as_of"`
		Items []summary.GroupSummary `json:"items"`
		Next  *string                `json:"next"`
	}{By: by, AsOf: r.snap.asOf, Items: summary.SummariseGroups(r.snap.catalogue.Procedures(), summary.GroupBy(by), r.snap.figures)})
}
