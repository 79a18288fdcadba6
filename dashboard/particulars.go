package dashboard

import (
	"strings"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/web/locale"
)

// fact is a line of what the catalogue says of a procedure.
type fact struct{ Name, Text, URL string }

// factList lists what is known of the procedure beside its indicators.
func factList(r *page.Request, p *observatory.Procedure) []fact {
	l := r.Loc
	var facts []fact
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, fact{Name: l.T("fact." + key), Text: text})
		}
	}
	address := func(key, url string) {
		if url != "" {
			facts = append(facts, fact{Name: l.T("fact." + key), Text: url, URL: webAddress(url)})
		}
	}
	add("id", p.ID)
	add("domain", p.Domain)
	add("audience", p.Audience)
	address("url", p.URL)
	add("online_since", l.Date(p.OnlineSince))
	if p.VolumeTotal != nil {
		add("volume_total", l.Count(*p.VolumeTotal))
	}
	if p.VolumeOnline != nil {
		add("volume_online", l.Count(*p.VolumeOnline))
	}
	if p.VolumeStart != 0 && p.VolumeEnd != 0 {
		add("volume_period", l.T("period", l.Date(p.VolumeStart), l.Date(p.VolumeEnd)))
	}
	add("volume_source", p.VolumeSource)
	add("accessibility_declared_on", l.Date(p.AccessibilityDeclaredOn))
	address("accessibility_url", p.AccessibilityURL)
	add("life_events", strings.Join(p.LifeEvents, ", "))
	add("essential", answerText(l, p.Essential))
	add("essential_reason", p.EssentialReason)
	add("aliases", strings.Join(p.Aliases, ", "))
	return facts
}

// helpList lists the ways to be helped by a person that the catalogue knows.
func helpList(r *page.Request, p *observatory.Procedure) []fact {
	l := r.Loc
	var facts []fact
	add := func(key, text, url string) {
		if text != "" {
			facts = append(facts, fact{Name: l.T("fact." + key), Text: text, URL: url})
		}
	}
	add("human_channels", wordList(l, "channel", p.HumanChannels), "")
	add("help_phone", p.HelpPhone, "")
	if p.PremiumPhone == observatory.Yes {
		add("premium_phone", answerText(l, p.PremiumPhone), "")
	}
	add("help_url", p.HelpURL, webAddress(p.HelpURL))
	add("alternative", answerText(l, p.Alternative), "")
	return facts
}

// wordList writes codes in words where the language has them.
func wordList(l *locale.Locale, prefix string, codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code
		if key := prefix + "." + code; l.Has(key) {
			names[i] = l.T(key)
		}
	}
	return strings.Join(names, ", ")
}

func answerText(l *locale.Locale, a observatory.Answer) string {
	if a == observatory.AnswerUnknown {
		return ""
	}
	return l.T("answer." + string(a))
}
