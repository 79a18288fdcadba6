package collector

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/collector/plainjson"
	"servicequality/collector/record"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// sheet is a form in a browser: pages of one rating, any of which may be sent
// again as it was when it was made.
type sheet struct {
	t    *testing.T
	b    *testbed
	page rating.Submission // as the next page carries it; version 0 at first
}

func newSheet(t *testing.T, b *testbed) *sheet {
	s := submission()
	s.Version, s.Outcome, s.Satisfaction = 0, rating.OutcomeUnknown, ""
	return &sheet{t, b, s}
}

// send sends a page with what is said on it, twice as an impatient hand does, and
// returns the page that follows.
func (s *sheet) send(page rating.Submission, say func(*rating.Submission), asked ...rating.Asked) rating.Submission {
	s.t.Helper()
	say(&page)
	first, next, err := s.b.AcceptPage(s.t.Context(), page, asked)
	if err != nil {
		s.t.Fatal(err)
	}
	again, then, err := s.b.AcceptPage(s.t.Context(), page, asked)
	if err != nil || again.Version != first.Version || again.Rating != first.Rating || !again.Known {
		s.t.Fatalf("sent twice: %+v and %+v %v", first, again, err)
	}
	if diff := gocmp.Diff(next, then); diff != "" {
		s.t.Fatalf("sent twice, leads to another page (-first +second):\n%s", diff)
	}
	next.Comment, next.HelpOtherText = "", "" // no page carries what was typed
	return next
}

func (s *sheet) rate(page rating.Submission, satisfaction string) rating.Submission {
	s.t.Helper()
	return s.send(page, func(p *rating.Submission) { p.Satisfaction = satisfaction }, rating.AskedSatisfaction)
}

func (s *sheet) clear(page rating.Submission, level int) rating.Submission {
	s.t.Helper()
	return s.send(page, func(p *rating.Submission) {
		p.Clarity, p.Outcome = nil, rating.OutcomeDone
		if level > 0 {
			p.Clarity = &level
		}
	}, rating.AskedOutcome, rating.AskedClarity)
}

func (s *sheet) help(page rating.Submission, channels ...string) rating.Submission {
	s.t.Helper()
	return s.send(page, func(p *rating.Submission) {
		before := p.Help
		p.Help = nil
		for _, channel := range channels {
			h := rating.Help{Channel: channel}
			for _, b := range before {
				if b.Channel == channel {
					h = b
				}
			}
			p.Help = append(p.Help, h)
		}
	}, rating.AskedHelp)
}

func (s *sheet) contact(page rating.Submission, quality int) rating.Submission {
	s.t.Helper()
	return s.send(page, func(p *rating.Submission) {
		p.Help = append([]rating.Help(nil), p.Help...)
		for i := range p.Help {
			if p.Help[i].Channel == observatory.ChannelPhone {
				p.Help[i].Quality = &quality
			}
		}
	}, rating.AskedContact)
}

func (s *sheet) comment(page rating.Submission, text, other string) rating.Submission {
	s.t.Helper()
	asked := []rating.Asked{rating.AskedComment}
	for _, h := range page.Help {
		if h.Channel == rating.HelpOther {
			asked = append(asked, rating.AskedOtherHelp)
		}
	}
	return s.send(page, func(p *rating.Submission) { p.Comment, p.HelpOtherText = text, other }, asked...)
}

// held is the one rating that the journal holds, as the database will.
func (b *testbed) held(t *testing.T) rating.Rating {
	t.Helper()
	var last rating.Rating
	for entry, err := range b.journal.Read(1) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := record.ParseRating(entry.Payload, make(plainjson.Words))
		if err != nil {
			t.Fatal(err)
		}
		if last.Version > 0 && r.ID != last.ID {
			t.Fatalf("the journal holds two ratings: %s and %s", last.ID, r.ID)
		}
		if r.Order() > last.Order() || last.Version == 0 {
			last = r
		}
	}
	return last
}

