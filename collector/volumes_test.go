package collector

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"servicequality/collector/shipping/shippingtest"
	"servicequality/observatory"
	"servicequality/observatory/access"
)

// volumeTable keeps the last statement of each id.
type volumeTable struct {
	rows map[string]observatory.Volume
	err  error
	// asked is how often all procedures were asked for.
	asked int
}

func (v *volumeTable) Volumes(_ context.Context, procedures ...string) ([]observatory.Volume, error) {
	if len(procedures) == 0 {
		v.asked++
	}
	var all []observatory.Volume
	for _, row := range v.rows {
		if slices.Contains(procedures, row.Procedure) {
			all = append(all, row)
		}
	}
	return all, v.err
}

func (v *volumeTable) InsertVolumes(_ context.Context, volumes []observatory.Volume) error {
	for _, row := range volumes {
		v.rows[row.ID] = row
	}
	return v.err
}

func TestPostVolumes(t *testing.T) {
	t.Parallel()
	table := &volumeTable{rows: map[string]observatory.Volume{}}
	procedures := catalogue()
	volumes := NewVolumes(table, func() *observatory.Catalogue { return procedures }, slog.New(slog.DiscardHandler))
	const online = `{"_id":"q1-online","procedure":"jdma:3059","period_start":"2026-01-01","period_end":"2026-03-31",` +
		`"channel":"online","started":10,"completed":8,"method":"counted","source":"back office"}`
	all := func(completed string) string {
		return strings.NewReplacer("q1-online", "q1-all", `"online"`, `"all"`, `"started":10,`, "", `:8`, ":"+completed).Replace(online)
	}
	for _, c := range []struct {
		name, body string
		status     int
		fields     []string
	}{
		{"one", "[" + online + "]", 200, nil},
		{"again", "[" + online + "]", 200, nil},
		{"fewer in all than online", "[" + all("7") + "]", 422, []string{"[0].completed"}},
		{"all", "[" + all("9") + "]", 200, nil},
		{"both corrected", "[" + strings.Replace(online, "8", "9", 1) + "," + all("9") + "]", 200, nil},
		{"no list", online, 422, []string{"body"}},
		{"empty list", "[]", 422, []string{"body"}},
		{"the same id twice", "[" + online + "," + online + "]", 422, []string{"[1]._id"}},
		{"wrong fields", `[{"procedure":"p","channel":"pigeon","method":"counted","completed":1,"period_start":"2026-01-01","period_end":"2025-01-01"}]`, 422,
			[]string{"[0].period_end", "[0].channel", "[0].procedure"}},
		{"a field twice", `[{"_id":"a","_id":"b"}]`, 422, []string{"_id"}},
		{"no date", `[{"period_start":"yesterday"}]`, 422, []string{"body"}},
		{"too large", strings.Repeat(" ", maxVolumesBody+1), 413, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := serveOne(volumes, http.MethodPost, volumesEndpoint, "application/json", c.body)
			if got.status != c.status {
				t.Fatalf("status %d, want %d: %s", got.status, c.status, got.body)
			}
			if c.status > 200 {
				checkProblem(t, got, c.status, c.fields)
			}
		})
	}
	stored := map[string]uint64{}
	for id, v := range table.rows {
		stored[v.Procedure+" "+id] = *v.Completed
	}
	if diff := cmp.Diff(map[string]uint64{"impots-revenu q1-online": 9, "impots-revenu q1-all": 9}, stored); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	table.err = shippingtest.ErrFault
	if got := serveOne(volumes, http.MethodPost, volumesEndpoint, "application/json", "["+online+"]"); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("without a database: %d %v", got.status, got.header)
	}
	if table.asked > 0 {
		t.Errorf("%d statements read the volumes of all procedures", table.asked)
	}
}

