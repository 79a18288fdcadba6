package imports

import "servicequality/observatory"

// Bounds of free texts, in characters.
const (
	shortText = 300
	longText  = 2000
)

// columns is the catalogue in the observatory's own layout, in the order in
// which it is written. New columns come last: files of former releases stay a
// prefix of later ones.
func columns() []column {
	return []column{
		checked(text("id", longText, func(p *procedure) *string { return &p.ID }), identifier),
		text("title", shortText, func(p *procedure) *string { return &p.Title }),
		text("ministry", shortText, func(p *procedure) *string { return &p.Ministry }),
		text("administration", shortText, func(p *procedure) *string { return &p.Administration }),
		text("domain", shortText, func(p *procedure) *string { return &p.Domain }),
		text("audience", shortText, func(p *procedure) *string { return &p.Audience }),
		checked(text("url", longText, func(p *procedure) *string { return &p.URL }), address),
		word("online", func(p *procedure) *observatory.Online { return &p.Online }, observatory.OnlineUnknown,
			observatory.OnlineYes, observatory.OnlineLocalRollout, observatory.OnlinePartial, observatory.OnlineBeta, observatory.OnlineNo, observatory.OnlineProactive, observatory.OnlineUnknown),
		day("online_since", func(p *procedure) *observatory.Day { return &p.OnlineSince }),
		volume("volume_total", func(p *procedure) **uint64 { return &p.VolumeTotal }),
		volume("volume_online", func(p *procedure) **uint64 { return &p.VolumeOnline }),
		day("volume_start", func(p *procedure) *observatory.Day { return &p.VolumeStart }),
		day("volume_end", func(p *procedure) *observatory.Day { return &p.VolumeEnd }),
		text("volume_method", shortText, func(p *procedure) *string { return &p.VolumeMethod }),
		text("volume_source", longText, func(p *procedure) *string { return &p.VolumeSource }),
		word("authentication", func(p *procedure) *observatory.Authentication { return &p.Authentication }, observatory.AuthenticationUnknown,
			observatory.FranceConnect, observatory.FranceConnectPlus, observatory.AuthenticationNone, observatory.AuthenticationNotApplicable, observatory.AuthenticationUnknown),
		percent("accessibility_rate", func(p *procedure) **float64 { return &p.AccessibilityRate }),
		day("accessibility_declared_on", func(p *procedure) *observatory.Day { return &p.AccessibilityDeclaredOn }),
		checked(text("accessibility_url", longText, func(p *procedure) *string { return &p.AccessibilityURL }), address),
		count("tell_us_once", 1000, func(p *procedure) **uint32 { return &p.TellUsOnce }),
		word("mobile", func(p *procedure) *observatory.Mobile { return &p.Mobile }, observatory.MobileUnknown,
			observatory.MobileYes, observatory.MobilePartial, observatory.MobileNo, observatory.MobileNotApplicable, observatory.MobileUnknown),
		noneAlone(list("human_channels", func(p *procedure) *[]string { return &p.HumanChannels }, humanChannel)),
		answer("premium_phone", func(p *procedure) *observatory.Answer { return &p.PremiumPhone }),
		checked(text("help_url", longText, func(p *procedure) *string { return &p.HelpURL }), address),
		text("help_phone", shortText, func(p *procedure) *string { return &p.HelpPhone }),
		answer("alternative", func(p *procedure) *observatory.Answer { return &p.Alternative }),
		list("life_events", func(p *procedure) *[]string { return &p.LifeEvents }, anyText),
		answer("financial_aid", func(p *procedure) *observatory.Answer { return &p.FinancialAid }),
		answer("essential", func(p *procedure) *observatory.Answer { return &p.Essential }),
		text("essential_reason", longText, func(p *procedure) *string { return &p.EssentialReason }),
		answer("button", func(p *procedure) *observatory.Answer { return &p.Button }),
		text("button_exempt_reason", longText, func(p *procedure) *string { return &p.ButtonExemptReason }),
		list("exempt", func(p *procedure) *[]string { return &p.Exempt }, exemption),
		secret(text("owner_name", shortText, func(p *procedure) *string { return &p.OwnerName })),
		secret(checked(text("owner_email", shortText, func(p *procedure) *string { return &p.OwnerEmail }), mailbox)),
		list("aliases", func(p *procedure) *[]string { return &p.Aliases }, alias),
		list("hosts", func(p *procedure) *[]string { return &p.Hosts }, host),

		// What files of the public observatory bring, and no column above holds.
		percent("volume_share", func(p *procedure) **float64 { return &p.VolumeShare }),
		text("published_satisfaction", shortText, func(p *procedure) *string { return &p.Published.Satisfaction }),
		text("published_reviews", shortText, func(p *procedure) *string { return &p.Published.Reviews }),
		text("published_support", shortText, func(p *procedure) *string { return &p.Published.Support }),
		text("published_availability", shortText, func(p *procedure) *string { return &p.Published.Availability }),
	}
}

// columnsByName finds a column of the own layout.
func columnsByName() map[string]column {
	byName := map[string]column{}
	for _, c := range columns() {
		byName[c.name] = c
	}
	return byName
}

// same says whether two procedures are written alike.
func same(a, b *procedure, columns []column) bool {
	for _, c := range columns {
		if c.get(a) != c.get(b) {
			return false
		}
	}
	return true
}
