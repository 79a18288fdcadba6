package rating

import (
	"slices"

	"servicequality/observatory"
)

// MaxMessage is the longest message of a closed button, in characters.
const MaxMessage = 1000

// Button is one way in to the questionnaire of a procedure that has a name: a
// link on a page, in an e-mail or a letter. Figures are counted by button, and
// a button can be closed without the others.
type Button struct {
	// Procedure is the id of the procedure; ID is what links say as button=,
	// unique within the procedure.
	Procedure string
	ID        string
	Name      string
	// Source and Channel are those of ratings whose link does not tell them;
	// empty means that the button does not tell them either.
	Source  string
	Channel string
	// ClosedOn is the first day on which nobody is asked any more, 0 while the
	// button is open. Message is what visitors are then told beside that.
	ClosedOn observatory.Day
	Message  string
	// Import is the number of the import that brought it.
	Import uint32
}

// Closed says whether the button is closed on that day.
func (b Button) Closed(on observatory.Day) bool { return b.ClosedOn != 0 && on >= b.ClosedOn }

// Validate checks everything but that the procedure exists. The error is an
// *InvalidError that names every wrong field.
func (b Button) Validate() error {
	var c observatory.Check
	c.That(b.Procedure != "", "procedure", "must be the id or an alias of a procedure")
	c.That(observatory.ValidID(b.ID), "button", "must be 1 to 64 letters, digits, _ or -")
	if b.Source != "" {
		c.OneOf("source", b.Source, Sources())
	}
	if b.Channel != "" {
		c.OneOf("channel", b.Channel, observatory.Channels())
	}
	c.Text("name", b.Name, 300)
	c.Text("message", b.Message, MaxMessage)
	c.That(b.Message == "" || b.ClosedOn != 0, "message", "goes with the day of closing, closed_on")
	if c.Bad != nil {
		return &observatory.InvalidError{Fields: c.Bad}
	}
	return nil
}

// Buttons is an immutable index of buttons. It may be shared between
// goroutines; nil holds none.
type Buttons struct {
	all   []Button
	index map[[2]string]int
}

// NewButtons indexes the buttons.
func NewButtons(all []Button) *Buttons {
	b := &Buttons{all: slices.Clone(all), index: make(map[[2]string]int, len(all))}
	for i, button := range b.all {
		b.index[[2]string{button.Procedure, button.ID}] = i
	}
	return b
}

// Find returns the button of the procedure with that id, not an alias.
func (b *Buttons) Find(procedure, id string) (Button, bool) {
	if b == nil {
		return Button{}, false
	}
	i, ok := b.index[[2]string{procedure, id}]
	if !ok {
		return Button{}, false
	}
	return b.all[i], true
}
