package rating_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

func TestButtonClosed(t *testing.T) {
	t.Parallel()
	day := observatory.NewDay(2026, 5, 1)
	b := rating.Button{ClosedOn: day}
	if b.Closed(day-1) || !b.Closed(day) || !b.Closed(day+1) || (rating.Button{}).Closed(day) {
		t.Error("a button is closed from the day of its closing on, and never without one")
	}
}

func TestButtonValidate(t *testing.T) {
	t.Parallel()
	good := rating.Button{Procedure: "passeport", ID: "letter", Source: "letter", Channel: "post", ClosedOn: 20000, Message: "Merci."}
	if err := good.Validate(); err != nil {
		t.Errorf("a good button: %v", err)
	}
	for name, test := range map[string]struct {
		change func(*rating.Button)
		field  string
	}{
		"no procedure":       {func(b *rating.Button) { b.Procedure = "" }, "procedure"},
		"no name of its own": {func(b *rating.Button) { b.ID = "" }, "button"},
		"spaces":             {func(b *rating.Button) { b.ID = "a b" }, "button"},
		"source":             {func(b *rating.Button) { b.Source = "pigeon" }, "source"},
		"channel":            {func(b *rating.Button) { b.Channel = "pigeon" }, "channel"},
		"long message":       {func(b *rating.Button) { b.Message = strings.Repeat("é", 1001) }, "message"},
		"message of an open": {func(b *rating.Button) { b.ClosedOn = 0 }, "message"},
	} {
		b := good
		test.change(&b)
		var invalid *observatory.InvalidError
		if err := b.Validate(); !errors.As(err, &invalid) || invalid.Fields[0].Field != test.field {
			t.Errorf("%s: %v, want %s", name, err, test.field)
		}
	}
}

func TestButtonsFind(t *testing.T) {
	t.Parallel()
	one := rating.Button{Procedure: "passeport", ID: "page", Name: "Page"}
	two := rating.Button{Procedure: "permis", ID: "page", Name: "Autre page"}
	buttons := rating.NewButtons([]rating.Button{one, two})
	if got, ok := buttons.Find("permis", "page"); !ok || !cmp.Equal(got, two) {
		t.Errorf("found %+v", got)
	}
	if _, ok := buttons.Find("permis", "letter"); ok {
		t.Error("found a button that is not there")
	}
	var none *rating.Buttons
	if _, ok := none.Find("permis", "page"); ok {
		t.Error("nothing holds a button")
	}
}
