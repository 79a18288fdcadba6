package alarm

import (
	"strings"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
)

// The sources that may grow stale: what they tell of is the Subject of an
// AlarmStale. SourceJob is followed by the name of the job.
const (
	SourceRatings   = "ratings"
	SourceVolumes   = "volumes"
	SourceProbes    = "probes"
	SourceCatalogue = "catalogue"
	SourceJob       = "job:"
)

// SourceOf is the source that the subject of an AlarmStale names: SourceJob for
// any job.
func SourceOf(subject string) string {
	if strings.HasPrefix(subject, SourceJob) {
		return SourceJob
	}
	return subject
}

// catalogueMonths is how long a catalogue holds that nobody imported anew.
const catalogueMonths = 12

// Freshness is the last day that each source of a procedure's figures tells of,
// zero for one that never told anything.
type Freshness struct {
	// Ratings is that of the last accepted headline rating.
	Ratings observatory.Day
	// Volumes is the end of the newest period that was stated, the catalogue's
	// apart.
	Volumes observatory.Day
	Probes  observatory.Day
}

// FindStale tells of the sources of the procedure's figures that are too old on
// that day for figures to be made of them, as they are when a window ends the
// day before: the last rating more than 90 days, the last volume more than 24
// months, the last probe more than 7 days. A source that never told anything is
// not stale, nor is any of a procedure that is closed.
func FindStale(p *observatory.Procedure, f Freshness, today observatory.Day) []Finding {
	if p.ClosedOn != 0 && p.ClosedOn <= today {
		return nil
	}
	var found []Finding
	tell := func(source string, last, since observatory.Day) {
		if last != 0 && since < today {
			found = append(found, Finding{Procedure: p.ID, Kind: KindStale, Subject: source, Day: since, LastTrue: today - 1,
				Details: Details{Last: last}})
		}
	}
	if p.Button != observatory.No {
		tell(SourceRatings, f.Ratings, f.Ratings+indicator.StaleDays+1)
	}
	volumes := max(f.Volumes, p.VolumeEnd)
	tell(SourceVolumes, volumes, (volumes + 1).SameDayIn(indicator.VolumeMonths))
	tell(SourceProbes, f.Probes, f.Probes+indicator.ProbeDays+1)
	return found
}

// FindOldCatalogue tells of a catalogue that was last imported more than a year
// before that day; the zero day is no import.
func FindOldCatalogue(imported, today observatory.Day) (Finding, bool) {
	since := imported.SameDayIn(catalogueMonths) + 1
	return Finding{Kind: KindStale, Subject: SourceCatalogue, Day: since, LastTrue: today - 1, Details: Details{Last: imported}},
		imported != 0 && since < today
}

// FindLateJob tells of a job that last succeeded on a day and was due on another
// one, which was too long ago.
func FindLateJob(name string, last, due, today observatory.Day) Finding {
	return Finding{Kind: KindStale, Subject: SourceJob + name, Day: due, LastTrue: today, Details: Details{Last: last}}
}
