package simulation

import (
	"math/rand/v2"

	"observatory"
)

// citizen is one invented rating.
type citizen struct {
	day                          observatory.Day
	level                        int
	lang, source, button, helped string
	outcome                      string
	standing                     observatory.Standing
	signed                       bool
}

// town is everybody who ever rated one procedure.
type town []citizen

// drawTown invents a procedure's ratings from the first day of a month on: many
// or few a month, with rare languages, buttons of one source, signatures that
// come with another, and months in which almost nobody answers.
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
		for range n {
			c := citizen{
				day: start + observatory.Day(random.IntN(28)), level: 2 - random.IntN(3)*random.IntN(2),
				lang: pick("fr", "fr", "fr", "fr", "fr", "fr", "fr", "en", "en", "ar"), source: pick("button", "button", "button", "email"),
				helped: pick("alone", "alone", "helped", "unknown"), outcome: observatory.OutcomeDone, standing: observatory.Accepted,
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
				c.outcome = pick(observatory.OutcomeUnknown, observatory.OutcomeGaveUp, observatory.OutcomeError, observatory.OutcomeNotEligible)
			}
			if random.IntN(15) == 0 {
				c.standing = observatory.Doubtful
			}
			all = append(all, c)
		}
	}
	return all
}

func (c citizen) headline() bool {
	return c.standing == observatory.Accepted && (c.outcome == observatory.OutcomeDone || c.outcome == observatory.OutcomeUnknown)
}

// slices counts the citizen as the job does.
func (c citizen) slices() []observatory.Slice {
	s := observatory.Slice{
		Question: observatory.QuestionSatisfaction, Instrument: observatory.Avis1, Channel: observatory.ChannelOnline,
		Outcome: c.outcome, Standing: c.standing, Signed: c.signed,
		Citizens: 1, MM: 1, MY: uint64(c.level), YY: uint64(c.level * c.level),
	}
	s.Counts[c.level] = 1
	all := []observatory.Slice{s}
	if c.headline() {
		for dimension, value := range map[string]string{"lang": c.lang, "path": c.source + "/" + c.button, "autonomy": c.helped} {
			s.Dimension, s.Value = dimension, value
			all = append(all, s)
		}
	}
	return all
}

// evidence is what the town's ratings say in a window.
func (t town) evidence(w observatory.Window) observatory.Evidence {
	var e observatory.Evidence
	days := map[observatory.Day]int{}
	for _, c := range t {
		if c.headline() && (e.First == 0 || c.day < e.First) {
			e.First = c.day
		}
		if !w.Contains(c.day) {
			continue
		}
		if c.headline() {
			e.Last = max(e.Last, c.day)
		}
		start := max(c.day.Monday(), c.day.FirstOfMonth())
		i, ok := days[start]
		if !ok {
			i = len(e.Tallies)
			days[start] = i
			e.Tallies = append(e.Tallies, observatory.Tally{Day: start})
		}
		e.Tallies[i].Slices = append(e.Tallies[i].Slices, c.slices()...)
	}
	return e
}