// answers writes a rating's answers in one line.
func answers(r rating.Rating) string {
	return fmt.Sprintf("%d %d %s %v %q %q %s", r.Satisfaction, r.Clarity, r.Outcome, r.Help, r.HelpOtherText, r.Comment, r.Lang)
}

// TestPages sends pages of one form in any order: the last answer to each
// question counts.
func TestPages(t *testing.T) {
	t.Parallel()
	const phone, other = observatory.ChannelPhone, rating.HelpOther
	for name, c := range map[string]struct {
		walk func(*sheet)
		want string
	}{
		"bad, good, bad": {func(s *sheet) {
			first := s.page
			for _, satisfaction := range []string{"bad", "good", "bad"} {
				s.rate(first, satisfaction)
			}
		}, `1 0 unknown [] "" "" fr`},
		"every answer many times": {func(s *sheet) {
			first := s.page
			for range 20 {
				for _, satisfaction := range []string{"bad", "medium", "good", "medium"} {
					s.rate(first, satisfaction)
				}
			}
		}, `2 0 unknown [] "" "" fr`},
		"clarity 1, 5, 1": {func(s *sheet) {
			second := s.rate(s.page, "good")
			for _, level := range []int{1, 5, 1} {
				s.clear(second, level)
			}
		}, `3 1 done [] "" "" fr`},
		"clarity taken back": {func(s *sheet) {
			second := s.rate(s.page, "good")
			s.clear(second, 4)
			s.clear(second, 0)
		}, `3 0 done [] "" "" fr`},
		"after a changed mind the next page counts": {func(s *sheet) {
			first := s.page
			s.rate(first, "bad")
			s.clear(s.rate(first, "good"), 2)
		}, `3 2 done [] "" "" fr`},
		"the first page again keeps all others": {func(s *sheet) {
			first := s.page
			page := s.help(s.clear(s.rate(first, "bad"), 5), phone, other)
			s.comment(s.contact(page, 3), "Bien.", "Ma voisine")
			s.rate(first, "good")
		}, `3 5 done [{phone 0 3} {other 0 0}] "Ma voisine" "Bien." fr`},
		"a page that comes after the texts keeps them": {func(s *sheet) {
			first := s.page
			second := s.rate(first, "bad")
			last := s.comment(s.help(second, other), "Bien.", "Ma voisine")
			s.clear(last, 4)
		}, `1 4 done [{other 0 0}] "Ma voisine" "Bien." fr`},
		"help again keeps what was said of a channel": {func(s *sheet) {
			third := s.clear(s.rate(s.page, "bad"), 5)
			s.contact(s.help(third, phone), 3)
			s.help(third, "email", phone)
		}, `1 5 done [{email 0 0} {phone 0 3}] "" "" fr`},
		"help without the other place": {func(s *sheet) {
			third := s.rate(s.page, "bad")
			s.comment(s.help(third, phone, other), "Bien.", "Ma voisine")
			s.help(third, phone)
		}, `1 0 unknown [{phone 0 0}] "" "Bien." fr`},
		"contact about a channel that is gone": {func(s *sheet) {
			third := s.rate(s.page, "bad")
			contact := s.help(third, phone)
			s.contact(contact, 2)
			s.help(third, rating.HelpNone)
			s.contact(contact, 4)
		}, `1 0 unknown [{none 0 0}] "" "" fr`},
		"a comment, another and the first again": {func(s *sheet) {
			page := s.rate(s.page, "bad")
			for _, text := range []string{"Long.", "Bien.", "Long."} {
				s.comment(page, text, "")
			}
		}, `1 0 unknown [] "" "Long." fr`},
		"a comment taken back": {func(s *sheet) {
			page := s.rate(s.page, "bad")
			s.comment(page, "Long.", "")
			s.comment(page, "", "")
		}, `1 0 unknown [] "" "" fr`},
		"another language": {func(s *sheet) {
			first := s.page
			s.clear(s.rate(first, "bad"), 5)
			first.Lang = "en"
			s.rate(first, "good")
			first.Lang = "fr"
			s.rate(first, "bad")
		}, `1 5 done [] "" "" fr`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
			b.Start(t.Context())
			c.walk(newSheet(t, b))
			if got := answers(b.held(t)); got != c.want {
				t.Errorf("held: %s\nwant: %s", got, c.want)
			}
			b.kill(t)
		})
	}
}

