package observatory

import (
	"cmp"
	"slices"
)

// Summary is what the observatory says of all procedures together. Its JSON
// form is the answer of /api/v1/summary. A rate that has no value is nil.
type Summary struct {
	// AsOf is the last day of the window that the figures belong to.
	AsOf              Day                  `json:"as_of"`
	Procedures        uint64               `json:"procedures"`
	Online            OnlineCounts         `json:"online"`
	Dematerialisation Dematerialisation    `json:"dematerialisation"`
	TakeUp            TakeUp               `json:"take_up"`
	Authentication    AuthenticationCounts `json:"authentication"`
	Mobile            MobileCounts         `json:"mobile"`
	// VolumeTotal is the sum of the yearly volumes that are known.
	VolumeTotal uint64 `json:"volume_total"`
	// Received counts every rating ever received, those of a demonstration when
	// there is nothing else; Ratings counts by standing, never a demonstration.
	Received   uint64            `json:"received"`
	Ratings    StandingCounts    `json:"ratings"`
	Ministries []MinistrySummary `json:"ministries"`
	// Coverage says how much of what is online is measured; nil until Measure.
	Coverage *Coverage `json:"coverage,omitempty"`
	// Synthetic says that the whole catalogue is demonstration data.
	Synthetic bool `json:"synthetic,omitempty"`
}

// AuthenticationCounts counts procedures by how a person signs in.
type AuthenticationCounts struct {
	FranceConnect     uint64 `json:"franceconnect"`
	FranceConnectPlus uint64 `json:"franceconnect_plus"`
	None              uint64 `json:"none"`
	NotApplicable     uint64 `json:"not_applicable"`
	Unknown           uint64 `json:"unknown"`
}

// With is how many procedures let people sign in with FranceConnect.
func (c AuthenticationCounts) With() uint64 { return c.FranceConnect + c.FranceConnectPlus }

// Known is how many are known to let them, or not to, where it applies.
func (c AuthenticationCounts) Known() uint64 { return c.With() + c.None }

// Share is the share that do where it applies and is known. Least and Most
// bound it by what is not known.
func (c AuthenticationCounts) Share() Ratio { return Ratio{c.With(), c.Known()} }

// Least is the share if none of the unknown did.
func (c AuthenticationCounts) Least() Ratio { return Ratio{c.With(), c.Known() + c.Unknown} }

// Most is the share if all of the unknown did.
func (c AuthenticationCounts) Most() Ratio {
	return Ratio{c.With() + c.Unknown, c.Known() + c.Unknown}
}

// MobileCounts counts procedures by whether they can be used on a phone.
type MobileCounts struct {
	Yes           uint64 `json:"yes"`
	Partial       uint64 `json:"partial"`
	No            uint64 `json:"no"`
	NotApplicable uint64 `json:"not_applicable"`
	Unknown       uint64 `json:"unknown"`
}

// StandingCounts counts ratings by standing: disjoint.
type StandingCounts struct {
	Counted     uint64 `json:"counted"`
	Doubtful    uint64 `json:"doubtful"`
	Quarantined uint64 `json:"quarantined"`
}

// MinistrySummary is one ministry's line: never a mark, for procedures of
// unlike size and public are not averaged.
type MinistrySummary struct {
	Slug       string `json:"slug"`
	Name       string `json:"name"`
	Procedures uint64 `json:"procedures"`
	// Yes is how many of them are fully online everywhere, proactive included.
	Yes uint64 `json:"yes"`
	// Weighted is their weighted rate of dematerialisation, in percent.
	Weighted *Micro `json:"weighted"`
	// Coverage says how much of what they have online is measured; nil until
	// Summary.Measure.
	Coverage *Coverage `json:"coverage,omitempty"`
}

// Measure fills in what follows from the figures of the window: the coverage of
// all procedures and of each ministry, and the volumes of those for which twelve
// months were stated, in the place of the catalogue's.
func (s *Summary) Measure(catalogue *Catalogue, figures map[string][]Indicator) {
	procedures := catalogue.Procedures()
	s.transact(stated(procedures, figures))
	s.Coverage = new(MeasureCoverage(procedures, figures))
	for i := range s.Ministries {
		m := &s.Ministries[i]
		theirs := slices.DeleteFunc(slices.Clone(procedures), func(p Procedure) bool { return Slug(p.Ministry) != m.Slug })
		m.Coverage = new(MeasureCoverage(theirs, figures))
	}
}

