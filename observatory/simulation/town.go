package simulation

import (
	"math/rand/v2"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// citizen is one invented rating.
type citizen struct {
	day                          observatory.Day
	level                        int
	lang, source, button, helped string
	outcome                      string
	standing                     rating.Standing
	signed                       bool
	// late is how many months after its own the rating is counted, gone after how
	// many it is erased; zero means never.
	late, gone int
}

// counted says whether the rating is there when the month closes.
func (c citizen) counted(month observatory.Day) bool {
	since := c.day.FirstOfMonth().AddMonths(c.late)
	return since <= month && (c.gone == 0 || month < since.AddMonths(c.gone))
}

// town is everybody who ever rated one procedure.
type town []citizen

// drawTown invents a procedure's ratings from the first day of a month on: many
// or few a month, with rare languages, buttons of one source, signatures that
// come with another, months in which almost nobody answers, ratings that come
// late, one by one or many at a time, and some that are erased.
func drawTown(random *rand.Rand, first observatory.Day, months int) town {
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	var all town
	usual := 10 + random.IntN(60)
	for month := range months {
		n := random.IntN(2 * usual)
		if random.IntN(4) == 0 {
			n = random.IntN(7) // a month of few
		}
		start := first.AddMonths(month)
		lost := random.IntN(5) == 0 // an outage: a third of the month comes later
		for range n {
			c := citizen{
				day: start + observatory.Day(random.IntN(28)), level: 2 - random.IntN(3)*random.IntN(2),
				lang: pick("fr", "fr", "fr", "fr", "fr", "fr", "fr", "en", "en", "ar"), source: pick("button", "button", "button", "email"),
				helped: pick("alone", "alone", "helped", "unknown"), outcome: rating.OutcomeDone, standing: rating.Accepted,
			}
			if random.IntN(40) == 0 {
				c.lang = "es"
			}
			if c.source == "button" {
				c.button = pick("main", "main", "main", "main", "main", "main", "main", "foot", "")
			} else {
				c.signed = random.IntN(10) > 0
			}
			if random.IntN(12) == 0 {
				c.outcome = pick(rating.OutcomeUnknown, rating.OutcomeGaveUp, rating.OutcomeError, rating.OutcomeNotEligible)
			}
			if random.IntN(15) == 0 {
				c.standing = rating.Doubtful
			}
			switch {
			case lost && random.IntN(3) == 0:
				c.late = 1
			case random.IntN(60) == 0:
				c.late = 1 + random.IntN(3)
			}
			if random.IntN(80) == 0 {
				c.gone = 1 + random.IntN(6)
			}
			all = append(all, c)
		}
	}
	return all
}

// punctual is the town of which nobody came late or was erased.
func (t town) punctual() town {
	for i := range t {
		t[i].late, t[i].gone = 0, 0
	}
	return t
}

// until is the time from the town's first month to a day.
func (t town) until(end observatory.Day) observatory.Window {
	return observatory.Window{Start: t[0].day.FirstOfMonth(), End: end}
}

func (c citizen) headline() bool { return c.standing == rating.Accepted }

func (c citizen) wentToTheEnd() bool {
	return c.outcome == rating.OutcomeDone || c.outcome == rating.OutcomeUnknown
}

// slices counts the citizen as the job does.
func (c citizen) slices() []rating.Slice {
	s := rating.Slice{
		Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
		Outcome: c.outcome, Standing: c.standing, Signed: c.signed,
		Citizens: 1, MM: 1, MY: uint64(c.level), YY: uint64(c.level * c.level),
	}
	s.Counts[c.level] = 1
	all := []rating.Slice{s}
	if c.headline() {
		for dimension, value := range map[string]string{"lang": c.lang, "path": c.source + "/" + c.button, "autonomy": c.helped} {
			s.Dimension, s.Value = dimension, value
			all = append(all, s)
		}
	}
	return all
}

// tallies counts the town by ISO week, as evidence is read.
func (t town) tallies() []rating.Tally {
	var tallies []rating.Tally
	weeks := map[observatory.Day]int{}
	for _, c := range t {
		start := max(c.day.Monday(), c.day.FirstOfMonth())
		i, ok := weeks[start]
		if !ok {
			i = len(tallies)
			weeks[start] = i
			tallies = append(tallies, rating.Tally{Day: start})
		}
		tallies[i].Slices = append(tallies[i].Slices, c.slices()...)
	}
	return tallies
}
