package summary_test

import (
	"math/rand/v2"
	"testing"

	"servicequality/observatory"
	"servicequality/observatory/observatorytest"
	"servicequality/observatory/summary"
)

func volume(online observatory.Online, total, done *uint64) observatory.Procedure {
	return observatory.Procedure{Online: online, VolumeTotal: total, VolumeOnline: done}
}

func TestTakeUp(t *testing.T) {
	t.Parallel()
	n := observatorytest.Ptr[uint64]
	toy := summary.MeasureTakeUp([]observatory.Procedure{
		volume(observatory.OnlineYes, n(100), n(50)),
		volume(observatory.OnlinePartial, n(300), nil),
		volume(observatory.OnlineYes, nil, n(20)),
		volume(observatory.OnlineNo, n(60), nil),
		volume(observatory.OnlineUnknown, n(30), nil), // unknown counts as no
		volume("", n(10), nil),
		volume(observatory.OnlineYes, n(0), n(0)),
	})
	observatorytest.NearMicro(t, "plain", toy.Plain, 50)
	observatorytest.NearMicro(t, "weighted", toy.Weighted, 50)
	observatorytest.NearMicro(t, "online low", toy.Online.Low, 12.5)
	observatorytest.NearMicro(t, "online high", toy.Online.High, 87.5)
	observatorytest.NearMicro(t, "all low", toy.All.Low, 10)
	observatorytest.NearMicro(t, "all high", toy.All.High, 70)
	observatorytest.NearMicro(t, "largest share", toy.LargestShare, 100)
	observatorytest.NearMicro(t, "effective number", toy.Effective, 1)
	got := [4]uint64{toy.Declared, toy.Online.Procedures, toy.All.Procedures, toy.WithoutTotal}
	if want := [4]uint64{1, 2, 5, 2}; got != want {
		t.Errorf("declared, online, all, without total = %v, want %v", got, want)
	}
	if toy.WithoutLargest != nil {
		t.Error("nothing is left without the only procedure, and yet there is a share")
	}
	none := summary.MeasureTakeUp(nil)
	if none.Plain != nil || none.Weighted != nil || none.Online.Low != nil || none.All.High != nil || none.Effective != nil {
		t.Error("an empty list has a take-up")
	}
}

func TestOnlineShare(t *testing.T) {
	t.Parallel()
	n := observatorytest.Ptr[uint64]
	for _, c := range []struct {
		name      string
		procedure observatory.Procedure
		want      observatory.Ratio
	}{
		{"both volumes", volume("", n(8), n(2)), observatory.Ratio{Num: 2, Den: 8}},
		{"declared percentage", observatory.Procedure{VolumeTotal: n(8), VolumeShare: observatorytest.Ptr(59.0)}, observatory.Ratio{Num: 59, Den: 100}},
		{"declared decimals", observatory.Procedure{VolumeShare: observatorytest.Ptr(62.5)}, observatory.Ratio{Num: 625, Den: 1000}},
		{"volumes before the percentage", observatory.Procedure{VolumeTotal: n(8), VolumeOnline: n(2), VolumeShare: observatorytest.Ptr(59.0)}, observatory.Ratio{Num: 2, Den: 8}},
		{"more online than in all", volume("", n(2), n(8)), observatory.Ratio{}},
		{"more than a hundred percent", observatory.Procedure{VolumeShare: observatorytest.Ptr(100.5)}, observatory.Ratio{}},
		{"no online volume", volume("", n(8), nil), observatory.Ratio{}},
		{"nothing of nothing", volume("", n(0), n(0)), observatory.Ratio{}},
	} {
		if got := c.procedure.OnlineShare(); got != c.want {
			t.Errorf("%s: share %v, want %v", c.name, got, c.want)
		}
	}
}

// TestTakeUpBoundsHoldTheTruth invents what is not declared: the true share
// lies within the bounds, and the bounds of a wider base are not above.
func TestTakeUpBoundsHoldTheTruth(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(144, 230))
	for range 500 {
		var procedures []observatory.Procedure
		var total, done float64
		for range 1 + random.IntN(12) {
			all := 1 + random.Uint64N(1_000_000)
			online := random.Uint64N(all + 1)
			p := volume(observatory.OnlineYes, &all, &online)
			if random.IntN(2) == 0 {
				p.VolumeOnline = nil
			}
			procedures = append(procedures, p)
			total, done = total+float64(all), done+float64(online)
		}
		b := summary.MeasureTakeUp(procedures).Online
		if truth := 100 * done / total; truth < b.Low.Float()-observatorytest.Tolerance || truth > b.High.Float()+observatorytest.Tolerance {
			t.Fatalf("the true share %v is outside [%s, %s]", truth, b.Low, b.High)
		}
	}
}
