package observatory

import (
	"cmp"
	"slices"
	"strconv"
)

// Online says how much of a procedure can be done online.
type Online string

// The degrees of Online. Proactive means that the State grants the right
// without being asked; it counts as Yes. Unknown counts as No and is printed.
const (
	OnlineYes          Online = "yes"
	OnlineLocalRollout Online = "local_rollout"
	OnlinePartial      Online = "partial"
	OnlineBeta         Online = "beta"
	OnlineNo           Online = "no"
	OnlineProactive    Online = "proactive"
	OnlineUnknown      Online = "unknown"
)

// Authentication says how a person signs in to the online procedure.
type Authentication string

// The words of Authentication.
const (
	FranceConnect               Authentication = "franceconnect"
	FranceConnectPlus           Authentication = "franceconnect_plus"
	AuthenticationNone          Authentication = "none"
	AuthenticationNotApplicable Authentication = "not_applicable"
	AuthenticationUnknown       Authentication = "unknown"
)

// Mobile says whether the online procedure can be used on a phone.
type Mobile string

// The words of Mobile.
const (
	MobileYes           Mobile = "yes"
	MobilePartial       Mobile = "partial"
	MobileNo            Mobile = "no"
	MobileNotApplicable Mobile = "not_applicable"
	MobileUnknown       Mobile = "unknown"
)

// Answer is "yes", "no" or, when it is unknown, empty.
type Answer string

// The words of Answer.
const (
	Yes           Answer = "yes"
	No            Answer = "no"
	AnswerUnknown Answer = ""
)

// Procedure is one administrative procedure as the catalogue describes it.
// Empty texts, nil pointers and zero days mean "unknown". Its JSON form is that
// of the catalogue in an edition: the owner is not in it.
type Procedure struct {
	ID             string `json:"id"`
	Title          string `json:"title"`
	Ministry       string `json:"ministry"`
	Administration string `json:"administration"`
	Domain         string `json:"domain"`
	Audience       string `json:"audience"`
	URL            string `json:"url"`

	Online      Online `json:"online"`
	OnlineSince Day    `json:"online_since"`

	// Yearly volumes of transactions, all channels and online, between
	// VolumeStart and VolumeEnd (last day included).
	VolumeTotal  *uint64 `json:"volume_total"`
	VolumeOnline *uint64 `json:"volume_online"`
	// VolumeShare is the declared share of online transactions, in percent
	// (0–100), when it was given instead of VolumeOnline.
	VolumeShare  *float64 `json:"volume_share"`
	VolumeStart  Day      `json:"volume_start"`
	VolumeEnd    Day      `json:"volume_end"`
	VolumeMethod string   `json:"volume_method"`
	VolumeSource string   `json:"volume_source"`

	Authentication Authentication `json:"authentication"`
	// AccessibilityRate is the share of RGAA criteria met, in percent (0–100).
	AccessibilityRate       *float64 `json:"accessibility_rate"`
	AccessibilityDeclaredOn Day      `json:"accessibility_declared_on"`
	AccessibilityURL        string   `json:"accessibility_url"`
	// TellUsOnce counts the pieces of information asked again although the
	// State has them.
	TellUsOnce *uint32 `json:"tell_us_once"`
	Mobile     Mobile  `json:"mobile"`

	// HumanChannels lists the ways to reach a person: counter, phone, email,
	// chat, post. A phone whose number is premium-rate (PremiumPhone) is
	// listed but not counted. An empty list means unknown unless it is "none".
	HumanChannels []string `json:"human_channels"`
	PremiumPhone  Answer   `json:"premium_phone"`
	HelpURL       string   `json:"help_url"`
	HelpPhone     string   `json:"help_phone"`
	Alternative   Answer   `json:"alternative"`

	LifeEvents      []string `json:"life_events"`
	FinancialAid    Answer   `json:"financial_aid"`
	Essential       Answer   `json:"essential"`
	EssentialReason string   `json:"essential_reason"`

	Button             Answer `json:"button"`
	ButtonExemptReason string `json:"button_exempt_reason"`
	// Exempt lists "kind:reason": indicators that this procedure is not
	// measured by.
	Exempt []string `json:"exempt"`

	// OwnerName and OwnerEmail are never public.
	OwnerName  string `json:"-"`
	OwnerEmail string `json:"-"`

	Aliases []string `json:"aliases"`
	Hosts   []string `json:"hosts"`

	// Merged leads from the id and from each alias of the procedures that were
	// merged into this one to the id of theirs.
	Merged map[string]string `json:"-"`

	// Published keeps what the public observatory's files printed, word for
	// word; never an indicator.
	Published PrintedFigures `json:"published"`

	// ClosedOn is since when the message stands in the place of the form.
	ClosedOn      Day    `json:"closed_on"`
	ClosedMessage string `json:"closed_message"`

	// Synthetic marks demonstration data.
	Synthetic bool `json:"synthetic"`
}

// GivenAs returns the id of the procedure that a name stood for when it was given away:
// after a merge, the id of the procedure that was merged into this one. For any other
// name it is this one's.
func (p *Procedure) GivenAs(name string) string { return cmp.Or(p.Merged[name], p.ID) }

// PrintedFigures are the words of the public observatory's own columns,
// kept as printed.
type PrintedFigures struct {
	Satisfaction string `json:"satisfaction"`
	Reviews      string `json:"reviews"`
	Support      string `json:"support"`
	Availability string `json:"availability"`
}

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
