package observatory

import "math/big"

// DeclaredVolumes adds up the yearly volumes of some procedures.
type DeclaredVolumes struct {
	Procedures uint64
	Total      uint64
	// OnlineHundredths is what is done online, in hundredths of a transaction:
	// shares were declared as whole percentages.
	OnlineHundredths uint64
}

// WorkedExample is what some sentences of the public observatory's first
// edition follow from: counts and sums of its file of 257 procedures.
type WorkedExample struct {
	Online         OnlineCounts
	Authentication AuthenticationCounts
	// Declared are the procedures with both volumes, Largest the one of them
	// with the most transactions; Silent those online that declare a total
	// alone, Absent those that are not online.
	Declared, Largest, Silent, Absent DeclaredVolumes
}

// June2019 returns the counts of the edition of June 2019.
func June2019() WorkedExample {
	return WorkedExample{
		Online:         OnlineCounts{Yes: 168, Partial: 10, Beta: 6, No: 72, Unknown: 1},
		Authentication: AuthenticationCounts{FranceConnect: 65, None: 67, NotApplicable: 117, Unknown: 8},
		Declared:       DeclaredVolumes{144, 1_005_350_931, 86_727_038_340},
		Largest:        DeclaredVolumes{1, 349_000_000, 349_000_000 * 94},
		Silent:         DeclaredVolumes{22, 31_023_266, 0},
		Absent:         DeclaredVolumes{64, 44_921_023, 0},
	}
}

// TakeUp computes the example's take-up, as far as sums tell: neither plain
// mean nor effective number nor rounding (see MeasureTakeUp).
func (w WorkedExample) TakeUp() TakeUp {
	online := new(big.Rat).Quo(whole(w.Declared.OnlineHundredths), whole(100))
	most := new(big.Rat).Add(online, whole(w.Silent.Total))
	rest := new(big.Rat).Sub(online, new(big.Rat).Quo(whole(w.Largest.OnlineHundredths), whole(100)))
	wider := w.Declared.Total + w.Silent.Total
	all := wider + w.Absent.Total
	procedures := w.Declared.Procedures + w.Silent.Procedures
	return TakeUp{
		Declared: w.Declared.Procedures, Weighted: percentOf(online, w.Declared.Total),
		LargestShare:   percentOf(whole(w.Largest.Total), w.Declared.Total),
		WithoutLargest: percentOf(rest, w.Declared.Total-w.Largest.Total),
		Online:         TakeUpBounds{procedures, percentOf(online, wider), percentOf(most, wider)},
		All:            TakeUpBounds{procedures + w.Absent.Procedures, percentOf(online, all), percentOf(most, all)},
	}
}

// UnansweredBounds are the marks that everybody who completed a procedure could
// have given on average, if those who did not answer all gave the worst mark or
// all the best (statistics §11): [r·m, r·m + (1 − r)·10] with the response rate
// r. They are nil when the answers are more than the transactions.
func UnansweredBounds(answers Counts, completed uint64) (low, high *Micro) {
	n, mean := answers.N(), answers.Mean()
	if n > completed || !mean.Exists() {
		return nil, nil
	}
	least := new(big.Rat).Mul(rational(mean), rational(Ratio{n, completed}))
	most := new(big.Rat).Add(least, rational(Ratio{completed - n, completed}))
	return microRat(least.Mul(least, whole(10))), microRat(most.Mul(most, whole(10)))
}
