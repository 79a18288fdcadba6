package observatory

// What is rated: the way by which the citizen did the procedure.
const (
	ChannelOnline  = "online"
	ChannelCounter = "counter"
	ChannelPhone   = "phone"
	ChannelPost    = "post"
)

// Channels returns the channels that a rating may be about.
func Channels() []string {
	return []string{ChannelOnline, ChannelCounter, ChannelPhone, ChannelPost}
}