// TestPostVolumesWithin: with a token every row has to lie in its scope, and
// what was accepted is written down first.
func TestPostVolumesWithin(t *testing.T) {
	t.Parallel()
	table := &volumeTable{rows: map[string]observatory.Volume{}}
	procedures := observatory.NewCatalogue([]observatory.Procedure{
		{ID: "passport", Ministry: "Interior", Aliases: []string{"jdma:7"}}, {ID: "taxes", Ministry: "Economy"},
	})
	volumes := NewVolumes(table, func() *observatory.Catalogue { return procedures }, slog.New(slog.DiscardHandler))
	of := func(procedure, id string) string {
		return `{"_id":"` + id + `","procedure":"` + procedure + `","period_start":"2026-01-01","period_end":"2026-03-31",` +
			`"channel":"online","completed":8,"method":"counted"}`
	}
	within := func(role access.Role) access.Access {
		return access.Access{ID: "a", Role: role, Ministry: "interior"}
	}
	for _, c := range []struct {
		name   string
		access access.Access
		body   string
		status int
		log    []string
		full   bool // the log cannot be written
	}{
		{"own", within(access.RoleEditor), "[" + of("jdma:7", "q1") + "]", 200, []string{"passport"}, false},
		{"own again", within(access.RoleEditor), "[" + of("passport", "q1") + "]", 200, []string{"passport"}, false},
		{"another ministry's", within(access.RoleAdmin), "[" + of("taxes", "q1") + "]", 403, nil, false},
		{"another ministry's among own", within(access.RoleAdmin), "[" + of("passport", "q1") + "," + of("taxes", "q2") + "]", 403, nil, false},
		{"of a reader", within(access.RoleReader), "[" + of("passport", "q1") + "]", 403, nil, false},
		{"of nobody", access.Access{}, "[" + of("passport", "q1") + "]", 403, nil, false},
		{"of no procedure", within(access.RoleEditor), "[" + of("moon", "q1") + "]", 422, nil, false},
		{"without a log", within(access.RoleEditor), "[" + of("passport", "q9") + "]", 503, nil, true},
		{"of the operator", access.Access{Role: access.RoleOperator}, "[" + of("taxes", "q2") + "]", 200, []string{"taxes"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log []string
			audit := func(ctx context.Context, act access.Act, procedure, _, _ string) error {
				if c.full {
					return unavailable(shippingtest.ErrFault)
				}
				if act != access.ActState || access.Of(ctx).ID != c.access.ID {
					t.Errorf("%s by %q is written down", act, access.Of(ctx).ID)
				}
				log = append(log, procedure)
				return nil
			}
			admit := func(ctx *gin.Context) {
				ctx.Request = ctx.Request.WithContext(access.With(ctx.Request.Context(), c.access))
			}
			got := serveOne(scoped{volumes, admit, audit}, http.MethodPost, volumesEndpoint, "application/json", c.body)
			if got.status != c.status {
				t.Fatalf("status %d, want %d: %s", got.status, c.status, got.body)
			}
			if diff := cmp.Diff(c.log, log); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
	if len(table.rows) != 2 {
		t.Errorf("%d volumes are stored, want those of q1 and q2", len(table.rows))
	}
}

// Whatever arrives is refused with a reason and leaves nothing, or is stored as
// volumes that are valid, and stating it again changes nothing.
func FuzzVolumes(f *testing.F) {
	for _, seed := range []string{
		`[{"_id":"q1","procedure":"jdma:3059","period_start":"2026-01-01","period_end":"2026-03-31","channel":"online","started":10,"completed":8,"method":"counted","source":"back office"}]`,
		`[{"_id":"q1","procedure":"passeport","period_start":"2026-01-01","period_end":"2026-01-01","channel":"all","completed":0,"method":"estimated"},` +
			`{"_id":"q2","procedure":"passeport","period_start":"2026-01-01","period_end":"2026-01-01","channel":"online","completed":1,"method":"counted"}]`,
		`[{"completed":18446744073709551615}]`, `[{"_id":"a","_id":"b"}]`, `[null]`, `null`, `{}`,
	} {
		f.Add([]byte(seed))
	}
	procedures := catalogue()
	f.Fuzz(func(t *testing.T, body []byte) {
		var stated []observatory.Volume
		if err := parseStrictly(body, &stated); err != nil {
			checkInvalid(t, err)
			return
		}
		table := &volumeTable{rows: map[string]observatory.Volume{}}
		volumes := NewVolumes(table, func() *observatory.Catalogue { return procedures }, slog.New(slog.DiscardHandler))
		if err := volumes.State(t.Context(), stated); err != nil {
			checkInvalid(t, err)
			if len(table.rows) > 0 {
				t.Errorf("refused, and yet stored: %v", table.rows)
			}
			return
		}
		first := maps.Clone(table.rows)
		for _, v := range first {
			if _, ok := procedures.Find(v.Procedure); !ok || v.Validate() != nil {
				t.Errorf("stored %+v: %v", v, v.Validate())
			}
		}
		if err := volumes.State(t.Context(), stated); err != nil {
			t.Errorf("stated again: %v", err)
		}
		if diff := cmp.Diff(first, table.rows); diff != "" {
			t.Errorf("stated again (-first +second):\n%s", diff)
		}
	})
}

// checkInvalid holds that what is refused is named and explained.
func checkInvalid(t *testing.T, err error) {
	t.Helper()
	var invalid *observatory.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Fields) == 0 || invalid.Fields[0].Field == "" || invalid.Fields[0].Reason == "" {
		t.Errorf("refused without a reason: %v", err)
	}
}

// scoped registers volumes for tokens.
type scoped struct {
	volumes *Volumes
	admit   gin.HandlerFunc
	log     Logbook
}

func (s scoped) Register(r gin.IRouter) { s.volumes.RegisterWithin(r, s.admit, s.log) }
