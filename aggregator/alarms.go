package aggregator

import (
	"context"
	"fmt"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/rating"
)

// Watches reads what alarms follow from.
type Watches interface {
	// Days returns a procedure's daily answers of the headline population.
	Days(ctx context.Context, procedure string, w observatory.Window) ([]rating.Tally, error)
	// Pulses returns how the ratings of each procedure came in since a day.
	Pulses(ctx context.Context, since observatory.Day) (map[string]alarm.Pulse, error)
	// Hours returns the unsigned ratings that nobody set aside, by hour.
	Hours(ctx context.Context, from, to time.Time) (map[string][]alarm.HourCount, error)
	// Hosts returns what came from each host since a day.
	Hosts(ctx context.Context, since observatory.Day) ([]rating.HostCount, error)
	// Freshness returns until when the sources of each procedure's figures go,
	// and when a catalogue was last imported.
	Freshness(ctx context.Context, today observatory.Day) (map[string]alarm.Freshness, observatory.Day, error)
}

// Alarms keeps the alarms, and which of them were told.
type Alarms interface {
	Alarms(ctx context.Context, procedures ...string) ([]alarm.Alarm, error)
	SaveAlarms(ctx context.Context, alarms []alarm.Alarm) error
	Notebook
}

// finder looks at every procedure of the catalogue for findings of one kind.
type finder func(context.Context, *observatory.Catalogue) ([]alarm.Finding, error)

// alarms looks for everything that deserves an alarm, over closed days.
func (a *Aggregator) alarms(ctx context.Context) (result, error) {
	if _, err := a.Run(ctx, "tally"); err != nil {
		return result{}, err
	}
	return a.watch(ctx, map[alarm.Kind]finder{
		alarm.KindDrop: a.drops, alarm.KindSilence: a.silences,
		alarm.KindHost: a.strangers, alarm.KindBurst: a.bursts, alarm.KindStale: a.stale,
	})
}

// abuse looks for what should not wait for the night.
func (a *Aggregator) abuse(ctx context.Context) (result, error) {
	return a.watch(ctx, map[alarm.Kind]finder{
		alarm.KindHost: a.strangers, alarm.KindBurst: a.bursts, alarm.KindStale: a.stale,
	})
}

// watch opens the alarms of what the finders find, closes those of what they
// find no more, and tells of both.
func (a *Aggregator) watch(ctx context.Context, finders map[alarm.Kind]finder) (result, error) {
	catalogue, err := a.store.Catalogue(ctx)
	if err != nil {
		return result{}, err
	}
	var found []alarm.Finding
	var kinds []alarm.Kind
	for kind, find := range finders {
		some, err := find(ctx, catalogue)
		if err != nil {
			return result{}, fmt.Errorf("cannot look for alarms of the kind %s: %w", kind, err)
		}
		found, kinds = append(found, some...), append(kinds, kind)
	}
	known, err := a.store.Alarms(ctx)
	if err != nil {
		return result{}, err
	}
	changed := alarm.Update(known, found, kinds, a.now().UTC().Truncate(time.Millisecond))
	if err := a.store.SaveAlarms(ctx, changed); err != nil {
		return result{}, err
	}
	if known, err = a.store.Alarms(ctx); err != nil {
		return result{}, err
	}
	a.metrics.countAlarms(known)
	a.tell(ctx, known)
	return result{rows: uint64(len(changed))}, nil
}

// today is the Paris day that is not closed yet.
func (a *Aggregator) today() observatory.Day { return observatory.DayOf(a.now()) }

func (a *Aggregator) drops(ctx context.Context, catalogue *observatory.Catalogue) (found []alarm.Finding, err error) {
	today := a.today()
	for _, p := range catalogue.Procedures() {
		days, err := a.store.Days(ctx, p.ID, alarm.DropWindow(today))
		if err != nil {
			return nil, err
		}
		if drop, ok := alarm.FindDrop(days, today); ok {
			found = append(found, drop.Finding(p.ID, today))
		}
	}
	return found, nil
}

// pulseHistory is how many days back a last rating is looked for, with the year
// before it.
const pulseHistory = 2*366 + 28

func (a *Aggregator) silences(ctx context.Context, catalogue *observatory.Catalogue) (found []alarm.Finding, err error) {
	today := a.today()
	pulses, err := a.store.Pulses(ctx, today-pulseHistory)
	if err != nil {
		return nil, err
	}
	for _, p := range catalogue.Procedures() {
		if p.Button == observatory.No || p.ClosedOn != 0 && p.ClosedOn <= today {
			continue
		}
		if f, ok := alarm.FindSilence(p.ID, pulses[p.ID], today); ok {
			found = append(found, f)
		}
	}
	return found, nil
}

func (a *Aggregator) strangers(ctx context.Context, catalogue *observatory.Catalogue) (found []alarm.Finding, err error) {
	counts, err := a.store.Hosts(ctx, alarm.StrangeWindow(a.today()).Start)
	if err != nil {
		return nil, err
	}
	for i := range catalogue.Procedures() {
		found = append(found, alarm.FindStrangers(&catalogue.Procedures()[i], counts)...)
	}
	return found, nil
}

func (a *Aggregator) bursts(ctx context.Context, catalogue *observatory.Catalogue) (found []alarm.Finding, err error) {
	first, from, to := alarm.BurstHours(a.now())
	hours, err := a.store.Hours(ctx, first, to)
	if err != nil {
		return nil, err
	}
	for _, p := range catalogue.Procedures() {
		for _, burst := range alarm.FindBursts(hours[p.ID], from, to) {
			found = append(found, burst.Finding(p.ID))
		}
	}
	return found, nil
}
