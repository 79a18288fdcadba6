//go:build !bentclock

package instance

import "time"

// Clock is the clock of everything that the program dates.
func Clock() func() time.Time { return time.Now }
