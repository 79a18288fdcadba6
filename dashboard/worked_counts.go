package dashboard

import (
	"bytes"
	_ "embed" // the counts are part of the program
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"servicequality/observatory/statistics"
	"servicequality/observatory/summary"
)

//go:embed worked.json
var workedFile []byte

// publishedCount is a count of worked.json: a number that the State published, or a
// sum over a file of its.
type publishedCount struct {
	Name  string `json:"name"`
	Value uint64 `json:"value"`
	// Source says which file and which cells the value comes from.
	Source string `json:"source"`
	// Date is the month that the value is of, like 2019-06.
	Date string `json:"date"`
}

// workedCounts are the counts that the methodology page works its examples from.
type workedCounts struct {
	summary.WorkedExample
	// reviews and satisfied are how many reviews the income tax had in June 2019, and
	// how many of them were of satisfied people.
	reviews, satisfied uint64
	// answers are what people said of the income tax in twelve months, worst first;
	// returns are the online returns of about that time.
	answers statistics.Counts
	returns uint64
}

// readWorkedCounts reads the counts from the content of worked.json. A name that is
// unknown, repeated or missing is an error, and so is a count without source or date.
func readWorkedCounts(content []byte) (workedCounts, error) {
	var w workedCounts
	var bad, medium, good, percent uint64
	wanted := map[string]*uint64{
		"online.yes": &w.Online.Yes, "online.partial": &w.Online.Partial, "online.beta": &w.Online.Beta,
		"online.no": &w.Online.No, "online.unknown": &w.Online.Unknown,
		"authentication.franceconnect": &w.Authentication.FranceConnect, "authentication.none": &w.Authentication.None,
		"authentication.not_applicable": &w.Authentication.NotApplicable, "authentication.unknown": &w.Authentication.Unknown,
		"declared.procedures": &w.Declared.Procedures, "declared.total": &w.Declared.Total,
		"declared.online_hundredths": &w.Declared.OnlineHundredths,
		"largest.total":              &w.Largest.Total, "largest.online_percent": &percent,
		"silent.procedures": &w.Silent.Procedures, "silent.total": &w.Silent.Total,
		"absent.procedures": &w.Absent.Procedures, "absent.total": &w.Absent.Total,
		"tax.reviews": &w.reviews, "tax.satisfied": &w.satisfied,
		"tax.bad": &bad, "tax.medium": &medium, "tax.good": &good, "tax.returns": &w.returns,
	}
	var counts []publishedCount
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&counts); err != nil {
		return w, fmt.Errorf("cannot read worked.json: %w", err)
	}
	for _, count := range counts {
		target, ok := wanted[count.Name]
		if !ok {
			return w, fmt.Errorf("cannot read worked.json: the count %q is unknown or there twice", count.Name)
		}
		if _, err := time.Parse("2006-01", count.Date); err != nil || count.Source == "" {
			return w, fmt.Errorf("cannot read worked.json: the count %q needs a source, and a date like 2019-06", count.Name)
		}
		*target = count.Value
		delete(wanted, count.Name)
	}
	if len(wanted) > 0 {
		return w, fmt.Errorf("cannot read worked.json: it lacks %s", strings.Join(slices.Sorted(maps.Keys(wanted)), ", "))
	}
	w.Largest.Procedures, w.Largest.OnlineHundredths = 1, w.Largest.Total*percent
	w.answers = statistics.Counts{bad, medium, good}
	return w, nil
}
