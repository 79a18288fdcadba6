package alarm_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/rating"
)

// noon of a day in May.
func noon(day int) time.Time { return time.Date(2026, 5, day, 12, 0, 0, 0, time.UTC) }

func found(procedure string, kind alarm.Kind, subject string, day int) alarm.Finding {
	mark := observatory.Micro(8_600_000)
	return alarm.Finding{Procedure: procedure, Kind: kind, Subject: subject,
		Day: observatory.NewDay(2026, 5, day), LastTrue: observatory.NewDay(2026, 5, day),
		Details: alarm.Details{Baseline: &mark, Ratings: 7, From: noon(day)}}
}

// apply keeps the changed alarms as the database does.
func apply(known, changed []alarm.Alarm) []alarm.Alarm {
	for _, c := range changed {
		replaced := false
		for i := range known {
			if known[i].ID == c.ID {
				known[i], replaced = c, true
			}
		}
		if !replaced {
			known = append(known, c)
		}
	}
	return known
}

// TestUpdateAlarms follows alarms through days; every update is made twice, and
// the second changes nothing.
func TestUpdateAlarms(t *testing.T) {
	t.Parallel()
	drop, host, other := found("p", alarm.KindDrop, "", 1), found("p", alarm.KindHost, "a.example", 1), found("q", alarm.KindDrop, "", 2)
	var known []alarm.Alarm
	step := func(now time.Time, want int, kinds []alarm.Kind, findings ...alarm.Finding) {
		t.Helper()
		for _, want := range []int{want, 0} {
			changed := alarm.Update(known, findings, kinds, now)
			if len(changed) != want {
				t.Fatalf("on %s %d alarms changed, want %d: %+v", now, len(changed), want, changed)
			}
			known = apply(known, changed)
		}
	}
	all, abuse := alarm.Kinds(), []alarm.Kind{alarm.KindHost, alarm.KindBurst}
	step(noon(2), 2, all, drop, host)
	step(noon(3), 0, abuse, host) // who watches hosts alone closes no drop
	later := drop
	later.Day, later.LastTrue = later.Day+1, later.LastTrue+2 // seen on another day: the past was counted again
	step(noon(4), 2, all, later, host, other)
	step(noon(5), 1, abuse)
	if len(known) != 3 || !known[0].Open() || known[1].Open() || known[0].LastTrue != later.LastTrue || known[0].Day != drop.Day {
		t.Errorf("the alarms are %+v", known)
	}
	step(noon(6), 3, all, host)
	if known[0].Open() || !known[1].Open() || !known[1].OpenedAt.Equal(noon(2)) {
		t.Errorf("the same host on the same day opened %+v", known[1])
	}
	again := found("p", alarm.KindDrop, "", 20)
	step(noon(21), 1, all, host, again)
	if len(known) != 4 || known[3].ID == known[0].ID {
		t.Errorf("another drop opened %+v", known)
	}
}

func TestAlarmIDs(t *testing.T) {
	t.Parallel()
	f := found("p", alarm.KindHost, "a.example", 1)
	if got, want := f.ID().String(), "7467d8c9-713f-84e0-8ffb-593236d21624"; got != want {
		t.Errorf("the id is %s, want %s: alarms that are known would open again", got, want)
	}
	seen := map[string]bool{f.ID().String(): true}
	for _, other := range []alarm.Finding{
		found("q", alarm.KindHost, "a.example", 1), found("p", alarm.KindBurst, "a.example", 1),
		found("p", alarm.KindHost, "b.example", 1), found("p", alarm.KindHost, "a.example", 2),
	} {
		if id := other.ID().String(); seen[id] {
			t.Errorf("%+v has the id of another", other)
		} else {
			seen[id] = true
		}
	}
	same := f
	same.LastTrue, same.Details = same.LastTrue+9, alarm.Details{}
	if same.ID() != f.ID() {
		t.Error("the details are part of the id")
	}
}

