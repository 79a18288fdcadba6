package dashboard

import (
	"strings"

	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
)

// facts is what the catalogue says of a procedure, as the open data has it:
// the names of the catalogue's own columns, null for what is unknown. Who owns
// the procedure is never public.
type facts struct {
	ID             string `json:"id"`
	Title          string `json:"title"`
	Ministry       *text  `json:"ministry"`
	Administration *text  `json:"administration"`
	Domain         *text  `json:"domain"`
	Audience       *text  `json:"audience"`
	URL            *text  `json:"url"`

	Online      observatory.Online `json:"online"`
	OnlineSince *text              `json:"online_since"`

	VolumeTotal  *uint64            `json:"volume_total"`
	VolumeOnline *uint64            `json:"volume_online"`
	VolumeShare  *observatory.Micro `json:"volume_share"`
	VolumeStart  *text              `json:"volume_start"`
	VolumeEnd    *text              `json:"volume_end"`
	VolumeMethod *text              `json:"volume_method"`
	VolumeSource *text              `json:"volume_source"`

	Authentication          observatory.Authentication `json:"authentication"`
	AccessibilityRate       *observatory.Micro         `json:"accessibility_rate"`
	AccessibilityDeclaredOn *text                      `json:"accessibility_declared_on"`
	AccessibilityURL        *text                      `json:"accessibility_url"`
	TellUsOnce              *uint32                    `json:"tell_us_once"`
	Mobile                  observatory.Mobile         `json:"mobile"`

	HumanChannels []string `json:"human_channels"`
	PremiumPhone  *text    `json:"premium_phone"`
	HelpURL       *text    `json:"help_url"`
	HelpPhone     *text    `json:"help_phone"`
	Alternative   *text    `json:"alternative"`

	LifeEvents      []string `json:"life_events"`
	FinancialAid    *text    `json:"financial_aid"`
	Essential       *text    `json:"essential"`
	EssentialReason *text    `json:"essential_reason"`

	Button             *text    `json:"button"`
	ButtonExemptReason *text    `json:"button_exempt_reason"`
	Exempt             []string `json:"exempt"`
	Aliases            []string `json:"aliases"`
	Hosts              []string `json:"hosts"`

	// ClosedOn is since when ClosedMessage stands in the place of the form.
	ClosedOn      *text `json:"closed_on"`
	ClosedMessage *text `json:"closed_message"`

	Synthetic bool `json:"synthetic"`
}

// text is a text that is known.
type text string

func known[S ~string](s S) *text {
	if s == "" {
		return nil
	}
	t := text(s)
	return &t
}

func newFacts(p *observatory.Procedure) facts {
	return facts{
		ID: p.ID, Title: p.Title, Ministry: known(p.Ministry), Administration: known(p.Administration),
		Domain: known(p.Domain), Audience: known(p.Audience), URL: known(p.URL),
		Online: snapshot.OnlineOf(p), OnlineSince: known(p.OnlineSince.String()),
		VolumeTotal: p.VolumeTotal, VolumeOnline: p.VolumeOnline, VolumeShare: rate(p.VolumeShare),
		VolumeStart: known(p.VolumeStart.String()), VolumeEnd: known(p.VolumeEnd.String()),
		VolumeMethod: known(p.VolumeMethod), VolumeSource: known(p.VolumeSource),
		Authentication:    wordOf(p.Authentication, observatory.AuthenticationUnknown),
		AccessibilityRate: rate(p.AccessibilityRate), AccessibilityDeclaredOn: known(p.AccessibilityDeclaredOn.String()),
		AccessibilityURL: known(p.AccessibilityURL), TellUsOnce: p.TellUsOnce,
		Mobile:        wordOf(p.Mobile, observatory.MobileUnknown),
		HumanChannels: list(p.HumanChannels), PremiumPhone: known(p.PremiumPhone), HelpURL: known(p.HelpURL),
		HelpPhone: known(p.HelpPhone), Alternative: known(p.Alternative),
		LifeEvents: list(p.LifeEvents), FinancialAid: known(p.FinancialAid),
		Essential: known(p.Essential), EssentialReason: known(p.EssentialReason),
		Button: known(p.Button), ButtonExemptReason: known(p.ButtonExemptReason), Exempt: list(p.Exempt),
		Aliases: list(p.Aliases), Hosts: list(p.Hosts),
		ClosedOn: known(p.ClosedOn.String()), ClosedMessage: known(p.ClosedMessage), Synthetic: p.Synthetic,
	}
}

func wordOf[W ~string](word, unknown W) W {
	if word == "" {
		return unknown
	}
	return word
}

func rate(percent *float64) *observatory.Micro {
	if percent == nil {
		return nil
	}
	m := observatory.MicroOf(*percent)
	return &m
}

// list is never null in JSON.
func list(items []string) []string {
	if items == nil {
		return []string{}
	}
	return items
}

// joined writes a list into one cell, as the catalogue's files do.
func joined(items []string) string { return strings.Join(items, "|") }
