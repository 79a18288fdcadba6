package collector

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"observatory"
)

// volumeTable keeps the last statement of each id.
type volumeTable struct {
	rows map[string]observatory.Volume
	err  error
}

func (v *volumeTable) Volumes(context.Context, string) ([]observatory.Volume, error) {
	var all []observatory.Volume
	for _, row := range v.rows {
		all = append(all, row)
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
	table.err = errFault
	if got := serveOne(volumes, http.MethodPost, volumesEndpoint, "application/json", "["+online+"]"); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("without a database: %d %v", got.status, got.header)
	}
}