func TestAlarmPublic(t *testing.T) {
	t.Parallel()
	opened := noon(1)
	for _, c := range []struct {
		name  string
		alarm alarm.Alarm
		now   time.Time
		want  bool
	}{
		{"at once", alarm.Alarm{OpenedAt: opened}, opened, false},
		{"almost seven days", alarm.Alarm{OpenedAt: opened}, opened.AddDate(0, 0, 7).Add(-time.Second), false},
		{"seven days", alarm.Alarm{OpenedAt: opened}, opened.AddDate(0, 0, 7), true},
		{"acknowledged", alarm.Alarm{OpenedAt: opened, AcknowledgedAt: opened.Add(time.Hour)}, opened.Add(2 * time.Hour), true},
		{"over", alarm.Alarm{OpenedAt: opened, ClosedAt: opened.AddDate(0, 0, 8)}, opened.AddDate(0, 0, 9), false},
		{"acknowledged and over", alarm.Alarm{OpenedAt: opened, AcknowledgedAt: opened, ClosedAt: opened}, opened, false},
	} {
		if got := c.alarm.Public(c.now); got != c.want {
			t.Errorf("%s: public %v", c.name, got)
		}
	}
	shown := alarm.Alarm{AcknowledgedBy: "office", Finding: found("p", alarm.KindHost, "insult.example", 1)}
	shown.Details.Button = "insult"
	shown = shown.Redacted()
	if shown.Subject != "" || shown.Details.Button != "" || shown.AcknowledgedBy != "" || shown.Details.Ratings != 7 {
		t.Errorf("the public sees %+v", shown)
	}
}

func TestAlarmJSON(t *testing.T) {
	t.Parallel()
	want := alarm.Alarm{Finding: found("p", alarm.KindBurst, "2026-05-01T12Z", 1), OpenedAt: noon(2)}
	want.ID = want.Finding.ID()
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got alarm.Alarm
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
}

func TestFindStrangers(t *testing.T) {
	t.Parallel()
	p := &observatory.Procedure{ID: "p", Hosts: []string{"www.example.org"}}
	day := observatory.NewDay(2026, 5, 1)
	count := func(host string, d observatory.Day, ratings, events uint32) rating.HostCount {
		return rating.HostCount{Procedure: "p", Day: day + d, Host: host, Standing: observatory.HostUnknown, Ratings: ratings, Events: events}
	}
	known, elsewhere := count("known.example", 0, 9, 9), count("a.example", 0, 9, 9)
	known.Standing, elsewhere.Procedure = observatory.HostKnown, "q"
	counts := []rating.HostCount{
		count("few.example", 0, 4, 19), count("few.example", 1, 4, 19), count("ratings.example", 0, 5, 0), count("ratings.example", 2, 8, 1),
		count("events.example", 1, 0, 20), count("www.example.org", 0, 50, 0), count("ip", 0, 6, 0), known, elsewhere,
	}
	finding := func(host string, first, last observatory.Day, ratings, events uint64) alarm.Finding {
		return alarm.Finding{Procedure: "p", Kind: alarm.KindHost, Subject: host, Day: day + first, LastTrue: day + last,
			Details: alarm.Details{Ratings: ratings, Events: events}}
	}
	want := []alarm.Finding{
		finding("ratings.example", 0, 2, 8, 1), finding("ip", 0, 0, 6, 0), finding("events.example", 1, 1, 0, 20),
	}
	if diff := cmp.Diff(want, alarm.FindStrangers(p, counts)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for n := range 20 {
		counts = append(counts, count(fmt.Sprintf("invented%02d.example", n), 3, 7, 0))
	}
	many := alarm.FindStrangers(p, counts)
	if len(many) != 5 || many[0].Subject != "ratings.example" || many[4].Subject != "invented03.example" {
		t.Errorf("of many hosts these raise alarms: %+v", many)
	}
	if got := alarm.FindStrangers(&observatory.Procedure{ID: "p"}, counts); got != nil {
		t.Errorf("a procedure without hosts has strangers: %+v", got)
	}
}

func TestFindSilence(t *testing.T) {
	t.Parallel()
	last := observatory.NewDay(2026, 5, 1)
	p := alarm.Pulse{Last: last, Recent: 28, YearBefore: 56} // one a day: 7.51 days
	if _, silent := alarm.FindSilence("p", p, last+8); silent {
		t.Error("seven days are a silence")
	}
	for _, today := range []observatory.Day{last + 9, last + 30} {
		f, silent := alarm.FindSilence("p", p, today)
		if !silent || f.Day != last+9 || f.LastTrue != today-1 || f.Details.Days != int(today-1-last) || f.Details.Last != last {
			t.Errorf("on %s: %+v", today, f)
		}
	}
}
