package rating

import (
	"github.com/google/uuid"

	"servicequality/observatory"
)

// Comment is what a citizen wrote beside a rating, as the administration may
// read it. Personal data was masked before it was first written.
type Comment struct {
	Rating uuid.UUID
	// Procedure is the one that counts the rating: after a merge another one
	// than it was given to.
	Procedure string
	Day       observatory.Day
	// Satisfaction is 1–3 and Clarity 1–5, 0 for not answered.
	Satisfaction uint8
	Clarity      uint8
	// Text is empty when it was masked afterwards.
	Text     string
	Masked   bool
	Standing Standing
	Lang     string
	Outcome  string
	Channel  string
	Button   string
	Signed   bool
}

// CommentQuery chooses comments. Erased ratings have none.
type CommentQuery struct {
	// Procedures lists the ids of those whose comments are wanted, as they count
	// ratings: none, when it is empty.
	Procedures []string
	// Satisfaction is 1–3, or 0 for all.
	Satisfaction uint8
	// Quarantined also gives those of ratings in quarantine.
	Quarantined bool
	// Skip leaves out that many, the newest first; Most is how many are wanted
	// at most, 0 for all.
	Skip, Most uint64
}

// CommentCount says how many comments there are, and beside which marks: bad,
// medium, good.
type CommentCount struct {
	All   uint64
	Marks [3]uint64
}

// DayCount counts what a procedure received on one day.
type DayCount struct {
	Day observatory.Day
	// Received counts ratings of every channel.
	Received Receipts
	// Satisfaction counts the answers bad, medium, good of ratings that are
	// not in quarantine.
	Satisfaction [3]uint64
}

// Activity says when a procedure was last rated, and how often lately.
type Activity struct {
	// Today and Week count the ratings received today and in the 7 days that
	// end today.
	Today, Week uint64
	// Last is the last day with a rating.
	Last observatory.Day
}

// ButtonActivity says when something last came from one button of a procedure.
// Its days are Paris days, the zero Day for never.
type ButtonActivity struct {
	Button string
	// Ratings and Events count those of the 30 days that end today.
	Ratings, Events       uint64
	LastRating, LastEvent observatory.Day
}
