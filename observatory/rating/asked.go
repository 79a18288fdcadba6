package rating

import "slices"

// Asked is a question that a page of a form asks. A page that is sent out of its
// turn, after going back to it, says which questions it is about.
type Asked string

// The questions.
const (
	AskedSatisfaction Asked = "satisfaction"
	AskedOutcome      Asked = "outcome"
	AskedClarity      Asked = "clarity"
	// AskedHelp asks where help was sought, AskedContact whether the
	// administration's own channels were reached and what they were worth, and
	// AskedOtherHelp what other place it was.
	AskedHelp      Asked = "help"
	AskedContact   Asked = "contact"
	AskedOtherHelp Asked = "other_help"
	AskedComment   Asked = "comment"
)

// Amending returns what holds once a page of a form was sent: r is what the page
// says, before the rating as it was. The answers to what the page asked are the
// page's, and one that it leaves empty is not answered any more. All other
// answers, and the way in, stay as they were. Identity, reception, language and
// proof are those of r.
func (r Rating) Amending(before Rating, asked []Asked) Rating {
	said := func(q Asked) bool { return slices.Contains(asked, q) }
	after := r
	after.Instrument, after.Channel, after.Source, after.Button = before.Instrument, before.Channel, before.Source, before.Button
	if !said(AskedSatisfaction) {
		after.Satisfaction = before.Satisfaction
	}
	if !said(AskedOutcome) {
		after.Outcome = before.Outcome
	}
	if !said(AskedClarity) {
		after.Clarity = before.Clarity
	}
	if !said(AskedComment) {
		after.Comment = before.Comment
	}
	if !said(AskedOtherHelp) {
		after.HelpOtherText = before.HelpOtherText
	}
	after.Help = r.amendedHelp(before, said(AskedHelp), said(AskedContact))
	if !slices.ContainsFunc(after.Help, func(a HelpAnswer) bool { return a.Channel == HelpOther }) {
		after.HelpOtherText = ""
	}
	return after
}

// amendedHelp takes the channels from who says them, and what is said of each
// from who says that. What is said of a channel where no help was sought is
// left out.
func (r Rating) amendedHelp(before Rating, channels, contact bool) []HelpAnswer {
	help := before.Help
	if channels {
		help = r.Help
	}
	help = slices.Clone(help)
	details := before.Help
	if contact {
		details = r.Help
	}
	for i := range help {
		for _, d := range details {
			if d.Channel == help[i].Channel {
				help[i] = d
			}
		}
	}
	return help
}
