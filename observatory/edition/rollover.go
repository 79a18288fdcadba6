package edition

import "servicequality/observatory"

// RolloverWindows returns these months: the same ones of two years, a quarter
// where an edition appears each quarter. It is false where the two editions
// cover the same months, or have none in common.
func RolloverWindows(a, b Edition) (gone, come observatory.Window, ok bool) {
	from, to := a.Window(), b.Window()
	return observatory.Window{Start: from.Start, End: to.Start}, observatory.Window{Start: from.End, End: to.End}, from.Start < to.Start && to.Start < from.End
}
