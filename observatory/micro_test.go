package observatory_test

import (
	"encoding/json"
	"math"
	"testing"

	"servicequality/observatory"
)

func TestMicroRatioRoundsHalfUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		num, den, scale uint64
		want            string
	}{
		{0, 7, 10, "0.000000"},
		{428372, 542930, 10, "7.890004"},
		{1, 2_000_000, 1, "0.000001"},
		{1, 2_000_001, 1, "0.000000"},
		{2, 3, 100, "66.666667"},
		{1, 1, 100, "100.000000"},
		{math.MaxUint64, math.MaxUint64, 100, "100.000000"},
	} {
		if got := observatory.MicroRatio(c.num, c.den, c.scale).String(); got != c.want {
			t.Errorf("%d/%d·%d = %s, want %s", c.num, c.den, c.scale, got, c.want)
		}
	}
}

func TestMicroOf(t *testing.T) {
	t.Parallel()
	for x, want := range map[float64]string{
		0: "0.000000", 7.8900042: "7.890004", 0.0000005: "0.000001", -0.8: "-0.800000", -1.5e-6: "-0.000001", -0.25: "-0.250000", 123456789: "123456789.000000",
	} {
		if got := observatory.MicroOf(x).String(); got != want {
			t.Errorf("MicroOf(%v) = %s, want %s", x, got, want)
		}
	}
}

func TestMicroJSON(t *testing.T) {
	t.Parallel()
	for _, m := range []observatory.Micro{0, 1, -1, 7_890_004, 100_000_000, -800_000, 1_081_295_220_000_001} {
		text, err := json.Marshal(&m)
		if err != nil {
			t.Fatal(err)
		}
		var back observatory.Micro
		if err := json.Unmarshal(text, &back); err != nil || back != m {
			t.Errorf("%s reads back as %s, %v", text, back, err)
		}
	}
	var m observatory.Micro
	if err := json.Unmarshal([]byte(`"7.5"`), &m); err == nil {
		t.Error("a text is read as a number")
	}
}
