package record

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"servicequality/collector/journal"
	"servicequality/collector/plainjson"
	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/rating"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestRatingGolden holds that the form of a record never changes: journals
// written by this release are shipped by later ones.
func TestRatingGolden(t *testing.T) {
	t.Parallel()
	goldenRating(t, "rating-1.golden", shippingtest.Rating())
}

// goldenRating compares the rating that a golden record holds with the one wanted, and
// returns the record's payload.
func goldenRating(t *testing.T, name string, want rating.Rating) []byte {
	t.Helper()
	golden := filepath.Join("testdata", name)
	if *update {
		payload, err := AppendRating(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, payload, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	payload, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseRating(payload, plainjson.Words{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("golden record (-want +got):\n%s", diff)
	}
	return payload
}

func TestParseRatingRefuses(t *testing.T) {
	t.Parallel()
	for name, payload := range map[string]string{
		"nothing": "", "a newer form": "\x02{}", "no JSON": "\x01{", "another type": "\x01[]",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r, err := ParseRating([]byte(payload), plainjson.Words{}); err == nil {
				t.Errorf("read %+v", r)
			}
		})
	}
}

// TestPlainRating holds that the records of this release are read the fast way.
func TestPlainRating(t *testing.T) {
	t.Parallel()
	full := shippingtest.Rating()
	full.Host = observatory.HostUnknown
	full.Comment = "Très « bien »\n\"oui\" \\ 😀"
	least := rating.Rating{
		ID: full.ID, Version: 1, Procedure: "p", Instrument: "avis-1", ReceivedAt: full.ReceivedAt, Satisfaction: 1,
		Outcome: "unknown", Channel: "online",
	}
	for name, want := range map[string]rating.Rating{"full": full, "least": least} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			payload, err := AppendRating(nil, want)
			if err != nil {
				t.Fatal(err)
			}
			var got rating.Rating
			j := ratingReader{plainjson.Reader{Rest: payload[1:], Words: plainjson.Words{}}}
			if !j.rating(&got) {
				t.Fatalf("gave up at %q", j.Rest)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzParseRating holds that the fast way reads what encoding/json reads, and
// that what can be read is written and read again unchanged.
func FuzzParseRating(f *testing.F) {
	payload, err := AppendRating(nil, shippingtest.Rating())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(payload)
	payload, err = AppendRating(nil, rating.Rating{ReceivedAt: time.Unix(0, 0).UTC()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(payload)
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := ParseRating(payload, plainjson.Words{})
		if err != nil {
			return
		}
		var slow rating.Rating
		if err := json.Unmarshal(payload[1:], &slow); err != nil {
			t.Fatalf("read what encoding/json refuses: %v", err)
		}
		if diff := cmp.Diff(slow, r); diff != "" {
			t.Errorf("two readings (-encoding/json +ours):\n%s", diff)
		}
		written, err := AppendRating(nil, r)
		if err != nil {
			return // a year that JSON cannot hold
		}
		again, err := ParseRating(written, plainjson.Words{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("read again (-first +second):\n%s", diff)
		}
		arrival, err := ParseRowKey(journal.Record{Seq: 7, Type: TypeRating, Payload: written}, plainjson.Words{})
		if again.Delivery.Seq = 7; err != nil || arrival != again.RowKey() {
			t.Errorf("arrives as %+v, %v; want %+v", arrival, err, again.RowKey())
		}
	})
}
