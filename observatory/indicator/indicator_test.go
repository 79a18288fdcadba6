package indicator_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

func TestIndicatorJSON(t *testing.T) {
	t.Parallel()
	all := observatorytest.Answers(rating.QuestionSatisfaction, rating.Avis1, 100, 0, 0)
	for name, c := range map[string]struct {
		evidence indicator.Evidence
		want     string
	}{
		"published": {observatorytest.Evidence(all), `{"kind":"satisfaction","state":"published","value":0.000000,"low":0.000000,"high":0.461013,` +
			`"level":"red","level_certain":true,"fragile":false,"goal_reached":false,"n":100,"deff":1,` +
			`"counts":{"bad":100,"good":0,"medium":0},"window":{"start":"2022-10-01","end":"2023-10-01"},` +
			`"series":"satisfaction/3","instruments":["avis-1"],"response_rate":null,"rules":"rules/2",` +
			`"computed_at":"2023-10-09T04:00:00Z","numerator":0,"denominator":200}`},
		"without a value": {indicator.Evidence{}, `{"kind":"satisfaction","state":"pending","value":null,"low":null,"high":null,` +
			`"level_certain":false,"fragile":false,"goal_reached":null,"n":0,` +
			`"window":{"start":"2022-10-01","end":"2023-10-01"},"response_rate":null,"rules":"rules/2",` +
			`"computed_at":"2023-10-09T04:00:00Z","numerator":null,"denominator":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			figure := observatorytest.Computed(observatory.Procedure{}, c.evidence, indicator.KindSatisfaction)
			figure.Variants = nil
			got, err := json.Marshal(figure)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Error(diff)
			}
			var back indicator.Indicator
			if err := json.Unmarshal(got, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(figure, back); diff != "" {
				t.Error(diff)
			}
		})
	}
}
