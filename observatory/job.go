package observatory

import "time"

// JobRun is one run of a job.
type JobRun struct {
	Name       string    `json:"name"`
	StartedAt  time.Time `json:"started_at"`
	FinishedAt time.Time `json:"finished_at"`
	// Rows is how many rows the run wrote.
	Rows uint64 `json:"rows"`
	// Error is empty when the run succeeded.
	Error string `json:"error,omitempty"`
	// LastSuccess is when the job last ended well; zero when it never did.
	LastSuccess time.Time `json:"last_success"`
}
