package aggregator_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"servicequality/aggregator"
	"servicequality/observatory"
	"servicequality/observatory/edition"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/sql"
	"servicequality/sql/sqltest"
)

// rated gives a procedure 100 ratings in a window that is closed at now.
func rated(t *testing.T, store *sql.Store) edition.Edition {
	t.Helper()
	catalogue := observatory.Import{Kind: observatory.ImportCatalogue, State: observatory.ImportCommitted, Last: 65535}
	if err := store.SaveImport(t.Context(), &catalogue); err != nil {
		t.Fatal(err)
	}
	procedures := []observatory.Procedure{{ID: "a", Title: "A", Online: observatory.OnlineYes, OwnerEmail: "secret@example.org"},
		{ID: "b", Title: "B", Online: observatory.OnlineNo}}
	if err := store.InsertProcedures(t.Context(), catalogue.Number, procedures); err != nil {
		t.Fatal(err)
	}
	edition, err := edition.New("2026-11", now)
	if err != nil {
		t.Fatal(err)
	}
	levels := make([]uint8, 0, 100)
	for i := range 100 {
		levels = append(levels, uint8(1+i%3))
	}
	fill(t, store, "a", edition.Window().Start, levels[:8]...)
	fill(t, store, "a", edition.AsOf, levels[8:]...)
	count(t, store)
	return edition
}

// count runs the job "tally".
func count(t *testing.T, store *sql.Store) {
	t.Helper()
	a, _ := jobs(store)
	if _, err := a.Run(t.Context(), "tally"); err != nil {
		t.Fatal(err)
	}
}

func editor(store aggregator.EditionStore) *aggregator.Editor {
	return aggregator.NewEditor(store, func() time.Time { return now }, func(string) {})
}

