package api

import (
	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/summary"
	"servicequality/web"
)

// groups lists what is said of the procedures of each ministry,
// administration, domain or audience together.
func (d API) groups(r *page.Request) (*web.Answer, error) {
	var words []string
	for _, by := range summary.Groupings() {
		words = append(words, string(by))
	}
	var bad web.Refusal
	by := bad.Word(r.Query, "by", string(summary.ByMinistry), words)
	if err := bad.OrNil(); err != nil {
		return nil, err
	}
	return web.JSON(struct {
		By    string                 `json:"by"`
		AsOf  observatory.Day        `json:"as_of"`
		Items []summary.GroupSummary `json:"items"`
		Next  *string                `json:"next"`
	}{By: by, AsOf: r.Snap.AsOf, Items: summary.SummariseGroups(r.Snap.Catalogue.Procedures(), summary.GroupBy(by), r.Snap.Figures)})
}
