package widgets

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzReadQuery(f *testing.F) {
	f.Add("")
	f.Add("source=qr&outcome=done&lang=es")
	f.Add("id=0197f0a2-0000-7000-8000-000000000000&version=3&satisfaction=good&step=contact&help=phone&help_phone_reached=yes&help_phone_quality=4&given=outcome&outcome=error")
	f.Add("id=x&version=-1&satisfaction=superb&help=none&help=phone&comment=text&help_other_text=text&clarity=9&token=%ff&lang=FR")
	f.Fuzz(func(t *testing.T, query string) {
		values, _ := url.ParseQuery(query)
		s := readQuery(values)
		if s.Comment != "" || s.HelpOtherText != "" {
			t.Errorf("a text came with the address: %+v", s)
		}
		if s.step != stepSatisfaction {
			submission := s.Submission
			if err := submission.Validate(); err != nil {
				t.Errorf("the state would be refused: %v", err)
			}
		}
		if len(s.questions()) == 0 {
			t.Errorf("nothing to ask at %s", s.step)
		}
		written := s.query(s.step)
		values, err := url.ParseQuery(written)
		if err != nil || strings.Contains(written, "comment=") {
			t.Fatalf("wrote %q: %v", written, err)
		}
		if s.Version == 0 {
			return // a first page may still learn from its address
		}
		if diff := cmp.Diff(s, readQuery(values), cmp.AllowUnexported(state{})); diff != "" {
			t.Errorf("reading what was written (-wrote +read):\n%s", diff)
		}
	})
}

func TestPath(t *testing.T) {
	t.Parallel()
	walk := func(query string) []step {
		values, _ := url.ParseQuery(query + "&id=0197f0a2-0000-7000-8000-000000000000&version=1&satisfaction=good")
		s, steps := readQuery(values), []step{}
		for s.step != stepDone {
			steps = append(steps, s.step)
			s.step = s.next()
		}
		return steps
	}
	for query, want := range map[string][]step{
		"":                                 {stepSatisfaction, stepClarity, stepHelp, stepComment},
		"help=none":                        {stepSatisfaction, stepClarity, stepHelp, stepComment},
		"help=relative":                    {stepSatisfaction, stepClarity, stepHelp, stepComment},
		"help=chat":                        {stepSatisfaction, stepClarity, stepHelp, stepContact, stepComment},
		"step=help&help=email&help=aidant": {stepHelp, stepContact, stepComment},
		"step=contact":                     {stepHelp, stepComment},
		"step=done":                        {stepSatisfaction, stepClarity, stepHelp, stepComment},
	} {
		if diff := cmp.Diff(want, walk(query)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
}
