package rating_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/rating"
)

const someKey = "0197f0a2-0000-7000-8000-000000000000"

// full is a valid submission that says everything.
func full() rating.Submission {
	return rating.Submission{
		ID: someKey, Version: 4, Procedure: "impots", Instrument: rating.Avis1, Satisfaction: "good",
		Outcome: rating.OutcomeDone, Channel: observatory.ChannelOnline, Clarity: observatorytest.Ptr(5),
		Help: []rating.Help{
			{Channel: "phone", Reached: observatorytest.Ptr(true), Quality: observatorytest.Ptr(2)},
			{Channel: "counter", Reached: observatorytest.Ptr(false)},
			{Channel: "email"},
			{Channel: rating.HelpOther},
		},
		HelpOtherText: "ma voisine", Comment: "Très clair.\nMerci !", Lang: "pt-br", Source: "qr", Button: "page-1", Token: "v1.abc",
	}
}

func TestFormReadsBack(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]rating.Submission{
		"full":    full(),
		"least":   {ID: someKey, Procedure: "impots", Satisfaction: "bad"},
		"no help": {ID: someKey, Satisfaction: "bad", Help: []rating.Help{{Channel: rating.HelpNone}}},
		"empty":   {},
	} {
		t.Run(name, func(t *testing.T) {
			back, err := rating.ParseSubmission(s.Form())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(s, back); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseSubmissionNamesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	_, err := rating.ParseSubmission(url.Values{
		"version": {"two"}, "clarity": {"5/5"}, "help": {"phone"}, "help_phone_reached": {"perhaps"}, "help_phone_quality": {"1.5"},
	})
	if diff := cmp.Diff([]string{"clarity", "help_phone_quality", "help_phone_reached", "version"}, wrongFields(t, err)); diff != "" {
		t.Error(diff)
	}
}

// wrongFields lists the fields of an InvalidError, sorted; none for nil.
func wrongFields(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var invalid *observatory.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("%T is no InvalidError: %v", err, err)
	}
	var fields []string
	for _, f := range invalid.Fields {
		if f.Reason == "" {
			t.Errorf("%s is wrong without a reason", f.Field)
		}
		fields = append(fields, f.Field)
	}
	slices.Sort(fields)
	return fields
}

func TestValidate(t *testing.T) {
	t.Parallel()
	type help = rating.Help
	for _, c := range []struct {
		name   string
		change func(*rating.Submission)
		wrong  []string
	}{
		{"full", func(*rating.Submission) {}, nil},
		{"no key", func(s *rating.Submission) { s.ID = "" }, []string{"id"}},
		{"a key in braces", func(s *rating.Submission) { s.ID = "{" + someKey + "}" }, []string{"id"}},
		{"a key without hyphens", func(s *rating.Submission) { s.ID = strings.ReplaceAll(someKey, "-", "") }, []string{"id"}},
		{"a key in capitals", func(s *rating.Submission) { s.ID = strings.ToUpper(someKey) }, nil},
		{"negative version", func(s *rating.Submission) { s.Version = -1 }, []string{"version"}},
		{"last version", func(s *rating.Submission) { s.Version = 200 }, nil},
		{"version too high", func(s *rating.Submission) { s.Version = 201 }, []string{"version"}},
		{"an instrument that is not served", func(s *rating.Submission) { s.Instrument = "jdma-3" }, []string{"instrument"}},
		{"no satisfaction", func(s *rating.Submission) { s.Satisfaction = "" }, []string{"satisfaction"}},
		{"a mark instead of a code", func(s *rating.Submission) { s.Satisfaction = "10" }, []string{"satisfaction"}},
		{"strange outcome and channel", func(s *rating.Submission) { s.Outcome, s.Channel = "won", "fax" }, []string{"channel", "outcome"}},
		{"clarity 0", func(s *rating.Submission) { s.Clarity = observatorytest.Ptr(0) }, []string{"clarity"}},
		{"clarity 6", func(s *rating.Submission) { s.Clarity = observatorytest.Ptr(6) }, []string{"clarity"}},
		{"empty help", func(s *rating.Submission) { s.Help, s.HelpOtherText = []help{}, "" }, []string{"help"}},
		{"none and more", func(s *rating.Submission) { s.Help = append(s.Help, help{Channel: "none"}) }, []string{"help"}},
		{"none twice", func(s *rating.Submission) {
			s.Help, s.HelpOtherText = []help{{Channel: "none"}, {Channel: "none"}}, ""
		}, []string{"help", "help[1].channel"}},
		{"a channel twice", func(s *rating.Submission) { s.Help[2].Channel = "phone" }, []string{"help[2].channel"}},
		{"a channel that is not known", func(s *rating.Submission) { s.Help[2].Channel = "pigeon" }, []string{"help[2].channel"}},
		{"reached a relative", func(s *rating.Submission) { s.Help[2] = help{Channel: "relative", Reached: observatorytest.Ptr(true)} }, []string{"help[2].reached"}},
		{"quality of a relative", func(s *rating.Submission) { s.Help[2] = help{Channel: "relative", Quality: observatorytest.Ptr(3)} }, []string{"help[2].quality"}},
		{"quality of whom one did not reach", func(s *rating.Submission) { s.Help[1].Quality = observatorytest.Ptr(3) }, []string{"help[1].quality"}},
		{"quality 6", func(s *rating.Submission) { s.Help[0].Quality = observatorytest.Ptr(6) }, []string{"help[0].quality"}},
		{"a text without other", func(s *rating.Submission) { s.Help = s.Help[:3] }, []string{"help_other_text"}},
		{"a long text", func(s *rating.Submission) { s.HelpOtherText = strings.Repeat("é", 201) }, []string{"help_other_text"}},
		{"2000 characters", func(s *rating.Submission) { s.Comment = strings.Repeat("é", 2000) }, nil},
		{"2001 characters", func(s *rating.Submission) { s.Comment = strings.Repeat("é", 2001) }, []string{"comment"}},
		{"a sentence for a language", func(s *rating.Submission) { s.Lang = "français" }, []string{"lang"}},
		{"a strange source", func(s *rating.Submission) { s.Source = "tv" }, []string{"source"}},
		{"a button with a slash", func(s *rating.Submission) { s.Button = "a/b" }, []string{"button"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := full()
			s.Help = slices.Clone(s.Help)
			c.change(&s)
			if diff := cmp.Diff(c.wrong, wrongFields(t, s.Validate())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestValidateFillsInAndCleans(t *testing.T) {
	t.Parallel()
	s := rating.Submission{ID: someKey, Satisfaction: "good", Lang: "fr-FR", Comment: " cafe\u0301\r\nnoir\x00\u202etxt.exe \t"}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	want := rating.Submission{ID: someKey, Version: 1, Instrument: rating.Avis1, Satisfaction: "good",
		Outcome: rating.OutcomeUnknown, Channel: observatory.ChannelOnline, Lang: "fr-fr", Comment: "café\nnoirtxt.exe"}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
}

func TestJSONTellsNoHelpFromNotAsked(t *testing.T) {
	t.Parallel()
	for text, wrong := range map[string][]string{
		`{}`:                              nil,
		`{"help": null}`:                  nil,
		`{"help": []}`:                    {"help"},
		`{"help": [{"channel": "none"}]}`: nil,
	} {
		s := rating.Submission{ID: someKey, Satisfaction: "good"}
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wrong, wrongFields(t, s.Validate())); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// FuzzParseSubmission sends any form: nothing panics, and what is found valid
// reads back the same, is clean and makes a rating.
func FuzzParseSubmission(f *testing.F) {
	f.Add(full().Form().Encode())
	f.Add("id=" + someKey + "&satisfaction=good")
	f.Add("id=" + someKey + "&satisfaction=bad&help=none&help=phone&help_phone_quality=9&version=-1&clarity=x")
	f.Add("id=" + someKey + "&satisfaction=bad&comment=e%E2%80%8E%CC%81%FF&help=other&help_other_text=%00")
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		s, err := rating.ParseSubmission(form)
		if err != nil {
			wrongFields(t, err)
			return
		}
		if err := s.Validate(); err != nil {
			wrongFields(t, err)
			return
		}
		back, err := rating.ParseSubmission(s.Form())
		if err != nil {
			t.Fatal(err)
		}
		if err := back.Validate(); err != nil {
			t.Fatalf("valid once, and then: %v", err)
		}
		if diff := cmp.Diff(s, back); diff != "" {
			t.Error(diff)
		}
		if !utf8.ValidString(s.Comment) || strings.ContainsAny(s.Comment, "\x00\r\u202e\u200e") {
			t.Errorf("the comment %q is not clean", s.Comment)
		}
		r := s.Rating("impots", observatorytest.ComputedAt)
		if r.Satisfaction < 1 || r.Satisfaction > 3 || int(r.Version) != s.Version || len(r.Help) != len(s.Help) {
			t.Errorf("%+v makes %+v", s, r)
		}
	})
}