// TestPagesOverRestarts: what was answered before a restart is known after it,
// before anything is taken.
func TestPagesOverRestarts(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	b := newTestbed(t, folder, &shippingtest.Store{}, Config{})
	b.Start(t.Context())
	s := newSheet(t, b)
	first := s.page
	s.comment(s.clear(s.rate(first, "bad"), 5), "Bien.", "")
	b.kill(t)

	s.b = newTestbed(t, folder, &shippingtest.Store{}, Config{})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.b.AcceptPage(gone, func() rating.Submission { first.Satisfaction = "good"; return first }(), nil); !errors.Is(err, observatory.ErrUnavailable) {
		t.Errorf("before the journal was read a page is answered %v", err)
	}
	s.b.Start(t.Context())
	s.rate(first, "good")
	if got, want := answers(s.b.held(t)), `3 5 done [] "" "Bien." fr`; got != want {
		t.Errorf("held: %s\nwant: %s", got, want)
	}
	s.b.kill(t)
}

// TestPagesOfOneToken: a link that proves a completion is opened twice, and the
// later visit corrects the first.
func TestPagesOfOneToken(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Keys: keys})
	b.Start(t.Context())
	s := newSheet(t, b)
	visit := s.page
	visit.Token = signed(visit.Procedure, time.Now())
	for _, satisfaction := range []string{"bad", "good", "bad"} {
		visit.ID = uuid.NewString()
		s.rate(visit, satisfaction)
	}
	if r := b.held(t); r.Satisfaction != 1 || !r.Signed {
		t.Errorf("held: %+v", r)
	}
	b.kill(t)
}

// TestPagesEnd: a rating takes 200 versions, for an hour.
func TestPagesEnd(t *testing.T) {
	t.Parallel()
	c := newClock(shippingtest.Now())
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{Now: c.Now, NoLimits: true})
	b.Start(t.Context())
	s := newSheet(t, b)
	first := s.page
	for n := range rating.MaxVersion {
		s.rate(first, []string{"bad", "good"}[n%2])
	}
	first.Satisfaction = "bad"
	asked := []rating.Asked{rating.AskedSatisfaction}
	if _, _, err := b.AcceptPage(t.Context(), first, asked); !errors.Is(err, observatory.ErrConflict) {
		t.Errorf("version 201 is answered %v", err)
	}
	other := newSheet(t, b)
	other.rate(other.page, "bad")
	c.set(c.Now().Add(latest + time.Minute))
	page := other.page
	page.Satisfaction = "good"
	if _, _, err := b.AcceptPage(t.Context(), page, asked); !errors.Is(err, observatory.ErrConflict) {
		t.Errorf("after more than an hour a page is answered %v", err)
	}
	page.Satisfaction = "bad"
	if again, _, err := b.AcceptPage(t.Context(), page, asked); err != nil || !again.Known {
		t.Errorf("the same after more than an hour is answered %+v %v", again, err)
	}
	b.kill(t)
}

// TestPageCorrectsAnAPIClient: a page comes after any version that was sent.
func TestPageCorrectsAnAPIClient(t *testing.T) {
	t.Parallel()
	b := newTestbed(t, t.TempDir(), &shippingtest.Store{}, Config{})
	b.Start(t.Context())
	s := newSheet(t, b)
	sent := s.page
	sent.Version, sent.Satisfaction = 40, "good"
	if _, err := b.Accept(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	s.rate(s.page, "bad")
	if r := b.held(t); r.Satisfaction != 1 || r.Version != 41 {
		t.Errorf("held: version %d, satisfaction %d", r.Version, r.Satisfaction)
	}
	b.kill(t)
}
