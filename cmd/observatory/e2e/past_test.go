package e2e

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"
)

// past is an observatory that was rated in the last month that is closed.
type past struct {
	*instance
	clock string
	now   time.Time // in that month
	given int
}

// servePast starts one whose clock shows the middle of that month. The procedures
// are those of the catalogue's rows.
func servePast(t *testing.T, rows ...string) *past {
	t.Helper()
	p := &past{clock: filepath.Join(t.TempDir(), "clock")}
	bend(t, p.clock)
	today := time.Now().In(paris(t))
	p.now = time.Date(today.Year(), today.Month()-1, 15, 12, 0, 0, 0, today.Location())
	if today.Day() < 10 { // the month before is not closed yet
		p.now = p.now.AddDate(0, -1, 0)
	}
	setClock(t, p.clock, time.Until(p.now))
	p.instance = serve(t, t.TempDir())
	p.run("import", "catalogue", catalogueFile(t, rows...))
	p.awaitForm(mark)
	return p
}

// give posts so many ratings, by one who has no other answers than these.
func (p *past) give(times int, procedure, satisfaction, outcome, button string, more map[string]any) {
	p.t.Helper()
	for range times {
		p.given++
		rating := map[string]any{"id": key(100_000 + p.given), "procedure": procedure, "satisfaction": satisfaction, "outcome": outcome, "button": button}
		for name, value := range more {
			rating[name] = value
		}
		if status, answer, err := p.post(rating); err != nil || status != http.StatusCreated {
			p.t.Fatal(status, answer, err)
		}
	}
}

// close sets the clock right and lets the jobs make the month public.
func (p *past) close() {
	p.t.Helper()
	eventually(p.t, "everything is shipped", func() bool {
		return getJSON[struct{ Journal struct{ Pending uint64 } }](p.instance, p.admin+"/api/v1/health").Journal.Pending == 0
	})
	setClock(p.t, p.clock, 0)
	p.jobs()
}

func (p *past) jobs() {
	p.t.Helper()
	p.run("job", "run", "tally")
	p.run("job", "run", "indicators")
}

// publicMark is a figure of the API.
type publicMark struct {
	Kind     string
	State    string
	Value    *float64
	N        uint64
	Rules    string
	Variants map[string]publicMark
}

type publicProcedure struct {
	Indicators []publicMark
	Revisions  []struct {
		Months        []string
		SetAside      uint64 `json:"set_aside"`
		PutBack       uint64 `json:"put_back"`
		Reasons       []string
		Before, After *publicMark
	}
}

func (p *past) read(procedure string) publicProcedure {
	p.t.Helper()
	return getJSON[publicProcedure](p.instance, "/api/v1/procedures/"+procedure)
}

func (o publicProcedure) figure(kind string) publicMark {
	for _, i := range o.Indicators {
		if i.Kind == kind {
			return i
		}
	}
	return publicMark{}
}

func (m publicMark) String() string {
	if m.Value == nil {
		return fmt.Sprintf("%s of %d", m.State, m.N)
	}
	return fmt.Sprintf("%.6f of %d", *m.Value, m.N)
}

// awaitMark waits until the public satisfaction is that.
func (p *past) awaitMark(what, procedure, want string) {
	p.t.Helper()
	eventually(p.t, what+": the public mark becomes "+want, func() bool { return p.read(procedure).figure("satisfaction").String() == want })
}
