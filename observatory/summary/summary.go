// Package summary computes what is said of many procedures together: how many are
// online, the take-up of the online channel, pace and target, groups by ministry or
// domain, and the coverage of measurement.
//
// It may import observatory, rating, statistics and indicator. A group's figure is a
// share of procedures at their goal; no mark is ever averaged over procedures.
package summary

import (
	"cmp"
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// Summary is what the observatory says of all procedures together. Its JSON
// form is the answer of /api/v1/summary. A rate that has no value is nil.
type Summary struct {
	// AsOf is the last day of the window that the figures belong to.
	AsOf              observatory.Day      `json:"as_of"`
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

// Known is how many procedures are known to offer it or not to, where it applies.
func (c AuthenticationCounts) Known() uint64 { return c.With() + c.None }

// Share is the share of the procedures that offer FranceConnect, where it applies and
// is known. Least and Most bound it by what is not known.
func (c AuthenticationCounts) Share() observatory.Ratio {
	return observatory.Ratio{Num: c.With(), Den: c.Known()}
}

// Least is the share if none of the unknown did.
func (c AuthenticationCounts) Least() observatory.Ratio {
	return observatory.Ratio{Num: c.With(), Den: c.Known() + c.Unknown}
}

// Most is the share if all of the unknown did.
func (c AuthenticationCounts) Most() observatory.Ratio {
	return observatory.Ratio{Num: c.With() + c.Unknown, Den: c.Known() + c.Unknown}
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

// MinistrySummary is one ministry's line. It has no mark, because marks of procedures
// that differ in size and public are not averaged.
type MinistrySummary struct {
	Slug       string `json:"slug"`
	Name       string `json:"name"`
	Procedures uint64 `json:"procedures"`
	// Yes is how many of them are fully online everywhere, proactive included.
	Yes uint64 `json:"yes"`
	// Weighted is their weighted rate of dematerialisation, in percent.
	Weighted *observatory.Micro `json:"weighted"`
	// Coverage says how much of what they have online is measured; nil until
	// Summary.Measure.
	Coverage *Coverage `json:"coverage,omitempty"`
}

// Measure fills in what follows from the figures of the window: the coverage of
// all procedures and of each ministry, and the volumes of those for which twelve
// months were stated, in the place of the catalogue's.
func (s *Summary) Measure(catalogue *observatory.Catalogue, figures map[string][]indicator.Indicator) {
	procedures := catalogue.Procedures()
	s.transact(stated(procedures, figures))
	s.Coverage = new(MeasureCoverage(procedures, figures))
	for i := range s.Ministries {
		m := &s.Ministries[i]
		theirs := slices.DeleteFunc(slices.Clone(procedures), func(p observatory.Procedure) bool { return observatory.Slug(p.Ministry) != m.Slug })
		m.Coverage = new(MeasureCoverage(theirs, figures))
	}
}

// transact sums up the yearly volumes of procedures.
func (s *Summary) transact(procedures []observatory.Procedure) {
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
func stated(procedures []observatory.Procedure, figures map[string][]indicator.Indicator) []observatory.Procedure {
	procedures = slices.Clone(procedures)
	for i := range procedures {
		for _, f := range figures[procedures[i].ID] {
			yearly := f.Kind == indicator.KindDigitalUse && f.Window == observatory.TwelveMonths(f.Window.AsOf())
			if yearly && f.Provenance != nil && f.Provenance.Origin == indicator.OriginVolumes {
				procedures[i].VolumeTotal, procedures[i].VolumeOnline = &f.Denominator, &f.Numerator
			}
		}
	}
	return procedures
}

// Summarise describes the catalogue on a day, and what was received for it,
// by procedure id, all time.
func Summarise(catalogue *observatory.Catalogue, asOf observatory.Day, receipts map[string]rating.Receipts) Summary {
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
func wholly(procedures []observatory.Procedure) bool {
	return len(procedures) > 0 && !slices.ContainsFunc(procedures, func(p observatory.Procedure) bool { return !p.Synthetic })
}

// summariseMinistries groups by the slug of the ministry's name, and orders by
// it, so that accents do not send a name to the end of the alphabet. Spellings
// with one slug are one ministry, named as its first procedure does.
// Procedures without a ministry are in no group.
func summariseMinistries(procedures []observatory.Procedure) []MinistrySummary {
	members := map[string][]observatory.Procedure{}
	for i := range procedures {
		if slug := observatory.Slug(procedures[i].Ministry); slug != "" {
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

func (c *AuthenticationCounts) add(a observatory.Authentication) {
	switch a {
	case observatory.FranceConnect:
		c.FranceConnect++
	case observatory.FranceConnectPlus:
		c.FranceConnectPlus++
	case observatory.AuthenticationNone:
		c.None++
	case observatory.AuthenticationNotApplicable:
		c.NotApplicable++
	default:
		c.Unknown++
	}
}

func (c *MobileCounts) add(m observatory.Mobile) {
	switch m {
	case observatory.MobileYes:
		c.Yes++
	case observatory.MobilePartial:
		c.Partial++
	case observatory.MobileNo:
		c.No++
	case observatory.MobileNotApplicable:
		c.NotApplicable++
	default:
		c.Unknown++
	}
}
