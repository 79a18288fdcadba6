package summary

import (
	"math/big"

	"servicequality/observatory"
)

// DeclaredVolumes adds up the yearly volumes of some procedures.
type DeclaredVolumes struct {
	Procedures uint64
	// Total is how many transactions there are in a year.
	Total uint64
	// OnlineHundredths is how many transactions are done online, in hundredths of a
	// transaction, because shares are declared as whole percentages.
	OnlineHundredths uint64
}

// WorkedExample holds the counts and sums of a list of procedures from which its rates
// and its take-up follow, for a list whose procedures are not at hand.
type WorkedExample struct {
	Online         OnlineCounts
	Authentication AuthenticationCounts
	// Declared adds up the procedures that declare both volumes, Largest is the one
	// of them with the most transactions; Silent adds up the procedures that are
	// online to any degree and declare a total alone, Absent those that are not online.
	Declared, Largest, Silent, Absent DeclaredVolumes
}

// TakeUp computes the take-up from the sums. They leave Plain, WithoutTotal, Effective
// and Rounding unknown, which stay at their zero values (see MeasureTakeUp).
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
