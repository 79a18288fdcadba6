package widgets

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"servicequality/observatory/rating"
)

// Whatever an old link says, the form that it leads to understands it, and its
// aliases can name a procedure.
func FuzzReadOld(f *testing.F) {
	f.Add("/3059", "button=42&nd_mode=en%20ligne&nd_source=button")
	f.Add("/avis/1010", "button=42")
	f.Add("/en/823/", "mode=widget&lang=fr")
	f.Add("//", "")
	f.Add("/fr", "button=%ff&nd_source=QR&nd_mode=T%C3%A9l%C3%A9phone")
	f.Fuzz(func(t *testing.T, rest, text string) {
		query, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		o, ok := readOld(rest, query)
		if !ok {
			if len(o.aliases) > 0 {
				t.Errorf("no link, and yet %v", o.aliases)
			}
			return
		}
		for _, alias := range o.aliases {
			namespace, _, _ := strings.Cut(alias, ":")
			if !slices.Contains([]string{namespaceXwiki, namespaceJDMA, namespaceForm, namespaceButton}, namespace+":") {
				t.Errorf("alias %q", alias)
			}
		}
		s := readQuery(o.query)
		for field, told := range map[string]string{"source": s.Source, "button": s.Button, "channel": s.Channel} {
			if want := o.query.Get(field); want != "" && want != told {
				t.Errorf("%s=%q leads to %q", field, want, told)
			}
		}
		if s.step != stepSatisfaction {
			t.Errorf("it leads to %s", s.step)
		}
	})
}

// Whatever a page of the form sends is refused with a reason or carried to a
// step that there is, within what the next page can say.
func FuzzReadForm(f *testing.F) {
	f.Add("step=satisfaction&satisfaction=good")
	f.Add("id=0197f0a2-0000-7000-8000-000000000000&version=2&satisfaction=bad&step=contact&help=phone&help=other&help_phone_reached=no&help_phone_quality=4&help_other_text=x&comment=y")
	f.Add("comment=%ff")
	f.Add("step=help&help=none&help=phone&clarity=9&version=0&token=x&rating=y&given=outcome&outcome=error")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		s, err := readForm(values)
		if err == errUnreadable { //nolint:errorlint // it is returned as it is
			if utf8.ValidString(text) && !strings.Contains(text, "%") {
				t.Errorf("%q is no text", text)
			}
			return
		}
		if !slices.Contains(s.path(), s.step) || len(s.questions()) == 0 {
			t.Errorf("it leads to %q", s.step)
		}
		for _, h := range s.Help {
			if h.Reached != nil && !*h.Reached && h.Quality != nil {
				t.Errorf("a quality of %s that was not reached", h.Channel)
			}
		}
		if s.Instrument != rating.Avis1 || s.Procedure != "" || len(s.Token) > maxToken {
			t.Errorf("the form decided what the server decides: %+v", s.Submission)
		}
	})
}
