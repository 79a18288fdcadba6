package rating

import (
	"fmt"
	"slices"

	"servicequality/observatory"
)

func help(c *observatory.Check, help []Help) {
	c.That(help == nil || len(help) > 0, "help", "must not be empty: leave it out when not asked, send [{\"channel\": \"none\"}] for no help")
	seen := map[string]bool{}
	for i, h := range help {
		field := fmt.Sprintf("help[%d]", i)
		c.OneOf(field+".channel", h.Channel, HelpChannels())
		c.That(!seen[h.Channel], field+".channel", "is given twice")
		seen[h.Channel] = true
		administration := slices.Contains(AdministrationHelp(), h.Channel)
		c.That(administration || h.Reached == nil, field+".reached", "is only asked of the administration's own channels")
		c.That(h.Quality == nil || administration && (h.Reached == nil || *h.Reached), field+".quality",
			"is only asked of a channel of the administration that was reached")
		c.Level(field+".quality", h.Quality, 5)
	}
	c.That(!seen[HelpNone] || len(help) == 1, "help", "none goes with no other channel")
}