// bytesOf is everything that readers can see of an edition.
func bytesOf(t *testing.T, store *sql.Store, id string) string {
	t.Helper()
	e, err := editor(store).Find(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := store.EditionIndicators(t.Context(), e, "")
	if err != nil {
		t.Fatal(err)
	}
	sameHistory(t, store, e, figures)
	catalogue, err := store.EditionCatalogue(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	e.Copy = 0
	text, err := json.Marshal([]any{e, e.Summary, figures, catalogue.Procedures()})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sameHistory: what a history says of the edition is what the edition says.
func sameHistory(t *testing.T, store *sql.Store, e edition.Edition, figures map[string][]indicator.Indicator) {
	t.Helper()
	history, err := store.EditionHistory(t.Context(), []edition.Edition{e})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]edition.FrozenFigure{}
	for id, all := range figures {
		for _, i := range all {
			want[id] = append(want[id], edition.FrozenFigure{Kind: i.Kind, State: i.State, Word: i.Word, Printed: i.Printed,
				Value: i.Value, Low: i.Low, High: i.High, Level: i.Level, Fragile: i.Fragile, N: i.N, Numerator: i.Numerator, Denominator: i.Denominator, Series: i.Series, Instruments: i.Instruments})
		}
	}
	if diff := cmp.Diff(want, history[e.ID], cmpopts.EquateEmpty()); diff != "" || len(want) == 0 {
		t.Errorf("the history of %s differs: %s", e.ID, diff)
	}
}

// TestStepsOfEditions: as many steps are told as a bar is made for.
func TestStepsOfEditions(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	draft := rated(t, store)
	var told []string
	e := aggregator.NewEditor(store, func() time.Time { return now }, func(step string) { told = append(told, step) })
	f, err := e.Freeze(t.Context(), draft)
	if err != nil || len(told) != aggregator.FreezeSteps {
		t.Errorf("a freeze told %q, error %v", told, err)
	}
	told = nil
	if _, err := e.Frozen(t.Context(), f.Edition); err != nil || len(told) != aggregator.FrozenSteps {
		t.Errorf("computing again told %q, error %v", told, err)
	}
}

// TestFrozenNeverMoves: late ratings, erasures and another catalogue move the
// next edition, and a diff tells them; the frozen one stays, and frozen twice
// it is the same bytes.
func TestFrozenNeverMoves(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	draft := rated(t, store)
	frozen, err := editor(store).Freeze(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	before := bytesOf(t, store, draft.ID)
	if !strings.Contains(before, `"n":100`) || strings.Contains(before, "secret@") {
		t.Errorf("the frozen edition is %s", before)
	}

	fill(t, store, "a", draft.AsOf-40, 3, 3, 3, 3, 3)
	var late []rating.Rating
	for n := range uint64(10) {
		late = append(late, rating.Rating{ID: rating.ID("a", uuid.New(), draft.AsOf-60), Version: 1, Procedure: "a", Instrument: rating.Avis1,
			ReceivedAt: now, Satisfaction: 1, Channel: observatory.ChannelOnline, Outcome: rating.OutcomeDone,
			Delivery: rating.Delivery{Node: 9, Epoch: 1, Seq: n + 1}})
	}
	if err := store.InsertRatings(t.Context(), late, uuid.NewString()); err != nil {
		t.Fatal(err)
	}
	count(t, store)
	revise := func(id, replaces string) {
		t.Helper()
		revision := draft
		revision.ID, revision.Replaces = id, replaces
		if _, err := editor(store).Freeze(t.Context(), revision); err != nil {
			t.Fatal(err)
		}
	}
	revise("2026-11-r2", "2026-11")
	erase := func(ratings []rating.Rating) {
		t.Helper()
		for _, r := range ratings {
			if err := store.Judge(t.Context(), rating.Verdict{Procedure: "a", Rating: r.ID, Kind: rating.VerdictErase, Reason: "request"}); err != nil {
				t.Fatal(err)
			}
		}
		count(t, store)
	}
	erase(late[:4])
	revise("2026-11-r3", "2026-11-r2")
	erase(late[4:5])
	revise("2026-11-r4", "2026-11-r3")
	again, err := editor(store).Freeze(t.Context(), frozen.Edition)
	if err != nil || again.Edition.Checksum != frozen.Edition.Checksum {
		t.Errorf("frozen again it is %s, not %s (%v)", again.Edition.Checksum, frozen.Edition.Checksum, err)
	}
	if diff := cmp.Diff(before, bytesOf(t, store, draft.ID)); diff != "" {
		t.Errorf("the frozen edition moved: %s", diff)
	}

	all, err := store.Editions(t.Context())
	if err != nil || len(all) != 4 {
		t.Fatalf("the editions are %+v, %v", all, err)
	}
	for _, test := range []struct {
		from, to int
		want     map[string]edition.Corrections
	}{
		{0, 1, map[string]edition.Corrections{"a": {Late: 15}}},
		{1, 2, map[string]edition.Corrections{}}, // four wait for a fifth
		{2, 3, map[string]edition.Corrections{"a": {Erased: 5}}},
		{0, 0, map[string]edition.Corrections{}},
	} {
		got, err := store.EditionChanges(t.Context(), all[test.from], all[test.to])
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("from %s to %s: %s %v", all[test.from].ID, all[test.to].ID, diff, err)
		}
	}
}

// TestFreezeOfNothing: without a catalogue there is no edition, nor before anybody
// has answered, and a frozen one of rules that this release does not know is not
// computed again.
func TestFreezeOfNothing(t *testing.T) {
	store := sqltest.Open(t)
	draft, err := edition.New("2026-11", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SaveEdition(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	_, err = editor(store).Freeze(t.Context(), draft)
	if want := "there is nothing to freeze for the edition 2026-11: the catalogue is empty, import one with observatory import catalogue"; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
	if left, err := editor(store).Find(t.Context(), draft.ID); err != nil || left.State != edition.Draft {
		t.Errorf("the edition is %+v, %v", left, err)
	}
	rated(t, store)
	early, err := edition.New("2019-06", now)
	if err != nil {
		t.Fatal(err)
	}
	_, err = editor(store).Freeze(t.Context(), early)
	if want := "nobody had answered by 2019-05-31"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v, want %s", err, want)
	}
	old := draft
	old.State, old.Rules = edition.Frozen, "rules/0"
	_, err = editor(store).Frozen(t.Context(), old)
	if want := "the edition 2026-11 was computed with rules/0, and this program knows rules/1 and rules/2: verify it with a release of that time"; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}

// TestFrozenEvidence: an edition keeps the volumes that were stated and the
// probes as it found them, and says what a draft said.
func TestFrozenEvidence(t *testing.T) {
	store := sqltest.Open(t)
	draft := rated(t, store)
	w := draft.Window()
	state := func(online uint64) {
		t.Helper()
		var volumes []observatory.Volume
		for channel, n := range map[string]uint64{observatory.ChannelOnline: online, observatory.ChannelAll: 1000} {
			v := observatory.Volume{Procedure: "a", Channel: channel, Start: w.Start, End: w.AsOf(), Started: &n, Completed: &n, Method: "counted", Source: "SI"}
			v.Complete()
			volumes = append(volumes, v)
		}
		if err := store.InsertVolumes(t.Context(), volumes); err != nil {
			t.Fatal(err)
		}
	}
	state(800)
	probed := observatory.Import{Kind: observatory.ImportProbes, State: observatory.ImportCommitted}
	if err := store.SaveImport(t.Context(), &probed); err != nil {
		t.Fatal(err)
	}
	if err := store.InsertProbes(t.Context(), probed.Number, []observatory.Probe{{Procedure: "a", At: w.AsOf().Start().Add(time.Hour), Up: true, Milliseconds: 120}}); err != nil {
		t.Fatal(err)
	}
	frozen, err := editor(store).Freeze(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	values := func(f edition.Figures) map[indicator.Kind]string {
		found := map[indicator.Kind]string{}
		for _, i := range f.Figures["a"] {
			if i.Value != nil {
				found[i.Kind] = i.Value.String()
			}
		}
		found["response_rate"] = f.Figures["a"][1].ResponseRate.String()
		return found
	}
	got := values(frozen)
	for kind, want := range map[indicator.Kind]string{
		indicator.KindDigitalUse: "80.000000", indicator.KindCompletion: "100.000000", indicator.KindAvailability: "100.000000",
		indicator.KindResponseTime: "120.000000", "response_rate": "12.500000",
	} {
		if got[kind] != want {
			t.Errorf("%s is %q, want %s", kind, got[kind], want)
		}
	}
	if frozen.Summary.TakeUp.Weighted.String() != "80.000000" {
		t.Errorf("the take-up of the whole is %+v", frozen.Summary.TakeUp)
	}
	state(900)
	again, err := editor(store).Frozen(t.Context(), frozen.Edition)
	if diff := cmp.Diff(got, values(again)); err != nil || diff != "" {
		t.Errorf("what was stated later moved the edition: %v %s", err, diff)
	}
}

// TestRevisionHoldsSmallShifts: beside the edition that it corrects, a revision
// must not give the answers of fewer than five citizens away.
func TestRevisionHoldsSmallShifts(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	first, err := editor(store).Freeze(t.Context(), rated(t, store))
	if err != nil {
		t.Fatal(err)
	}
	revise := func(number string) edition.Figures {
		t.Helper()
		count(t, store)
		f, err := editor(store).Freeze(t.Context(), edition.Edition{ID: "2026-11-r" + number, State: edition.Draft,
			AsOf: first.Edition.AsOf, Rules: indicator.Rules, Replaces: "2026-11", Reason: "a test"})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	fill(t, store, "a", first.Edition.AsOf, 3, 3, 3, 3)
	if held := revise("2"); held.Edition.Checksum != first.Edition.Checksum {
		t.Error("four late ratings moved the revision")
	}
	fill(t, store, "a", first.Edition.Window().Start, 3)
	moved := revise("3")
	if n := moved.Figures["a"][1].N; n != 105 {
		t.Errorf("five late ratings make the revision count %d, want 105", n)
	}
	changes, err := store.EditionChanges(t.Context(), first.Edition, moved.Edition)
	if err != nil || changes["a"].Late != 5 {
		t.Errorf("the changes are %+v, %v: the weeks at both ends count too", changes, err)
	}
}

// TestFrozenTwiceIsTheSame freezes one draft on two databases with the same
// content at the same instant.
func TestFrozenTwiceIsTheSame(t *testing.T) {
	t.Parallel()
	var seen []string
	for range 2 {
		store := sqltest.Open(t)
		if _, err := editor(store).Freeze(t.Context(), rated(t, store)); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, bytesOf(t, store, "2026-11"))
	}
	if diff := cmp.Diff(seen[0], seen[1]); diff != "" {
		t.Errorf("the two differ: %s", diff)
	}
}

// cut is a store that breaks at the n-th call that writes or copies.
type cut struct {
	*sql.Store
	left int
}

var errCut = errors.New("cut")

func (c *cut) next() error {
	if c.left--; c.left < 0 {
		return errCut
	}
	return nil
}

func (c *cut) CopyForEdition(ctx context.Context, e edition.Edition) error {
	return errors.Join(c.Store.CopyForEdition(ctx, e), c.next())
}

func (c *cut) SaveEditionFigures(ctx context.Context, f edition.Figures) error {
	return errors.Join(c.Store.SaveEditionFigures(ctx, f), c.next())
}

func (c *cut) SaveEdition(ctx context.Context, e edition.Edition) error {
	if err := c.next(); err != nil {
		return err
	}
	return c.Store.SaveEdition(ctx, e)
}

// TestFreezeCutShort: wherever it breaks off there is a draft without figures,
// and the next freeze is whole and alone.
func TestFreezeCutShort(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	draft := rated(t, store)
	if err := store.SaveEdition(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	for calls := range 3 {
		if _, err := editor(&cut{store, calls}).Freeze(t.Context(), draft); !errors.Is(err, errCut) {
			t.Fatalf("after %d calls the error is %v", calls, err)
		}
		left, err := editor(store).Find(t.Context(), draft.ID)
		if err != nil || left.State != edition.Draft {
			t.Errorf("cut after %d calls the edition is %+v, %v", calls, left, err)
		}
		figures, err := store.EditionIndicators(t.Context(), left, "")
		if err != nil || len(figures) > 0 {
			t.Errorf("cut after %d calls there are %d figures, %v", calls, len(figures), err)
		}
	}
	frozen, err := editor(store).Freeze(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := editor(store).Frozen(t.Context(), frozen.Edition); err != nil {
		t.Error(err)
	}
	other := frozen.Edition
	other.Checksum = strings.Repeat("0", 64)
	if _, err := editor(store).Frozen(t.Context(), other); err == nil {
		t.Error("another checksum is accepted")
	}
}
