package data

import (
	"strings"

	"servicequality/dashboard/page"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
)

// Facts is what the catalogue says of a procedure, as the open data has it:
// the names of the catalogue's own columns, null for what is unknown. Who owns
// the procedure is never public.
type Facts struct {
	ID             string     `json:"id"`
	Title          string     `json:"title"`
	Ministry       *page.Text `json:"ministry"`
	Administration *page.Text `json:"administration"`
	Domain         *page.Text `json:"domain"`
	Audience       *page.Text `json:"audience"`
	URL            *page.Text `json:"url"`

	Online      observatory.Online `json:"online"`
	OnlineSince *page.Text         `json:"online_since"`

	VolumeTotal  *uint64            `json:"volume_total"`
	VolumeOnline *uint64            `json:"volume_online"`
	VolumeShare  *observatory.Micro `json:"volume_share"`
	VolumeStart  *page.Text         `json:"volume_start"`
	VolumeEnd    *page.Text         `json:"volume_end"`
	VolumeMethod *page.Text         `json:"volume_method"`
	VolumeSource *page.Text         `json:"volume_source"`

	Authentication          observatory.Authentication `json:"authentication"`
	AccessibilityRate       *observatory.Micro         `json:"accessibility_rate"`
	AccessibilityDeclaredOn *page.Text                 `json:"accessibility_declared_on"`
	AccessibilityURL        *page.Text                 `json:"accessibility_url"`
	TellUsOnce              *uint32                    `json:"tell_us_once"`
	Mobile                  observatory.Mobile         `json:"mobile"`

	HumanChannels []string   `json:"human_channels"`
	PremiumPhone  *page.Text `json:"premium_phone"`
	HelpURL       *page.Text `json:"help_url"`
	HelpPhone     *page.Text `json:"help_phone"`
	Alternative   *page.Text `json:"alternative"`

	LifeEvents      []string   `json:"life_events"`
	FinancialAid    *page.Text `json:"financial_aid"`
	Essential       *page.Text `json:"essential"`
	EssentialReason *page.Text `json:"essential_reason"`

	Button             *page.Text `json:"button"`
	ButtonExemptReason *page.Text `json:"button_exempt_reason"`
	Exempt             []string   `json:"exempt"`
	Aliases            []string   `json:"aliases"`
	Hosts              []string   `json:"hosts"`

	// ClosedOn is since when ClosedMessage stands in the place of the form.
	ClosedOn      *page.Text `json:"closed_on"`
	ClosedMessage *page.Text `json:"closed_message"`

	Synthetic bool `json:"synthetic"`
}

// FactsOf is what the open data says of a procedure.
func FactsOf(p *observatory.Procedure) Facts {
	return Facts{
		ID: p.ID, Title: p.Title, Ministry: page.Known(p.Ministry), Administration: page.Known(p.Administration),
		Domain: page.Known(p.Domain), Audience: page.Known(p.Audience), URL: page.Known(p.URL),
		Online: snapshot.OnlineOf(p), OnlineSince: page.Known(p.OnlineSince.String()),
		VolumeTotal: p.VolumeTotal, VolumeOnline: p.VolumeOnline, VolumeShare: rate(p.VolumeShare),
		VolumeStart: page.Known(p.VolumeStart.String()), VolumeEnd: page.Known(p.VolumeEnd.String()),
		VolumeMethod: page.Known(p.VolumeMethod), VolumeSource: page.Known(p.VolumeSource),
		Authentication:    wordOf(p.Authentication, observatory.AuthenticationUnknown),
		AccessibilityRate: rate(p.AccessibilityRate), AccessibilityDeclaredOn: page.Known(p.AccessibilityDeclaredOn.String()),
		AccessibilityURL: page.Known(p.AccessibilityURL), TellUsOnce: p.TellUsOnce,
		Mobile:        wordOf(p.Mobile, observatory.MobileUnknown),
		HumanChannels: list(p.HumanChannels), PremiumPhone: page.Known(p.PremiumPhone), HelpURL: page.Known(p.HelpURL),
		HelpPhone: page.Known(p.HelpPhone), Alternative: page.Known(p.Alternative),
		LifeEvents: list(p.LifeEvents), FinancialAid: page.Known(p.FinancialAid),
		Essential: page.Known(p.Essential), EssentialReason: page.Known(p.EssentialReason),
		Button: page.Known(p.Button), ButtonExemptReason: page.Known(p.ButtonExemptReason), Exempt: list(p.Exempt),
		Aliases: list(p.Aliases), Hosts: list(p.Hosts),
		ClosedOn: page.Known(p.ClosedOn.String()), ClosedMessage: page.Known(p.ClosedMessage), Synthetic: p.Synthetic,
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

// Joined writes a list into one cell, as the catalogue's files do.
func Joined(items []string) string { return strings.Join(items, "|") }
