package indicator

import (
	"slices"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// Revision is what an operator's verdicts changed of public months: answers that
// were set aside or put back, five at least, moved them at once. The log of them is
// public.
type Revision struct {
	Procedure string `json:"-"`
	// On is the day on which the months became public otherwise.
	On observatory.Day `json:"on"`
	// AsOf ends the window of the figures that are told of: the last closed month
	// of that day.
	AsOf observatory.Day `json:"as_of"`
	// Months are the first days of those that moved.
	Months []observatory.Day `json:"months"`
	// SetAside and PutBack count the ratings, over all these months: none, or five
	// at least of a month. Reasons are the operator's, as codes.
	SetAside uint64   `json:"set_aside"`
	PutBack  uint64   `json:"put_back"`
	Reasons  []string `json:"reasons"`
	// Before and After are the satisfaction of the window as it was public then,
	// and since: nil where none was, or is not computed yet.
	Before *RevisedMark `json:"before"`
	After  *RevisedMark `json:"after"`
}

// RevisedMark is a published satisfaction, 0–10, of N citizens.
type RevisedMark struct {
	Value *observatory.Micro `json:"value"`
	N     uint64             `json:"n"`
}

// RevisedMonth is what becomes public of a procedure's month after verdicts.
type RevisedMonth struct {
	Tallies           []rating.Tally
	SetAside, PutBack uint64
	// Kinds are those whose answers moved; Whole says that all are as counted now.
	Kinds []Kind
	Whole bool
}

// Revise says what becomes public of a month after an operator set ratings aside or
// put some back, from what is public and what is counted now; false when fewer than
// five did: they wait. Answers move question by question: of one that few of these
// citizens answered, what is public stays until five have gone, or come back,
// together. Both are counted as MayMove counts, as the fewest that can be, those who
// were erased or came late apart. What came late to a question that moves comes
// along, as it does with an import.
func Revise(public, now []rating.Tally) (m RevisedMonth, ok bool) {
	m.SetAside, m.PutBack = judgedBetween(public, now, rating.QuestionRating, func(*rating.Slice) bool { return true })
	if m.SetAside+m.PutBack == 0 || Few(m.SetAside) || Few(m.PutBack) {
		return RevisedMonth{}, false
	}
	type asked struct {
		question rating.Question
		series   string
	}
	both := slices.Concat(public, now)
	moves := map[asked]bool{{rating.QuestionRating, ""}: true}
	m.Whole = true
	for _, rule := range RatedRules() {
		for _, series := range allSeries(both, rule.Question) {
			aside, back := judgedBetween(public, now, rule.Question, func(s *rating.Slice) bool { return rating.Series(rule.Question, s.Instrument) == series })
			if Few(aside) || Few(back) {
				m.Whole = false
			} else if aside+back > 0 {
				moves[asked{rule.Question, series}] = true
				m.Kinds = append(m.Kinds, rule.Kind)
			} else if came, went := turnover(public, now, rule.Question, ofSeries(rule.Question, series, (*rating.Slice).Headline)); came+went > 0 {
				m.Whole = false // who came late, or was erased, goes on waiting
			}
		}
	}
	if m.Whole {
		m.Tallies = now
		return m, true
	}
	keep := func(tallies []rating.Tally, moved bool) {
		for _, t := range tallies {
			for _, s := range t.Slices {
				key := asked{s.Question, rating.Series(s.Question, s.Instrument)}
				if s.Question == rating.QuestionRating {
					key.series = ""
				}
				if moves[key] == moved {
					m.Tallies = append(m.Tallies, rating.Tally{Procedure: t.Procedure, Day: t.Day, Slices: []rating.Slice{s}})
				}
			}
		}
	}
	keep(now, true)
	keep(public, false)
	return m, true
}

// judgedBetween counts the citizens who answered a question and were set aside, or
// put back, between two counts of the same days.
func judgedBetween(then, now []rating.Tally, q rating.Question, in population) (aside, back uint64) {
	quarantined := func(s *rating.Slice) bool {
		like := *s
		like.Standing = rating.Accepted
		return s.Standing == rating.Quarantined && like.Headline() && in(s)
	}
	accepted := func(s *rating.Slice) bool { return s.Headline() && in(s) }
	came, went := turnover(then, now, q, accepted)
	taken, given := turnover(then, now, q, quarantined)
	return min(went, taken), min(came, given)
}
