package summary

import (
	"math/big"

	"servicequality/observatory"
	"servicequality/observatory/statistics"
)

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
	online := new(big.Rat).Quo(observatory.Whole(w.Declared.OnlineHundredths), observatory.Whole(100))
	most := new(big.Rat).Add(online, observatory.Whole(w.Silent.Total))
	rest := new(big.Rat).Sub(online, new(big.Rat).Quo(observatory.Whole(w.Largest.OnlineHundredths), observatory.Whole(100)))
	wider := w.Declared.Total + w.Silent.Total
	all := wider + w.Absent.Total
	procedures := w.Declared.Procedures + w.Silent.Procedures
	return TakeUp{
		Declared: w.Declared.Procedures, Weighted: observatory.PercentOf(online, w.Declared.Total),
		LargestShare:   observatory.PercentOf(observatory.Whole(w.Largest.Total), w.Declared.Total),
		WithoutLargest: observatory.PercentOf(rest, w.Declared.Total-w.Largest.Total),
		Online:         TakeUpBounds{procedures, observatory.PercentOf(online, wider), observatory.PercentOf(most, wider)},
		All:            TakeUpBounds{procedures + w.Absent.Procedures, observatory.PercentOf(online, all), observatory.PercentOf(most, all)},
	}
}

// UnansweredBounds are the marks that everybody who completed a procedure could
// have given on average, if those who did not answer all gave the worst mark or
// all the best (statistics §11): [r·m, r·m + (1 − r)·10] with the response rate
// r. They are nil when the answers are more than the transactions.
func UnansweredBounds(answers statistics.Counts, completed uint64) (low, high *observatory.Micro) {
	n, mean := answers.N(), answers.Mean()
	if n > completed || !mean.Exists() {
		return nil, nil
	}
	least := new(big.Rat).Mul(observatory.Rational(mean), observatory.Rational(observatory.Ratio{Num: n, Den: completed}))
	most := new(big.Rat).Add(least, observatory.Rational(observatory.Ratio{Num: completed - n, Den: completed}))
	return observatory.MicroRat(least.Mul(least, observatory.Whole(10))), observatory.MicroRat(most.Mul(most, observatory.Whole(10)))
}
