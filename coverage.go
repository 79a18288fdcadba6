package observatory

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
	ButtonRate    *Micro `json:"button_rate"`
	PublishedRate *Micro `json:"published_rate"`
}

// MeasureCoverage measures a group by its catalogue and its figures, which are
// by procedure id. A button that nobody declared, but through which ratings
// are published, is there.
func MeasureCoverage(procedures []Procedure, figures map[string][]Indicator) Coverage {
	var c Coverage
	for i := range procedures {
		p := &procedures[i]
		if p.Online == OnlineNo || p.Online == OnlineUnknown || p.Online == "" {
			continue
		}
		c.Online++
		published := false
		for _, figure := range figures[p.ID] {
			published = published || figure.Kind == KindSatisfaction && figure.Value != nil
		}
		if published {
			c.Published++
		}
		if p.Button == Yes || p.Button == AnswerUnknown && published {
			c.Button++
		}
	}
	c.ButtonRate = Ratio{c.Button, c.Online}.Micro(100)
	c.PublishedRate = Ratio{c.Published, c.Online}.Micro(100)
	return c
}
