package summary

import (
	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// Coverage says how far a group of procedures is measured: the indicator
// "coverage" of groups. What is online to any degree, or granted without being
// asked for, is online.
type Coverage struct {
	Online uint64 `json:"online"`
	// Button is how many of them show the button, Published how many have a
	// published mark of satisfaction.
	Button    uint64 `json:"button"`
	Published uint64 `json:"published"`
	// ButtonRate and PublishedRate are their shares of Online, in percent; nil
	// when nothing is online.
	ButtonRate    *observatory.Micro `json:"button_rate"`
	PublishedRate *observatory.Micro `json:"published_rate"`
}

// MeasureCoverage measures a group by its catalogue and its figures, which are
// by procedure id. A button that nobody declared, but through which ratings
// are published, is there.
func MeasureCoverage(procedures []observatory.Procedure, figures map[string][]indicator.Indicator) Coverage {
	var c Coverage
	for i := range procedures {
		p := &procedures[i]
		if p.Online == observatory.OnlineNo || p.Online == observatory.OnlineUnknown || p.Online == "" {
			continue
		}
		c.Online++
		published := false
		for _, figure := range figures[p.ID] {
			published = published || figure.Kind == indicator.KindSatisfaction && figure.Value != nil
		}
		if published {
			c.Published++
		}
		if p.Button == observatory.Yes || p.Button == observatory.AnswerUnknown && published {
			c.Button++
		}
	}
	c.ButtonRate = observatory.Ratio{Num: c.Button, Den: c.Online}.Micro(100)
	c.PublishedRate = observatory.Ratio{Num: c.Published, Den: c.Online}.Micro(100)
	return c
}
