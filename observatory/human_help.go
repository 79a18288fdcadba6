package observatory

import (
	"slices"
	"strconv"
)

// HumanHelp counts the distinct ways to reach a person, a premium-rate phone
// left out, in the registry's words; empty when none is known.
func (p *Procedure) HumanHelp() string {
	if len(p.HumanChannels) == 0 {
		return ""
	}
	channels := slices.Clone(p.HumanChannels)
	slices.Sort(channels)
	channels = slices.DeleteFunc(slices.Compact(channels), func(c string) bool {
		return c == "none" || c == "phone" && p.PremiumPhone == Yes
	})
	if len(channels) >= 2 {
		return "2+"
	}
	return strconv.Itoa(len(channels))
}
