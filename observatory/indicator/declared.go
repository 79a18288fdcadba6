package indicator

import "servicequality/observatory"

// declarationYears is for how many years an accessibility declaration holds.
const declarationYears = 3

// VolumeMonths is for how many months a declared volume holds.
const VolumeMonths = 24

// declared computes a kind that the catalogue or the declared volumes answer.
// They count everything: no minimum and no interval.
func (j computation) declared(rule Rule) Indicator {
	if j.exempt(rule.Kind) {
		return j.blank(rule, StateNotApplicable)
	}
	switch rule.Kind {
	case KindOnline:
		return j.word(rule, string(j.procedure.Online))
	case KindAccessibility:
		return j.accessibility(rule)
	case KindTellUsOnce:
		if asked := j.procedure.TellUsOnce; asked != nil {
			return j.number(rule, observatory.Ratio{Num: uint64(*asked), Den: 1})
		}
		return j.blank(rule, StateUnknown)
	case KindDigitalUse:
		return j.digitalUse(rule)
	case KindCompletion:
		return j.completion(rule)
	case KindAuthentication:
		return j.onlineWord(rule, string(j.procedure.Authentication))
	case KindMobile:
		return j.onlineWord(rule, string(j.procedure.Mobile))
	case KindHumanHelp:
		return j.word(rule, j.procedure.HumanHelp())
	case KindAlternative:
		return j.word(rule, string(j.procedure.Alternative))
	}
	return j.blank(rule, StateUnknown)
}

// word is a figure in words: a word without a level says that the kind does
// not apply, or that nothing is known.
func (j computation) word(rule Rule, text string) Indicator {
	word, ok := rule.Word(text)
	if !ok {
		if text == string(StateNotApplicable) {
			return j.blank(rule, StateNotApplicable)
		}
		return j.blank(rule, StateUnknown)
	}
	figure := j.blank(rule, StatePublished)
	figure.Word, figure.Level, figure.LevelCertain = word.Word, word.Level, true
	figure.GoalReached = &word.Goal
	return figure
}

// onlineWord is a word about the online procedure, of which there is nothing
// to know where there is none.
func (j computation) onlineWord(rule Rule, text string) Indicator {
	figure := j.word(rule, text)
	if figure.State == StateUnknown {
		return j.nothing(rule)
	}
	return figure
}

// nothing says why nothing is declared of an online procedure.
func (j computation) nothing(rule Rule) Indicator {
	if j.procedure.Online == observatory.OnlineNo {
		return j.blank(rule, StateNotOnline)
	}
	return j.blank(rule, StateUnknown)
}

func (j computation) number(rule Rule, value observatory.Ratio) Indicator {
	figure := j.blank(rule, StatePublished)
	figure.setValue(rule, value)
	figure.LevelCertain = figure.Level != ""
	return figure
}

// accessibility is the rate of a declaration that is published and less than
// three years old at the window's end, else the word "no". A catalogue that
// says nothing of a declaration leaves it unknown.
func (j computation) accessibility(rule Rule) Indicator {
	p := j.procedure
	end := j.window.End.Date()
	oldest := observatory.NewDay(end.Year()-declarationYears, end.Month(), end.Day())
	switch {
	case p.AccessibilityRate == nil && p.AccessibilityDeclaredOn == 0 && p.AccessibilityURL == "":
		return j.nothing(rule)
	case p.AccessibilityRate != nil && p.AccessibilityDeclaredOn >= oldest:
		return j.number(rule, observatory.PercentRatio(*p.AccessibilityRate))
	}
	return j.word(rule, string(observatory.No))
}

// digitalUse is the share of online transactions as stated for periods, else as
// the catalogue declares it, or when that ends later: stale when the volumes'
// last day lies more than 24 months before the window's end.
func (j computation) digitalUse(rule Rule) Indicator {
	p, declared := j.procedure, j.procedure.OnlineShare()
	stated, ok := StatedTakeUp(j.basis.Volumes, j.window)
	// A catalogue without dates is as old as nobody knows: it yields, but not to
	// what is stale.
	yields := p.VolumeEnd <= stated.From.End && (p.VolumeEnd != 0 || !j.volumeStale(stated.From.End))
	if ok && (!declared.Exists() || yields) {
		return j.transactions(rule, observatory.Ratio{Num: stated.Online, Den: stated.All}, stated.From)
	}
	if !declared.Exists() {
		return j.nothing(rule)
	}
	if p.VolumeEnd != 0 && j.volumeStale(p.VolumeEnd) {
		return j.blank(rule, StateStale)
	}
	figure := j.number(rule, declared)
	figure.Provenance = &Provenance{Origin: OriginCatalogue, Method: p.VolumeMethod, Source: p.VolumeSource, Start: p.VolumeStart, End: p.VolumeEnd}
	return figure
}

// transactions is a figure of stated volumes, about their own period.
func (j computation) transactions(rule Rule, value observatory.Ratio, from Provenance) Indicator {
	if j.volumeStale(from.End) {
		return j.blank(rule, StateStale)
	}
	figure := j.number(rule, value)
	figure.Window, figure.Provenance = observatory.Window{Start: from.Start, End: from.End + 1}, &from
	return figure
}

// volumeStale says whether a volume whose last day is this one is too old.
func (j computation) volumeStale(last observatory.Day) bool {
	return last+1 < observatory.LastMonths(j.window.AsOf(), VolumeMonths).Start
}

// completion is completed / started online transactions, of the newest period
// in or before the window for which both are stated (of equal ends, the
// longest): stale like a declared share.
func (j computation) completion(rule Rule) Indicator {
	var newest *observatory.Volume
	for i, v := range j.basis.Volumes {
		if v.Channel != observatory.ChannelOnline || v.Started == nil || v.Completed == nil || *v.Started == 0 || v.End >= j.window.End {
			continue
		}
		if newest == nil || v.End > newest.End || v.End == newest.End && v.Start < newest.Start {
			newest = &j.basis.Volumes[i]
		}
	}
	if newest == nil {
		return j.nothing(rule)
	}
	from := provenance(observatory.Window{Start: newest.Start, End: newest.End + 1}, []observatory.Volume{*newest})
	return j.transactions(rule, observatory.Ratio{Num: *newest.Completed, Den: *newest.Started}, from)
}
