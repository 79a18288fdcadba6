package sql_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/rating"
	"servicequality/sql/sqltest"
)

func TestMain(m *testing.M) { os.Exit(sqltest.Main(m)) }

func day(t testing.TB, text string) observatory.Day {
	t.Helper()
	d, err := observatory.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// newRating is the n-th rating of a procedure on a day, as journal record n.
func newRating(procedure string, d observatory.Day, n uint64, satisfaction uint8) rating.Rating {
	key := uuid.NewSHA1(uuid.NameSpaceURL, []byte{byte(n), byte(n >> 8), byte(n >> 16)})
	return rating.Rating{
		ID: rating.ID(procedure, key, d), Version: 1, Procedure: procedure, Instrument: rating.Avis1,
		ReceivedAt: d.Start().Add(12 * time.Hour), Satisfaction: satisfaction,
		Outcome: rating.OutcomeUnknown, Channel: observatory.ChannelOnline, Lang: "fr", Source: "button",
		Delivery: rating.Delivery{Node: 7, Epoch: 1, Seq: n},
	}
}

func TestMigrateTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	n, err := store.Migrate(t.Context())
	if err != nil || n != 0 {
		t.Errorf("the second migration applied %d, error %v", n, err)
	}
}

// databaseOf names the database that sqltest made for the test.
func databaseOf(t *testing.T) string {
	t.Helper()
	prefix := strings.ToLower(strings.ReplaceAll(t.Name(), "/", "_")) + "_"
	return strings.TrimSpace(string(sqltest.Query(t, "SELECT name FROM system.databases WHERE startsWith(name, '"+prefix+"')")))
}

// TestMigrateAdopts: a database that the last version before the first release
// opened has the tables already; an earlier one and a later one are refused.
func TestMigrateAdopts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		number int
		want   string
	}{
		"Last":    {86, ""},
		"Earlier": {35, "before the first release"},
		"Later":   {999, "newer release"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := sqltest.Open(t)
			sqltest.Query(t, fmt.Sprintf("INSERT INTO %s.migrations (number, name, checksum) SELECT %d, 'step', ''", databaseOf(t), c.number))
			n, err := store.Migrate(t.Context())
			if n != 0 || c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("applied %d, error %v, want %q", n, err, c.want)
			}
		})
	}
}

func TestCatalogueRoundTrip(t *testing.T) {
	t.Parallel()
	store := sqltest.Open(t)
	total, share, rate, once := uint64(100), 59.5, 92.5, uint32(2)
	want := observatory.Procedure{
		ID: "1223", Title: "Vote par procuration", Ministry: "Intérieur", Administration: "DGCL", Domain: "d", Audience: "a",
		URL: "https://example.org/", Online: observatory.OnlineYes, OnlineSince: day(t, "2020-02-29"),
		VolumeTotal: &total, VolumeShare: &share, VolumeStart: day(t, "2024-01-01"), VolumeEnd: day(t, "2024-12-31"),
		VolumeMethod: "counted", VolumeSource: "s", Authentication: observatory.FranceConnect, AccessibilityRate: &rate,
		AccessibilityDeclaredOn: day(t, "2025-01-01"), AccessibilityURL: "u", TellUsOnce: &once, Mobile: observatory.MobilePartial,
		HumanChannels: []string{"phone", "counter"}, PremiumPhone: observatory.No, HelpURL: "h", HelpPhone: "39", Alternative: observatory.Yes,
		LifeEvents: []string{"moving"}, FinancialAid: observatory.No, Essential: observatory.Yes, EssentialReason: "volume",
		Button: observatory.Yes, ButtonExemptReason: "r", Exempt: []string{"mobile:paper"}, OwnerName: "n", OwnerEmail: "e",
		Aliases: []string{"jdma:1"}, Hosts: []string{"example.org"},
		Published: observatory.PrintedFigures{Satisfaction: "À venir", Reviews: "3", Support: "n/c", Availability: "9"}, Synthetic: true,
	}
	number := commit(t, store, observatory.Import{Kind: observatory.ImportCatalogue, Last: day(t, "2100-01-01")}, func(n uint32) error {
		return store.InsertProcedures(t.Context(), n, []observatory.Procedure{want, {ID: "empty", Title: "Empty"}})
	})
	got, err := store.Catalogue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]observatory.Procedure{want, {ID: "empty", Title: "Empty"}}, got.Procedures()); diff != "" {
		t.Errorf("the catalogue came back changed (-want +got):\n%s", diff)
	}

	renamed := want
	renamed.Title = "Établir une procuration"
	second := observatory.Import{Kind: observatory.ImportCatalogue, State: observatory.ImportStarted}
	if err := store.SaveImport(t.Context(), &second); err != nil {
		t.Fatal(err)
	}
	if second.Number <= number {
		t.Errorf("the second import has number %d after %d", second.Number, number)
	}
	if err := store.InsertProcedures(t.Context(), second.Number, []observatory.Procedure{renamed}); err != nil {
		t.Fatal(err)
	}
	title := func() string {
		c, err := store.Catalogue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p, _ := c.Find("1223")
		return p.Title
	}
	if title() != want.Title {
		t.Error("an import that is only started shows already")
	}
	second.State = observatory.ImportCommitted
	if err := store.SaveImport(t.Context(), &second); err != nil {
		t.Fatal(err)
	}
	if title() != renamed.Title {
		t.Error("a committed import does not show")
	}
	second.State = observatory.ImportUndone
	if err := store.SaveImport(t.Context(), &second); err != nil {
		t.Fatal(err)
	}
	if title() != want.Title {
		t.Error("an undone import shows still")
	}
}

// importer is what commit needs of a store.
type importer interface {
	SaveImport(ctx context.Context, i *observatory.Import) error
}

// commit runs an import whole and returns its number.
func commit(t *testing.T, store importer, i observatory.Import, insert func(number uint32) error) uint32 {
	t.Helper()
	i.State = observatory.ImportStarted
	if err := store.SaveImport(t.Context(), &i); err != nil {
		t.Fatal(err)
	}
	if err := insert(i.Number); err != nil {
		t.Fatal(err)
	}
	i.State = observatory.ImportCommitted
	if err := store.SaveImport(t.Context(), &i); err != nil {
		t.Fatal(err)
	}
	return i.Number
}
