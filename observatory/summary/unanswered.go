package summary

import (
	"math/big"

	"servicequality/observatory"
	"servicequality/observatory/statistics"
)

// UnansweredBounds returns the lowest and the highest mark out of 10 that all people
// who completed a procedure could have given on average: those who did not answer all
// gave the worst mark, or all the best (statistics §11). With the mark m of the answers
// and the response rate r they are r·m and r·m + (1 − r)·10. Both are nil when nobody
// answered, or when there are more answers than completed transactions.
func UnansweredBounds(answers statistics.Counts, completed uint64) (low, high *observatory.Micro) {
	n, mean := answers.N(), answers.Mean()
	if n > completed || !mean.Exists() {
		return nil, nil
	}
	least := new(big.Rat).Mul(observatory.Rational(mean), observatory.Rational(observatory.Ratio{Num: n, Den: completed}))
	most := new(big.Rat).Add(least, observatory.Rational(observatory.Ratio{Num: completed - n, Den: completed}))
	return observatory.MicroRat(least.Mul(least, observatory.Whole(10))), observatory.MicroRat(most.Mul(most, observatory.Whole(10)))
}
