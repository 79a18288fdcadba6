package alarm

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// The measures of the watch over bursts.
const (
	// burstRatings is the fewest ratings of an hour that are looked at.
	burstRatings = 50
	// burstQuantile is what Student's law with 27 degrees of freedom, for 28
	// days, exceeds 0.2 times in the 8 766 hours of a year.
	burstQuantile = 4.8496
	// An hour is compared with the same hour of the 28 days before it, of which
	// the procedure must have been rated for a week.
	burstHistory      = 28
	leastBurstHistory = 7
	// leastDispersion is the least by which the days of a procedure are taken
	// to differ: the variance of an hour is m + αm², α at least that.
	leastDispersion = 0.02
	// burstGap is the longest pause inside one burst.
	burstGap = 3 * time.Hour
)

// HourCount is how many unsigned ratings came in one hour and are not set
// aside.
type HourCount struct {
	// Hour is its first instant.
	Hour              time.Time
	Ratings, Doubtful uint64
	// Button brought most of them, so many; it may be empty.
	Button   string
	ByButton uint64
}

// Burst is a time in which more ratings came than the procedure's habits
// explain, or half of them were doubtful.
type Burst struct {
	// From is inside the burst, To is not.
	From, To          time.Time
	Ratings, Doubtful uint64
	// Expected is how many ratings the same hours usually bring.
	Expected float64
	// Button brought three quarters of them; empty when none did.
	Button string
}

// FindBursts looks for bursts of one procedure between two instants, both whole
// hours. The hours are in order, those without ratings left out, and begin 28
// days before from.
//
// The logarithm of an hour's count is compared with that of the same Paris hour
// on the working days, or the weekends, of the 28 days before. The unit is a
// standard deviation: of chance, of the days as they differ over all hours, and
// of what so few days leave unknown. An hour of at least 50 ratings that
// Student's law exceeds 0.2 times a year belongs to a burst. Simulated
// procedures whose days differ by up to 60 % raise fewer false alarms than that.
func FindBursts(hours []HourCount, from, to time.Time) []Burst {
	profile := newProfile(hours)
	var all []Burst
	var last time.Time
	buttons := map[string]uint64{}
	for _, h := range hours {
		if h.Hour.Before(from) || !h.Hour.Before(to) || h.Ratings < burstRatings {
			continue
		}
		usual := profile.at(h.Hour)
		if mostlyDoubtful := 2*h.Doubtful >= h.Ratings; !mostlyDoubtful && !usual.exceeded(h.Ratings) {
			continue
		}
		if len(all) == 0 || h.Hour.Sub(last) > burstGap {
			all = append(all, Burst{From: h.Hour})
			clear(buttons)
		}
		last = h.Hour
		b := &all[len(all)-1]
		b.To = h.Hour.Add(time.Hour)
		b.Ratings += h.Ratings
		b.Doubtful += h.Doubtful
		b.Expected += usual.mean
		buttons[h.Button] += h.ByButton
		b.Button = ""
		if most := mostOf(buttons); 4*buttons[most] >= 3*b.Ratings {
			b.Button = most
		}
	}
	return all
}

// mostOf is the button with the most ratings.
func mostOf(buttons map[string]uint64) string {
	return slices.MaxFunc(slices.Sorted(maps.Keys(buttons)), func(a, b string) int { return cmp.Compare(buttons[a], buttons[b]) })
}
