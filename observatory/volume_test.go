package observatory_test

import (
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
)

// quarter is a volume of the first quarter of 2026.
func quarter(channel string, started, completed uint64) observatory.Volume {
	v := observatory.Volume{
		Procedure: "a", Start: observatory.NewDay(2026, 1, 1), End: observatory.NewDay(2026, 3, 31),
		Channel: channel, Method: "counted",
	}
	if started > 0 {
		v.Started = &started
	}
	if completed > 0 {
		v.Completed = &completed
	}
	return v
}

func TestVolumeValidate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		change func(*observatory.Volume)
		want   string
	}{
		{"right", func(*observatory.Volume) {}, ""},
		{"one day", func(v *observatory.Volume) { v.End = v.Start }, ""},
		{"completed alone", func(v *observatory.Volume) { v.Started = nil }, ""},
		{"nothing", func(v *observatory.Volume) { v.Started, v.Completed = nil, nil }, "completed: must be given, or started"},
		{"more completed than started", func(v *observatory.Volume) { v.Completed = new(uint64(11)) }, "completed: must not be more than started"},
		{"too many", func(v *observatory.Volume) { v.Started = new(uint64(1_000_000_000_001)) }, "started: must be at most 1000000000000"},
		{"backwards", func(v *observatory.Volume) { v.End = v.Start - 1 }, "period_end: must not be before period_start"},
		{"no period", func(v *observatory.Volume) { v.Start, v.End = 0, 0 },
			"period_start: must be a date like 2026-10-31; period_end: must be a date like 2026-10-31"},
		{"unknown words", func(v *observatory.Volume) { v.Channel, v.Method = "pigeon", "guessed" },
			"channel: must be one of online, counter, phone, post, all; method: must be one of counted, estimated"},
		{"wrong id", func(v *observatory.Volume) { v.ID = "a b" }, "_id: must be at most 64 letters, digits, _ or -"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := quarter("online", 10, 5)
			tc.change(&v)
			if got := observatorytest.Reason(v.Validate()); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestVolumeIDs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range []observatory.Volume{quarter("online", 1, 1), quarter("all", 1, 1), {Procedure: "b", Channel: "all"}} {
		v.Complete()
		if seen[v.ID] || v.ID == "" || !observatory.ValidID(v.ID) {
			t.Errorf("id %q", v.ID)
		}
		seen[v.ID] = true
	}
	corrected := quarter("online", 2, 2)
	corrected.Complete()
	if !seen[corrected.ID] {
		t.Error("a correction has another id than what it corrects")
	}
	named := observatory.Volume{ID: "mine"}
	if named.Complete(); named.ID != "mine" {
		t.Errorf("the id that was given became %q", named.ID)
	}
}

func TestMoreOnlineThanInAllIsRefused(t *testing.T) {
	t.Parallel()
	other := quarter("all", 1, 1)
	other.End++
	for _, tc := range []struct {
		name          string
		known, stated []observatory.Volume
		want          int
	}{
		{"nothing", nil, nil, -1},
		{"online alone", nil, []observatory.Volume{quarter("online", 9, 9)}, -1},
		{"as many", nil, []observatory.Volume{quarter("online", 9, 9), quarter("all", 9, 9)}, -1},
		{"more completed", nil, []observatory.Volume{quarter("phone", 99, 99), quarter("online", 9, 9), quarter("all", 9, 8)}, 1},
		{"more started", nil, []observatory.Volume{quarter("online", 9, 0), quarter("all", 8, 0)}, 0},
		{"beside what is known", []observatory.Volume{quarter("all", 8, 8)}, []observatory.Volume{quarter("online", 9, 9)}, 0},
		{"corrected together", []observatory.Volume{quarter("all", 8, 8)}, []observatory.Volume{quarter("online", 9, 9), quarter("all", 9, 9)}, -1},
		{"another period", []observatory.Volume{other}, []observatory.Volume{quarter("online", 9, 9)}, -1},
		{"others' faults", []observatory.Volume{quarter("all", 8, 8), quarter("online", 9, 9)}, []observatory.Volume{other}, -1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := observatory.CheckVolumes(tc.known, tc.stated); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
}
