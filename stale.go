package observatory

import (
	"strings"
	"time"
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
	Ratings Day
	// Volumes is the end of the newest period that was stated, the catalogue's
	// apart.
	Volumes Day
	Probes  Day
}

// FindStale tells of the sources of the procedure's figures that are too old on
// that day for figures to be made of them, as they are when a window ends the
// day before: the last rating more than 90 days, the last volume more than 24
// months, the last probe more than 7 days. A source that never told anything is
// not stale, nor is any of a procedure that is closed.
func FindStale(p *Procedure, f Freshness, today Day) []Finding {
	if p.ClosedOn != 0 && p.ClosedOn <= today {
		return nil
	}
	var found []Finding
	tell := func(source string, last, since Day) {
		if last != 0 && since < today {
			found = append(found, Finding{Procedure: p.ID, Kind: AlarmStale, Subject: source, Day: since, LastTrue: today - 1,
				Details: AlarmDetails{Last: last}})
		}
	}
	if p.Button != No {
		tell(SourceRatings, f.Ratings, f.Ratings+staleDays+1)
	}
	volumes := max(f.Volumes, p.VolumeEnd)
	tell(SourceVolumes, volumes, (volumes + 1).sameDayIn(volumeMonths))
	tell(SourceProbes, f.Probes, f.Probes+probeDays+1)
	return found
}

// sameDayIn is the day of that number so many months later.
func (d Day) sameDayIn(months int) Day {
	t := d.Date()
	return NewDay(t.Year(), t.Month()+time.Month(months), t.Day())
}

// FindOldCatalogue tells of a catalogue that was last imported more than a year
// before that day; the zero day is no import.
func FindOldCatalogue(imported, today Day) (Finding, bool) {
	since := imported.sameDayIn(catalogueMonths) + 1
	return Finding{Kind: AlarmStale, Subject: SourceCatalogue, Day: since, LastTrue: today - 1, Details: AlarmDetails{Last: imported}},
		imported != 0 && since < today
}

// FindLateJob tells of a job that last succeeded on a day and was due on another
// one, which was too long ago.
func FindLateJob(name string, last, due, today Day) Finding {
	return Finding{Kind: AlarmStale, Subject: SourceJob + name, Day: due, LastTrue: today, Details: AlarmDetails{Last: last}}
}
