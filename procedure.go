package observatory

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

// Answer is yes, no or, empty, unknown.
type Answer string

// The words of Answer.
const (
	Yes           Answer = "yes"
	No            Answer = "no"
	AnswerUnknown Answer = ""
)

// Procedure is one administrative procedure as the catalogue describes it.
// Empty texts, nil pointers and zero days mean "unknown".
type Procedure struct {
	ID             string
	Title          string
	Ministry       string
	Administration string
	Domain         string
	Audience       string
	URL            string

	Online      Online
	OnlineSince Day

	// Yearly volumes of transactions, all channels and online, between
	// VolumeStart and VolumeEnd (last day included).
	VolumeTotal  *uint64
	VolumeOnline *uint64
	// VolumeShare is the declared share of online transactions, in percent
	// (0–100), when it was given instead of VolumeOnline.
	VolumeShare  *float64
	VolumeStart  Day
	VolumeEnd    Day
	VolumeMethod string
	VolumeSource string

	Authentication Authentication
	// AccessibilityRate is the share of RGAA criteria met, in percent (0–100).
	AccessibilityRate       *float64
	AccessibilityDeclaredOn Day
	AccessibilityURL        string
	// TellUsOnce counts the pieces of information asked again although the
	// State has them.
	TellUsOnce *uint32
	Mobile     Mobile

	// HumanChannels lists the ways to reach a person: counter, phone, email,
	// chat, post. A phone whose number is premium-rate (PremiumPhone) is
	// listed but not counted. An empty list means unknown unless it is "none".
	HumanChannels []string
	PremiumPhone  Answer
	HelpURL       string
	HelpPhone     string
	Alternative   Answer

	LifeEvents      []string
	FinancialAid    Answer
	Essential       Answer
	EssentialReason string

	Button             Answer
	ButtonExemptReason string
	// Exempt lists "kind:reason": indicators that this procedure is not
	// measured by.
	Exempt []string

	// OwnerName and OwnerEmail are never public.
	OwnerName  string
	OwnerEmail string

	Aliases []string
	Hosts   []string

	// Published keeps what the public observatory's files printed, word for
	// word; never an indicator.
	Published PublishedFigures

	// Synthetic marks demonstration data.
	Synthetic bool
}

// PublishedFigures are the words of the public observatory's own columns,
// kept as printed.
type PublishedFigures struct {
	Satisfaction string
	Reviews      string
	Support      string
	Availability string
}