// transact sums up the yearly volumes of procedures.
func (s *Summary) transact(procedures []Procedure) {
	s.TakeUp, s.VolumeTotal = MeasureTakeUp(procedures), 0
	for i := range procedures {
		if n := procedures[i].VolumeTotal; n != nil {
			s.VolumeTotal += *n
		}
	}
}

// stated are the procedures with the volumes that their figures were made of,
// where those were stated for twelve months: a quarter's weigh nothing beside
// the years of others.
func stated(procedures []Procedure, figures map[string][]Indicator) []Procedure {
	procedures = slices.Clone(procedures)
	for i := range procedures {
		for _, f := range figures[procedures[i].ID] {
			yearly := f.Kind == KindDigitalUse && f.Window == TwelveMonths(f.Window.AsOf())
			if yearly && f.Provenance != nil && f.Provenance.Origin == OriginVolumes {
				procedures[i].VolumeTotal, procedures[i].VolumeOnline = &f.Denominator, &f.Numerator
			}
		}
	}
	return procedures
}

// Summarise describes the catalogue on a day, and what was received for it,
// by procedure id, all time.
func Summarise(catalogue *Catalogue, asOf Day, receipts map[string]Receipts) Summary {
	procedures := catalogue.Procedures()
	online := CountOnline(procedures)
	s := Summary{
		AsOf: asOf, Procedures: uint64(len(procedures)),
		Online: online, Dematerialisation: online.Dematerialisation(),
		Ministries: summariseMinistries(procedures),
		Synthetic:  wholly(procedures),
	}
	s.transact(procedures)
	for i := range procedures {
		p := &procedures[i]
		s.Authentication.add(p.Authentication)
		s.Mobile.add(p.Mobile)
		r := receipts[p.ID]
		if !p.Synthetic || s.Synthetic {
			s.Received += r.Total()
		}
		if !p.Synthetic {
			s.Ratings.Counted += r.Accepted
			s.Ratings.Doubtful += r.Doubtful
			s.Ratings.Quarantined += r.Quarantined
		}
	}
	return s
}

// wholly says whether there is a demonstration and nothing else.
func wholly(procedures []Procedure) bool {
	return len(procedures) > 0 && !slices.ContainsFunc(procedures, func(p Procedure) bool { return !p.Synthetic })
}

// summariseMinistries groups by the slug of the ministry's name, and orders by
// it, so that accents do not send a name to the end of the alphabet. Spellings
// with one slug are one ministry, named as its first procedure does.
// Procedures without a ministry are in no group.
func summariseMinistries(procedures []Procedure) []MinistrySummary {
	members := map[string][]Procedure{}
	for i := range procedures {
		if slug := Slug(procedures[i].Ministry); slug != "" {
			members[slug] = append(members[slug], procedures[i])
		}
	}
	lines := make([]MinistrySummary, 0, len(members))
	for slug, group := range members {
		online := CountOnline(group)
		lines = append(lines, MinistrySummary{
			Slug: slug, Name: group[0].Ministry, Procedures: uint64(len(group)),
			Yes: online.Strict(), Weighted: online.weighted().Micro(100),
		})
	}
	slices.SortFunc(lines, func(a, b MinistrySummary) int { return cmp.Compare(a.Slug, b.Slug) })
	return lines
}

func (c *AuthenticationCounts) add(a Authentication) {
	switch a {
	case FranceConnect:
		c.FranceConnect++
	case FranceConnectPlus:
		c.FranceConnectPlus++
	case AuthenticationNone:
		c.None++
	case AuthenticationNotApplicable:
		c.NotApplicable++
	default:
		c.Unknown++
	}
}

func (c *MobileCounts) add(m Mobile) {
	switch m {
	case MobileYes:
		c.Yes++
	case MobilePartial:
		c.Partial++
	case MobileNo:
		c.No++
	case MobileNotApplicable:
		c.NotApplicable++
	default:
		c.Unknown++
	}
}
