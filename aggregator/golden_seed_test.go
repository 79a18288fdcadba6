package aggregator_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

// The golden edition: 250 procedures and twelve months, out of two numbers.
const (
	goldenSeed       = 20191117
	goldenProcedures = 250
)

// goldenEdition is about the twelve months to 31 October 2026.
func goldenEdition() edition.Edition {
	return edition.Edition{ID: "2026-11", State: edition.Draft, AsOf: observatory.NewDay(2026, time.October, 31), Rules: indicator.Rules}
}

// goldenCatalogue invents the procedures: every word of the catalogue occurs,
// and every reason for having no figure.
func goldenCatalogue() []observatory.Procedure {
	online := []observatory.Online{observatory.OnlineYes, observatory.OnlineYes, observatory.OnlineYes, observatory.OnlinePartial, observatory.OnlineBeta,
		observatory.OnlineNo, observatory.OnlineLocalRollout, observatory.OnlineProactive, observatory.OnlineUnknown}
	list := make([]observatory.Procedure, goldenProcedures)
	for i := range list {
		random := rand.New(rand.NewPCG(goldenSeed, uint64(i)))
		p := observatory.Procedure{ID: fmt.Sprintf("p%03d", i), Title: fmt.Sprintf("Procedure %d", i), Ministry: fmt.Sprintf("Ministry %d", i%11),
			Online: online[i%len(online)], Authentication: observatory.AuthenticationUnknown, Mobile: observatory.MobileUnknown}
		if random.IntN(4) > 0 {
			total := 1 + random.Uint64N(5_000_000)
			part := random.Uint64N(total + 1)
			p.VolumeTotal, p.VolumeOnline = &total, &part
			p.VolumeStart, p.VolumeEnd = observatory.NewDay(2025, time.November, 1), observatory.NewDay(2026, time.October, 31)
		}
		if random.IntN(12) == 0 {
			p.Button = observatory.No
		}
		if random.IntN(12) == 0 {
			p.Exempt = []string{"clarity:it has no text"}
		}
		list[i] = p
	}
	return list
}

// goldenRatings invents what citizens said of a procedure, before, inside and
// after the window; some of it doubtful, not online, or without outcome.
func goldenRatings(i int, first uint64) []rating.Rating {
	random := rand.New(rand.NewPCG(goldenSeed+1, uint64(i)))
	id, window := fmt.Sprintf("p%03d", i), goldenEdition().Window()
	n := []int{0, 3, 40, 110, 130, 180, 260, 420}[random.IntN(8)]
	start, days := window.Start-20, window.Days()+30 // most began before the window
	switch random.IntN(6) {
	case 0:
		start, days = window.Start+90, window.Days()-90 // some inside
	case 1:
		days = 200 // and some ended
	}
	happy := 0.2 + 0.75*random.Float64()
	ratings := make([]rating.Rating, 0, n)
	for k := range n {
		var key uuid.UUID
		binary.BigEndian.PutUint64(key[:], goldenSeed)
		binary.BigEndian.PutUint64(key[8:], uint64(i)<<32|uint64(k))
		day := start + observatory.Day(random.IntN(days))
		r := rating.Rating{ID: rating.ID(id, key, day), Version: 1, Procedure: id, Instrument: rating.Avis1,
			ReceivedAt: day.Start().Add(9 * time.Hour), Satisfaction: level(random, 3, happy), Clarity: level(random, 5, happy),
			Channel: observatory.ChannelOnline, Outcome: pick(random, rating.OutcomeDone, rating.OutcomeUnknown, rating.OutcomeDone, rating.OutcomeGaveUp),
			Lang: "fr", Source: pick(random, "button", "email"), Signed: random.IntN(10) == 0,
			Delivery: rating.Delivery{Node: 5, Epoch: 1, Seq: first + uint64(k)}}
		if random.IntN(12) == 0 {
			r.Channel = observatory.ChannelCounter
		}
		if random.IntN(15) == 0 {
			r.Doubt = "burst"
		}
		if i%7 == 0 && k%3 == 0 {
			r.Instrument, r.Clarity = "jdma-2", level(random, 3, happy)
		} else {
			r.Help = goldenHelp(random, happy)
		}
		ratings = append(ratings, r)
	}
	return ratings
}

func goldenHelp(random *rand.Rand, happy float64) []rating.HelpAnswer {
	switch random.IntN(3) {
	case 0:
		return nil
	case 1:
		return []rating.HelpAnswer{{Channel: rating.HelpNone}}
	}
	help := []rating.HelpAnswer{{Channel: "relative"}}
	for _, channel := range rating.AdministrationHelp() {
		if random.IntN(2) == 0 {
			answer := rating.HelpAnswer{Channel: channel, Reached: 1}
			if random.Float64() < happy {
				answer.Reached, answer.Quality = 2, level(random, 5, happy)
			}
			help = append(help, answer)
		}
	}
	return help
}

// level is an answer from 1 to levels, or now and then none.
func level(random *rand.Rand, levels int, happy float64) uint8 {
	if random.IntN(20) == 0 {
		return 0
	}
	answer := uint8(1)
	for range levels - 1 {
		if random.Float64() < happy {
			answer++
		}
	}
	return answer
}

func pick(random *rand.Rand, words ...string) string { return words[random.IntN(len(words))] }
