package rating

import "servicequality/observatory"

// HostCount is how many ratings and events came from pages of one host on one
// Paris day. Host is a name or a word, as Page.Host says; anybody can forge it.
type HostCount struct {
	Procedure       string
	Day             observatory.Day
	Host            string
	Standing        observatory.HostStanding
	Ratings, Events uint32
	Flush           Flush
}
