package rating_test

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// TestAmending: a page takes the place of the answers that it asked, alone.
func TestAmending(t *testing.T) {
	t.Parallel()
	type help = []rating.HelpAnswer
	before := rating.Rating{
		ID: uuid.MustParse(someKey), Version: 3, Instrument: rating.Avis1, Satisfaction: 1, Clarity: 5,
		Help:          help{{Channel: "phone", Reached: 2, Quality: 4}, {Channel: "other"}},
		HelpOtherText: "ma voisine", Comment: "Bien.", Outcome: "done", Channel: "online", Lang: "fr", Source: "qr", Button: "b1",
	}
	page := rating.Rating{
		ID: uuid.MustParse(someKey), Version: 1, Instrument: rating.Avis1, Satisfaction: 3, Clarity: 2,
		Help:          help{{Channel: "email"}, {Channel: "phone", Reached: 1}, {Channel: "other"}},
		HelpOtherText: "la mairie", Comment: "Long.", Outcome: "error", Channel: "phone", Lang: "en", Source: "link", Signed: true, Host: observatory.HostUnknown,
	}
	for name, c := range map[string]struct {
		asked []rating.Asked
		want  func(*rating.Rating)
	}{
		"nothing":      {nil, func(*rating.Rating) {}},
		"satisfaction": {[]rating.Asked{rating.AskedSatisfaction}, func(r *rating.Rating) { r.Satisfaction = 3 }},
		"outcome and clarity": {[]rating.Asked{rating.AskedOutcome, rating.AskedClarity}, func(r *rating.Rating) {
			r.Outcome, r.Clarity = "error", 2
		}},
		"help": {[]rating.Asked{rating.AskedHelp}, func(r *rating.Rating) {
			r.Help = help{{Channel: "email"}, {Channel: "phone", Reached: 2, Quality: 4}, {Channel: "other"}}
		}},
		"contact": {[]rating.Asked{rating.AskedContact}, func(r *rating.Rating) {
			r.Help = help{{Channel: "phone", Reached: 1}, {Channel: "other"}}
		}},
		"texts": {[]rating.Asked{rating.AskedOtherHelp, rating.AskedComment}, func(r *rating.Rating) {
			r.HelpOtherText, r.Comment = "la mairie", "Long."
		}},
	} {
		want := before
		want.Version, want.Lang, want.Signed, want.Host = page.Version, page.Lang, page.Signed, page.Host
		c.want(&want)
		if diff := gocmp.Diff(want, page.Amending(before, c.asked)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}

	page.Help = help{{Channel: "none"}}
	if got := page.Amending(before, []rating.Asked{rating.AskedHelp}); got.HelpOtherText != "" || len(got.Help) != 1 {
		t.Errorf("without the other place of help, %v and %q stay", got.Help, got.HelpOtherText)
	}
	page.Help = nil
	if got := page.Amending(before, []rating.Asked{rating.AskedHelp}); got.Help != nil {
		t.Errorf("an empty page leaves %v", got.Help)
	}
	if before.Help[0].Quality != 4 {
		t.Error("the rating before was changed")
	}
}

// TestSubmissionOfRating: what is kept can be sent again, and is the same.
func TestSubmissionOfRating(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)
	for name, s := range map[string]rating.Submission{
		"every answer": full(),
		"the least":    {ID: someKey, Version: 1, Satisfaction: "bad", Outcome: "unknown", Channel: "online"},
	} {
		kept := s.Rating("impots-2042", now)
		again := kept.Submission(uuid.MustParse(s.ID))
		if again.ID != s.ID || again.Token != "" {
			t.Errorf("%s: the key %s, the token %q", name, again.ID, again.Token)
		}
		if diff := gocmp.Diff(kept, again.Rating("impots-2042", now)); diff != "" {
			t.Errorf("%s (-kept +again):\n%s", name, diff)
		}
	}
}
