package indicator

import (
	"fmt"
	"slices"
	"strings"

	"servicequality/observatory"
)

// Line is what a checksum covers of one figure.
func (i Indicator) Line() string {
	goal := ""
	if i.GoalReached != nil {
		goal = fmt.Sprint(*i.GoalReached)
	}
	var counts []string
	for code, n := range i.Counts {
		counts = append(counts, fmt.Sprintf("%s:%d", code, n))
	}
	slices.Sort(counts)
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%t\t%t\t%s\t%d\t%s\t%d\t%d\t%s\t%d\t%s\t%s\t%s\t%s",
		i.State, i.Word+i.Printed, i.Value.Text(), i.Low.Text(), i.High.Text(), i.Level, i.LevelCertain, i.Fragile, goal,
		i.N, observatory.MicroOf(i.Deff), i.Numerator, i.Denominator, strings.Join(counts, " "), i.DaysCollected,
		i.Series, strings.Join(i.Instruments, " "), i.ResponseRate.Text(), i.Rules)
}
