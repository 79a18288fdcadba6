package observatory_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

func TestIndicatorJSON(t *testing.T) {
	t.Parallel()
	all := answers(observatory.QuestionSatisfaction, observatory.Avis1, 100, 0, 0)
	for name, c := range map[string]struct {
		evidence observatory.Evidence
		want     string
	}{
		"published": {evidence(all), `{"kind":"satisfaction","state":"published","value":0.000000,"low":0.000000,"high":0.461013,` +
			`"level":"red","level_certain":true,"fragile":false,"goal_reached":false,"n":100,"deff":1,` +
			`"counts":{"bad":100,"good":0,"medium":0},"window":{"start":"2022-10-01","end":"2023-10-01"},` +
			`"series":"satisfaction/3","instruments":["avis-1"],"response_rate":null,"rules":"rules/2",` +
			`"computed_at":"2023-10-09T04:00:00Z","numerator":0,"denominator":200}`},
		"without a value": {observatory.Evidence{}, `{"kind":"satisfaction","state":"pending","value":null,"low":null,"high":null,` +
			`"level_certain":false,"fragile":false,"goal_reached":null,"n":0,` +
			`"window":{"start":"2022-10-01","end":"2023-10-01"},"response_rate":null,"rules":"rules/2",` +
			`"computed_at":"2023-10-09T04:00:00Z","numerator":null,"denominator":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			figure := judged(observatory.Procedure{}, c.evidence, observatory.KindSatisfaction)
			figure.Variants = nil
			got, err := json.Marshal(figure)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Error(diff)
			}
			var back observatory.Indicator
			if err := json.Unmarshal(got, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(figure, back); diff != "" {
				t.Error(diff)
			}
		})
	}
}
