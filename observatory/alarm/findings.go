package alarm

import (
	"cmp"
	"slices"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// The least that a host gives in one day to raise an alarm, and for how many
// days after it the alarm lasts.
const (
	strangeRatings = 5
	strangeEvents  = 20
	strangeDays    = 7
	// strangeHosts is how many hosts of one procedure raise alarms at once:
	// anybody may invent names, and nobody is to be told a thousand of them.
	strangeHosts = 5
)

// StrangeWindow is the span of days whose counts FindStrangers wants on that
// day, which is the last of it.
func StrangeWindow(today observatory.Day) observatory.Window {
	return observatory.Window{Start: today - strangeDays + 1, End: today + 1}
}

// FindStrangers returns the hosts that the procedure does not know and that gave
// at least five of its ratings or twenty of its events on one of the last seven
// days, the five hosts that gave most. The counts are of any procedures, by day; whether a host is known is
// judged anew, so that naming it in the catalogue ends the alarm.
func FindStrangers(p *observatory.Procedure, counts []rating.HostCount) []Finding {
	var found []Finding
	at := map[string]int{}
	for _, c := range counts {
		enough := c.Ratings >= strangeRatings || c.Events >= strangeEvents
		if c.Procedure != p.ID || c.Standing != observatory.HostUnknown || !enough || p.KnowsHost(c.Host) || len(p.Hosts) == 0 {
			continue
		}
		i, ok := at[c.Host]
		if !ok {
			i = len(found)
			at[c.Host] = i
			found = append(found, Finding{Procedure: p.ID, Kind: KindHost, Subject: c.Host, Day: c.Day})
		}
		f := &found[i]
		f.Day, f.LastTrue = min(f.Day, c.Day), max(f.LastTrue, c.Day)
		f.Details.Ratings = max(f.Details.Ratings, uint64(c.Ratings))
		f.Details.Events = max(f.Details.Events, uint64(c.Events))
	}
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Details.Ratings, a.Details.Ratings), cmp.Compare(b.Details.Events, a.Details.Events), cmp.Compare(a.Subject, b.Subject))
	})
	return found[:min(len(found), strangeHosts)]
}

// Finding is what is told of the drop on a day.
func (d Drop) Finding(procedure string, today observatory.Day) Finding {
	return Finding{Procedure: procedure, Kind: KindDrop, Day: d.Day, LastTrue: today - 1, Details: Details{
		Mark: d.Since.Mean().Micro(10), Baseline: d.Baseline.Mean().Micro(10), Began: d.Began, Series: d.Series,
	}}
}

// FindSilence tells of a procedure that is silent on that day.
func FindSilence(procedure string, p Pulse, today observatory.Day) (Finding, bool) {
	days, limit, silent := p.Silence(today)
	if !silent {
		return Finding{}, false
	}
	most := observatory.MicroOf(limit)
	return Finding{Procedure: procedure, Kind: KindSilence, Day: p.Last + observatory.Day(most.Days()) + 1, LastTrue: today - 1,
		Details: Details{Last: p.Last, Days: days, Limit: &most}}, true
}

// burstHours is how a burst's hours are told apart.
const burstHours = "2006-01-02T15Z"

// burstLasting is how long a burst that nobody set aside stays found.
const burstLasting = 28 * 24 * time.Hour

// BurstHours is the span of hours in which FindBursts looks on an instant, and
// the first instant of the hours that it wants for it.
func BurstHours(now time.Time) (first, from, to time.Time) {
	to = now.Truncate(time.Hour)
	from = to.Add(-burstLasting)
	return from.AddDate(0, 0, -burstHistory-1), from, to
}

// Finding is what is told of the burst.
func (b Burst) Finding(procedure string) Finding {
	expected := observatory.MicroOf(b.Expected)
	return Finding{Procedure: procedure, Kind: KindBurst, Subject: b.From.UTC().Format(burstHours), Day: observatory.DayOf(b.From), LastTrue: observatory.DayOf(b.To),
		Details: Details{
			Ratings: b.Ratings, Doubtful: b.Doubtful, Expected: &expected, From: b.From.UTC(), To: b.To.UTC(), Button: b.Button,
		}}
}
