// Package demo invents what a first run shows: a catalogue of well-known kinds
// of procedures under ministries that do not exist, and synthetic ratings over
// the last 24 months.
//
// Nothing in it was observed. Everything it makes is marked synthetic, and the
// marks follow it to every page, file and picture. The same day always gives
// the same ratings.
package demo

import (
	_ "embed"
	"hash/fnv"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

//go:embed catalogue.csv
var catalogue []byte

// Catalogue is the invented catalogue, in the observatory's own columns.
func Catalogue() []byte { return catalogue }

// Months is how many months of ratings are invented.
const Months = 24

// Ratings invents the ratings of the procedures from the first of the month
// 24 months before today until yesterday, by day and procedure.
func Ratings(procedures []observatory.Procedure, today observatory.Day) iter.Seq[rating.Rating] {
	services := make([]service, len(procedures))
	for i, p := range procedures {
		services[i] = invent(p, i, today)
	}
	first, last := Span(today)
	return func(yield func(rating.Rating) bool) {
		for day := first; day <= last; day++ {
			for _, s := range services {
				if day >= s.first && day <= s.last && !s.day(day, yield) {
					return
				}
			}
		}
	}
}

// Span returns the first and last day that Ratings may invent ratings for.
func Span(today observatory.Day) (first, last observatory.Day) {
	return today.AddMonths(-Months), today - 1
}

// service is the invented truth behind one procedure's ratings.
type service struct {
	procedure   string
	seed        uint64
	first, last observatory.Day
	perDay      float64 // ratings expected on a working day
	good        float64 // share of good answers at the start
	drift       float64 // change of that share over the whole span
	reachable   float64 // share of help seekers who reach somebody
}

// Every so many procedures one shows something special: a button added late, a
// button that was lost, a procedure that hardly anybody rates.
const (
	lateEvery, lostEvery, rareEvery = 13, 19, 17
)

func invent(p observatory.Procedure, i int, today observatory.Day) service {
	h := fnv.New64a()
	h.Write([]byte(p.ID))
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	s := service{
		procedure: p.ID, seed: h.Sum64(),
		good:      0.42 + 0.5*r.Float64(),
		drift:     0.24 * (r.Float64() - 0.45),
		reachable: 0.55 + 0.42*r.Float64(),
	}
	s.first, s.last = Span(today)
	volume := 0.0
	switch {
	case p.VolumeOnline != nil:
		volume = float64(*p.VolumeOnline)
	case p.VolumeTotal != nil:
		volume = float64(*p.VolumeTotal) / 2
	}
	s.perDay = 0.8 + math.Sqrt(volume)/220
	switch {
	case p.Online == observatory.OnlineNo || p.Button == observatory.No:
		s.first = s.last + 1
	case i%lateEvery == lateEvery-1:
		s.first = today.AddMonths(-6) + 11
	case i%lostEvery == lostEvery-1:
		s.last = today.AddMonths(-6)
	case i%rareEvery == rareEvery-1:
		s.perDay = 0.12
	}
	return s
}

func (s service) day(day observatory.Day, yield func(rating.Rating) bool) bool {
	r := rand.New(rand.NewPCG(s.seed, uint64(day)))
	expected := s.perDay
	if weekday := day.Date().Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		expected *= 0.45
	}
	elapsed := float64(s.last-day) / (Months * 30.4)
	good := min(0.97, max(0.08, s.good+s.drift*(1-elapsed)+0.03*(r.Float64()-0.5)))
	for range poisson(r, expected) {
		if !yield(s.rating(r, day, good)) {
			return false
		}
	}
	return true
}

func (s service) rating(r *rand.Rand, day observatory.Day, good float64) rating.Rating {
	var key uuid.UUID
	for i := range key {
		key[i] = byte(r.Uint32())
	}
	level := func(good float64) uint8 {
		switch x := r.Float64(); {
		case x < good:
			return 3
		case x < good+(1-good)*0.55:
			return 2
		}
		return 1
	}
	rating := rating.Rating{
		ID: rating.ID(s.procedure, key, day), Version: 1,
		Procedure: s.procedure, Instrument: rating.Avis1,
		ReceivedAt:   day.Start().Add(8*time.Hour + time.Duration(r.IntN(13*3600))*time.Second),
		Satisfaction: level(good),
		Outcome:      pick(r, rating.OutcomeDone, 88, rating.OutcomeUnknown, 7, rating.OutcomeGaveUp, 3, rating.OutcomeError, 2),
		Channel:      observatory.ChannelOnline,
		Lang:         pick(r, "fr", 95, "en", 4, "es", 1),
		Source:       pick(r, "button", 82, "email", 11, "link", 7),
	}
	if r.Float64() < 0.55 {
		rating.Clarity = min(5, max(1, level(good)+uint8(r.IntN(3))))
	}
	if r.Float64() < 0.4 {
		rating.Help = s.help(r, good)
	}
	return rating
}

func (s service) help(r *rand.Rand, good float64) []rating.HelpAnswer {
	channel := pick(r, rating.HelpNone, 64, "phone", 14, "counter", 7, "email", 6, "relative", 6, "aidant", 3)
	answer := rating.HelpAnswer{Channel: channel}
	if channel == "phone" || channel == "counter" || channel == "email" {
		answer.Reached = 1
		if r.Float64() < s.reachable {
			answer.Reached, answer.Quality = 2, uint8(1+r.IntN(3)+int(2*good))
		}
	}
	return []rating.HelpAnswer{answer}
}

// pick draws one of the words with the weight that follows each.
func pick(r *rand.Rand, wordsAndWeights ...any) string {
	total := 0
	for i := 1; i < len(wordsAndWeights); i += 2 {
		total += wordsAndWeights[i].(int)
	}
	x := r.IntN(total)
	for i := 0; ; i += 2 {
		if x -= wordsAndWeights[i+1].(int); x < 0 {
			return wordsAndWeights[i].(string)
		}
	}
}

// poisson draws by Knuth's method, which suits the small means of one day.
func poisson(r *rand.Rand, mean float64) int {
	limit, product := math.Exp(-mean), r.Float64()
	n := 0
	for product > limit {
		product *= r.Float64()
		n++
	}
	return n
}
