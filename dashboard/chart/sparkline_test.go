package chart

import (
	"encoding/xml"
	"math"
	"strings"
	"testing"
)

func TestSparkline(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		values []*float64
		path   string // "" when there is no picture
	}{
		{"nothing", nil, ""},
		{"only gaps", []*float64{nil, nil}, ""},
		{"one value stands in the middle", []*float64{number(5)}, "M48.0 12.0L48.0 12.0"},
		{"from worst to best", []*float64{number(0), number(10)}, "M3.0 21.0L3.0 21.0L93.0 3.0"},
		{"a gap cuts the line", []*float64{number(10), nil, number(0)}, "M3.0 3.0L3.0 3.0M93.0 21.0L93.0 21.0"},
		{"outside of the scale", []*float64{number(-5), number(50)}, "M3.0 21.0L3.0 21.0L93.0 3.0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := string(Sparkline(test.values, 10))
			if test.path == "" {
				if got != "" {
					t.Errorf("got %s, want nothing", got)
				}
				return
			}
			if !strings.Contains(got, `<path d="`+test.path+`"`) {
				t.Errorf("got %s, want the path %s", got, test.path)
			}
			if err := xml.Unmarshal([]byte(got), new(struct{})); err != nil {
				t.Errorf("not well formed: %v", err)
			}
		})
	}
}

func TestSparklineOfNoNumber(t *testing.T) {
	t.Parallel()
	got := string(Sparkline([]*float64{number(math.NaN()), number(1)}, 10))
	if strings.Contains(got, "NaN") {
		t.Errorf("a value that is no number was drawn: %s", got)
	}
}
