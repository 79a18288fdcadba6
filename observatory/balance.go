package observatory

// Balance compares the ratings that are stored with those that are counted.
type Balance struct {
	// Stored is how many different ratings are stored and count, Counted what
	// the tallies say of the same days.
	Stored, Counted uint64
	// Late cells (procedure, day) differ because of what came or was decided after
	// the last count, Wrong ones without that excuse.
	Late, Wrong uint64
}
