package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestSpoken walks through every step and every error of the element in each
// language, with the keyboard alone, and checks each state. Colour schemes and
// widths take turns, or meet every state under OBSERVATORY_AUDIT=full.
func TestSpoken(t *testing.T) {
	t.Parallel()
	b, in := startBrowser(t), serve(t, t.TempDir())
	in.run("import", "catalogue", catalogueFile(t, "passport,Demander un passeport,Intérieur,yes,"))
	in.awaitForm("passport")
	for n, lang := range spoken() {
		t.Run(lang, func(t *testing.T) {
			in := in.on(t)
			g := openGate(t, in)
			w := openHost(t, b, host{procedure: "passport", lang: lang, endpoint: g.URL}.serve(t, in))
			w.view.lang = lang
			s := spokenWalk{tab: w, gate: g, turn: n}
			s.through()
			s.refused(t, b, in)
		})
	}
}

// spokenWalk is a walk through the element in one language.
type spokenWalk struct {
	*tab
	gate *gate
	turn int
}

// state checks what is shown.
func (s *spokenWalk) state(name string) {
	s.t.Helper()
	if full() {
		s.audit(name)
	} else {
		before := s.view
		s.resize(schemes()[s.turn/2%2], widths()[s.turn%2])
		s.axe()
		if overflow := eval[int](s.tab, "document.scrollingElement.scrollWidth - innerWidth"); overflow > 0 {
			s.t.Errorf("%s reaches %d px beyond the window of %d", name, overflow, s.view.width)
		}
		s.resize(before.scheme, before.width)
	}
	s.turn++
	if small := eval[string](s.tab, `[...document.querySelector('mon-avis').shadowRoot.querySelectorAll('button, .choices label, textarea, input[maxlength]')]
		.filter((e) => e.getBoundingClientRect().height < 44 || e.getBoundingClientRect().width < 44).map((e) => e.textContent || e.id).join()`); small != "" {
		s.t.Errorf("%s: targets smaller than 44 pixels: %s", name, small)
	}
	if at := eval[string](s.tab, "document.querySelector('mon-avis').shadowRoot.firstElementChild.lang"); at != s.view.lang {
		s.t.Errorf("%s is said to be in %q", name, at)
	}
}

// wrong presses the button and expects an error.
func (s *spokenWalk) wrong(name string) {
	s.t.Helper()
	s.tabTo("button")
	s.press(kb.Enter)
	s.await("the error of "+name, shadow("[role=alert]")+".textContent")
	s.state(name)
}

func (s *spokenWalk) through() {
	s.t.Helper()
	s.state("the first step")
	s.wrong("nothing chosen")
	s.press(kb.ArrowRight)
	s.next("[name=outcome]")
	s.state("the second step")
	s.tabTo("[name=clarity]")
	s.press(kb.ArrowRight)
	s.next("[name=help]")
	s.state("the step of help")
	for _, box := range []string{"phone", "email", "other", "none"} {
		s.tabTo("[value=" + box + "]")
		s.press(" ")
	}
	s.wrong("an answer that excludes the others")
	s.tabTo("[value=none]")
	s.press(" ")
	for range 2 { // the channels, one at a time
		s.next("[name=reached]")
		s.state("the step of a channel")
		s.tabTo("[name=reached]")
		s.press(" ")
	}
	s.next("textarea")
	s.state("the last step")
	s.tabTo("#other")
	s.press("x")
	s.next("code")
	s.state("thanks")
	s.keeps(nothing)
}

// refused meets an observatory that is not there, and one that refuses.
func (s *spokenWalk) refused(t *testing.T, b *browser, in *instance) {
	t.Helper()
	s.gate.set(true)
	v := visitor{tab: b.tab(t, view{s.view.lang, "light", 1280, scriptOn}), gate: s.gate,
		address: host{procedure: "passport", lang: s.view.lang, endpoint: s.gate.URL}.serve(t, in)}
	v.open()
	v.choose()
	v.await("the notice", shadow("p[tabindex]"))
	waits := spokenWalk{tab: v.tab, turn: s.turn}
	waits.state("waiting")
	v = visitor{tab: b.tab(t, view{s.view.lang, "light", 1280, scriptOn}), gate: s.gate,
		address: host{procedure: "nothing", lang: s.view.lang}.serve(t, in)}
	v.open()
	v.choose()
	v.await("the link", shadow("slot a"))
	waits.tab = v.tab
	waits.state("refused")
	if text := eval[string](v.tab, shadow("p[tabindex]")+".textContent"); text == "" {
		t.Error(fmt.Sprint("nothing says why in ", s.view.lang))
	}
}
