package record

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"servicequality/collector/journal"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

// TestTombstoneGolden holds that the form of a tombstone never changes.
func TestTombstoneGolden(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "tombstone-1.golden")
	want := rating.Verdict{
		Procedure: "impots-revenu", Rating: shippingtest.Rating().ID, Kind: rating.VerdictErase, Reason: "request", By: "operator",
	}
	if *update {
		dir := t.TempDir()
		j, err := journal.Open(journal.Config{Dir: dir, SegmentBytes: 256 << 10, MinFree: -1})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(WriteTombstone(t.Context(), j, want), j.Close()); err != nil {
			t.Fatal(err)
		}
		_, err = journal.Inspect(dir, func(r journal.Record) error { return os.WriteFile(golden, r.Payload, 0o600) })
		if err != nil {
			t.Fatal(err)
		}
	}
	payload, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseTombstone(payload)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("golden tombstone (-want +got):\n%s", diff)
	}
	for name, payload := range map[string]string{"nothing": "", "a newer form": "\x02{}", "no JSON": "\x01{"} {
		if v, err := ParseTombstone([]byte(payload)); err == nil {
			t.Errorf("%s: read %+v", name, v)
		}
	}
}

// TestHostGolden holds that the form of a record with a host never changes;
// rating-1.golden is one of a release that knew no hosts.
func TestHostGolden(t *testing.T) {
	t.Parallel()
	want := shippingtest.Rating()
	want.Host = observatory.HostUnknown
	payload := goldenRating(t, "rating-1-host.golden", want)
	// The release before this one leaves aside what it does not know.
	var older struct {
		Procedure string `json:"p"`
		Doubt     string `json:"d"`
	}
	if err := json.Unmarshal(payload[1:], &older); err != nil || older.Doubt != "rate" {
		t.Errorf("a reader that knows no hosts read %+v, %v", older, err)
	}
}
