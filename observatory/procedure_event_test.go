package observatory_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
)

func merge(from, into string, day observatory.Day) observatory.ProcedureEvent {
	return observatory.ProcedureEvent{Kind: observatory.ProcedureMerge, Procedure: from, Target: into, Day: day}
}

func TestSuccessions(t *testing.T) {
	t.Parallel()
	deleted := merge("a", "z", 5)
	deleted.Deleted = true
	for name, test := range map[string]struct {
		events []observatory.ProcedureEvent
		want   []observatory.Succession
	}{
		"none":                     {nil, nil},
		"one":                      {[]observatory.ProcedureEvent{merge("a", "b", 10), deleted}, []observatory.Succession{{Procedure: "a", Into: "b", From: 10}}},
		"a chain, later":           {[]observatory.ProcedureEvent{merge("a", "b", 10), merge("b", "c", 20)}, []observatory.Succession{{Procedure: "a", Into: "c", From: 20}, {Procedure: "b", Into: "c", From: 20}, {Procedure: "a", Into: "b", From: 10}}},
		"a chain, the later first": {[]observatory.ProcedureEvent{merge("a", "b", 20), merge("b", "c", 10)}, []observatory.Succession{{Procedure: "a", Into: "c", From: 20}, {Procedure: "b", Into: "c", From: 10}}},
	} {
		got, err := observatory.Successions(test.events)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %s %v", name, diff, err)
		}
	}
	for _, circle := range [][]observatory.ProcedureEvent{
		{merge("a", "b", 10), merge("b", "a", 20)}, {merge("a", "a", 1)}, {merge("a", "b", 1), merge("b", "c", 1), merge("c", "b", 9)},
	} {
		if _, err := observatory.Successions(circle); err == nil || !strings.Contains(err.Error(), "circle") {
			t.Errorf("%v: the error is %v", circle, err)
		}
	}
}

// TestSuccessionsEqualWalking compares with following the merges day by day.
func TestSuccessionsEqualWalking(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	const names = "abcdef"
	for range 500 {
		var events []observatory.ProcedureEvent
		for i := range len(names) - 1 { // only forwards: no circle
			if random.IntN(2) == 0 {
				events = append(events, merge(names[i:i+1], string(names[i+1+random.IntN(len(names)-i-1)]), observatory.Day(1+random.IntN(20))))
			}
		}
		all, err := observatory.Successions(events)
		if err != nil {
			t.Fatal(err)
		}
		for _, start := range names {
			for day := observatory.Day(0); day < 25; day++ {
				want := string(start)
				for moved := true; moved; {
					moved = false
					for _, e := range events {
						if e.Procedure == want && e.Day <= day {
							want, moved = e.Target, true
						}
					}
				}
				got := string(start)
				for _, s := range all {
					if s.Procedure == string(start) && s.From <= day {
						got = s.Into
						break
					}
				}
				if got != want {
					t.Fatalf("%v: on day %d the ratings of %c count for %s, want %s", events, day, start, got, want)
				}
			}
		}
	}
}

func TestApplyEvents(t *testing.T) {
	t.Parallel()
	procedures := []observatory.Procedure{{ID: "a", Aliases: []string{"jdma:1"}}, {ID: "b"}, {ID: "c"}}
	events := []observatory.ProcedureEvent{
		merge("a", "b", 10), merge("c", "b", 99), merge("x", "b", 1),
		{Kind: observatory.ProcedureAlias, Procedure: "b", Target: "jdma:7", Day: 1},
		{Kind: observatory.ProcedureClose, Procedure: "c", Message: "fini", Day: 5},
	}
	after, err := observatory.ApplyEvents(procedures, events, 20)
	if err != nil {
		t.Fatal(err)
	}
	c := observatory.NewCatalogue(after)
	for name, want := range map[string]string{"a": "b", "jdma:1": "b", "jdma:7": "b", "b": "b", "c": "c"} {
		if p, ok := c.Find(name); !ok || p.ID != want {
			t.Errorf("%s leads to %+v, want %s", name, p, want)
		}
	}
	if p, _ := c.Find("c"); len(after) != 2 || p.ClosedOn != 5 || p.ClosedMessage != "fini" {
		t.Errorf("the procedures are %+v", after)
	}
	if before, err := observatory.ApplyEvents(procedures, events, 4); err != nil || len(before) != 3 || before[2].ClosedOn != 0 {
		t.Errorf("before the day they are %+v, %v", before, err)
	}
	if procedures[1].Aliases != nil {
		t.Error("the given procedures were changed")
	}
}

func TestValidateProcedureEvent(t *testing.T) {
	t.Parallel()
	c := observatory.NewCatalogue([]observatory.Procedure{{ID: "a", Aliases: []string{"jdma:1"}}, {ID: "b"}})
	known := []observatory.ProcedureEvent{merge("a", "b", 3)}
	for name, test := range map[string]struct {
		event observatory.ProcedureEvent
		words string
	}{
		"the same again":   {merge("a", "b", 5), ""},
		"into itself":      {merge("a", "a", 5), "into itself"},
		"into another":     {merge("a", "c", 5), "already"},
		"round":            {merge("b", "a", 5), "circle"},
		"no day":           {merge("b", "c", 0), "needs the day"},
		"an alias":         {observatory.ProcedureEvent{Kind: observatory.ProcedureAlias, Procedure: "b", Target: "jdma:2", Day: 1}, ""},
		"another's alias":  {observatory.ProcedureEvent{Kind: observatory.ProcedureAlias, Procedure: "b", Target: "jdma:1", Day: 1}, "belongs to a"},
		"an alias in two":  {observatory.ProcedureEvent{Kind: observatory.ProcedureAlias, Procedure: "b", Target: "x y", Day: 1}, "cannot be an alias"},
		"a silent closing": {observatory.ProcedureEvent{Kind: observatory.ProcedureClose, Procedure: "b", Day: 1}, "needs a message"},
	} {
		err := test.event.Validate(c, known)
		if test.words == "" && err != nil || test.words != "" && (err == nil || !strings.Contains(err.Error(), test.words)) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
