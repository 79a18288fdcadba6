//go:build !bentclock

package main

import "time"

// clock is the clock of everything that the program dates.
func clock() func() time.Time { return time.Now }
