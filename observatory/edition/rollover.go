package edition

import "servicequality/observatory"

// RolloverWindows returns the months that only one of two editions covers, gone those
// of the earlier edition a, come those of the later edition b. They are the same months
// of two years: a quarter where an edition appears each quarter. ok is false where the
// two cover the same months, or have none in common.
func RolloverWindows(a, b Edition) (gone, come observatory.Window, ok bool) {
	from, to := a.Window(), b.Window()
	return observatory.Window{Start: from.Start, End: to.Start}, observatory.Window{Start: from.End, End: to.End}, from.Start < to.Start && to.Start < from.End
}
