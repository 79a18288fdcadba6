package aggregator

import (
	"context"
	"fmt"
	"time"

	"observatory"
)

// Watches reads what alarms follow from.
type Watches interface {
	// Days returns a procedure's daily answers of the headline population.
	Days(ctx context.Context, procedure string, w observatory.Window) ([]observatory.Tally, error)
	// Pulses returns how the ratings of each procedure came in since a day.
	Pulses(ctx context.Context, since observatory.Day) (map[string]observatory.Pulse, error)
	// Hours returns the unsigned ratings that nobody set aside, by hour.
	Hours(ctx context.Context, from, to time.Time) (map[string][]observatory.HourCount, error)
	// Hosts returns what came from each host since a day.
	Hosts(ctx context.Context, since observatory.Day) ([]observatory.HostCount, error)
	// Freshness returns until when the sources of each procedure's figures go,
	// and when a catalogue was last imported.
	Freshness(ctx context.Context, today observatory.Day) (map[string]observatory.Freshness, observatory.Day, error)
}

// Alarms keeps the alarms, and which of them were told.
type Alarms interface {
	Alarms(ctx context.Context, procedures ...string) ([]observatory.Alarm, error)
	SaveAlarms(ctx context.Context, alarms []observatory.Alarm) error
	Notebook
}

// finder looks at every procedure of the catalogue for findings of one kind.
type finder func(context.Context, *observatory.Catalogue) ([]observatory.Finding, error)

// alarms looks for everything that deserves an alarm, over closed days.
func (a *Aggregator) alarms(ctx context.Context) (result, error) {
	if _, err := a.Run(ctx, "tally"); err != nil {
		return result{}, err
	}
	return a.watch(ctx, map[observatory.AlarmKind]finder{
		observatory.AlarmDrop: a.drops, observatory.AlarmSilence: a.silences,
		observatory.AlarmHost: a.strangers, observatory.AlarmBurst: a.bursts, observatory.AlarmStale: a.stale,
	})
}

// abuse looks for what should not wait for the night.
func (a *Aggregator) abuse(ctx context.Context) (result, error) {
	return a.watch(ctx, map[observatory.AlarmKind]finder{
		observatory.AlarmHost: a.strangers, observatory.AlarmBurst: a.bursts, observatory.AlarmStale: a.stale,
	})
}

// watch opens the alarms of what the finders find, closes those of what they
// find no more, and tells of both.
func (a *Aggregator) watch(ctx context.Context, finders map[observatory.AlarmKind]finder) (result, error) {
	catalogue, err := a.store.Catalogue(ctx)
	if err != nil {
		return result{}, err
	}
	var found []observatory.Finding
	var kinds []observatory.AlarmKind
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
	changed := observatory.UpdateAlarms(known, found, kinds, a.now().UTC().Truncate(time.Millisecond))
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

func (a *Aggregator) drops(ctx context.Context, catalogue *observatory.Catalogue) (found []observatory.Finding, err error) {
	today := a.today()
	for _, p := range catalogue.Procedures() {
		days, err := a.store.Days(ctx, p.ID, observatory.DropWindow(today))
		if err != nil {
			return nil, err
		}
		if drop, ok := observatory.FindDrop(days, today); ok {
			found = append(found, drop.Finding(p.ID, today))
		}
	}
	return found, nil
}

// pulseHistory is how many days back a last rating is looked for, with the year
// before it.
const pulseHistory = 2*366 + 28

func (a *Aggregator) silences(ctx context.Context, catalogue *observatory.Catalogue) (found []observatory.Finding, err error) {
	today := a.today()
	pulses, err := a.store.Pulses(ctx, today-pulseHistory)
	if err != nil {
		return nil, err
	}
	for _, p := range catalogue.Procedures() {
		if p.Button == observatory.No || p.ClosedOn != 0 && p.ClosedOn <= today {
			continue
		}
		if f, ok := observatory.FindSilence(p.ID, pulses[p.ID], today); ok {
			found = append(found, f)
		}
	}
	return found, nil
}

func (a *Aggregator) strangers(ctx context.Context, catalogue *observatory.Catalogue) (found []observatory.Finding, err error) {
	counts, err := a.store.Hosts(ctx, observatory.StrangeWindow(a.today()).Start)
	if err != nil {
		return nil, err
	}
	for i := range catalogue.Procedures() {
		found = append(found, observatory.FindStrangers(&catalogue.Procedures()[i], counts)...)
	}
	return found, nil
}

func (a *Aggregator) bursts(ctx context.Context, catalogue *observatory.Catalogue) (found []observatory.Finding, err error) {
	first, from, to := observatory.BurstHours(a.now())
	hours, err := a.store.Hours(ctx, first, to)
	if err != nil {
		return nil, err
	}
	for _, p := range catalogue.Procedures() {
		for _, burst := range observatory.FindBursts(hours[p.ID], from, to) {
			found = append(found, burst.Finding(p.ID))
		}
	}
	return found, nil
}
