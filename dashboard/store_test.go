package dashboard_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard"
	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/alarm"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
)

const hostile = `</script><img src=x onerror=alert(1)>`

// memory is a Store of ten procedures; tests change its fields under the lock.
type memory struct {
	mu       sync.Mutex
	version  int
	down     bool
	list     []observatory.Procedure
	tallies  map[string][]rating.Tally
	saved    map[observatory.Day]map[string][]indicator.Indicator
	received map[string]rating.Receipts
	funnels  map[string]rating.Funnel
	alarms   []alarm.Alarm
}

func newMemory() *memory {
	title := func(id, title, ministry string, online observatory.Online) observatory.Procedure {
		return observatory.Procedure{ID: id, Title: title, Ministry: ministry, Administration: "Direction " + ministry, Online: online}
	}
	total, part := uint64(1000), uint64(800)
	tax := title("impots", "Déclarer ses revenus", "Économie", observatory.OnlineYes)
	tax.VolumeTotal, tax.VolumeOnline = &total, &part
	tax.Aliases, tax.OwnerEmail, tax.OwnerName = []string{"jdma:3059"}, "secret@example.org", "Madame Secret"
	tax.Essential, tax.Audience, tax.Domain = observatory.Yes, "particuliers|entreprises", "Impôts"
	tax.Authentication, tax.Mobile, tax.Alternative = observatory.FranceConnect, observatory.MobileYes, observatory.Yes
	m := &memory{version: 1, tallies: map[string][]rating.Tally{}, saved: map[observatory.Day]map[string][]indicator.Indicator{}, list: []observatory.Procedure{
		tax,
		title("passeport", "Demander un passeport", "Intérieur", observatory.OnlineYes),
		title("naissance", "Demander un acte de naissance", "Intérieur", observatory.OnlinePartial),
		title("permis", "Refaire son permis", "Intérieur", observatory.OnlineNo),
		title("bourse", "Demander une bourse", "Éducation", observatory.OnlineYes),
		title("plainte", "Pré-plainte en ligne", "Intérieur", observatory.OnlineBeta),
		title("oeuvre", "Déposer une œuvre", "Culture", observatory.OnlineUnknown),
		title("hostile", hostile, hostile, observatory.OnlineYes),
		title("formule", "=HYPERLINK(1)", "Culture", observatory.OnlineYes),
		title("aide", "Aide versée d’office", "Éducation", observatory.OnlineProactive),
	}}
	m.rate("impots", 8, 12, 80)     // 8.6, green
	m.rate("passeport", 10, 50, 60) // 7.083333, yellow
	m.rate("hostile", 100, 10, 10)  // 1.25, red
	m.rate("bourse", 5, 5, 30)      // too few
	m.received = map[string]rating.Receipts{"impots": {Accepted: 100, Doubtful: 3, Quarantined: 1}}
	return m
}

// rate gives a procedure answers on the first days of two months of 2025.
func (m *memory) rate(id string, bad, medium, good uint64) {
	for _, day := range []observatory.Day{observatory.NewDay(2025, 10, 7), observatory.NewDay(2026, 9, 1)} {
		counts := [5]uint64{bad, medium, good}
		if day < observatory.NewDay(2025, 11, 1) {
			counts = [5]uint64{0, 0, 1}
		}
		m.tallies[id] = append(m.tallies[id], rating.Tally{Procedure: id, Day: day, Slices: []rating.Slice{{
			Question: rating.QuestionSatisfaction, Instrument: rating.Avis1, Channel: observatory.ChannelOnline,
			Outcome: rating.OutcomeDone, Standing: rating.Accepted,
			Citizens: counts[0] + counts[1] + counts[2], Counts: counts,
		}}})
	}
}

func (m *memory) change(f func(*memory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(m)
}

func (m *memory) lock() (func(), error) {
	m.mu.Lock()
	if m.down {
		m.mu.Unlock()
		return nil, errors.New("connection refused")
	}
	return m.mu.Unlock, nil
}

func (m *memory) Catalogue(context.Context) (*observatory.Catalogue, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return observatory.NewCatalogue(m.list), nil
}

func (m *memory) DataVersion(context.Context) (string, error) {
	unlock, err := m.lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	return strconv.Itoa(m.version), nil
}

func (m *memory) Indicators(_ context.Context, asOf observatory.Day, procedure string) (map[string][]indicator.Indicator, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	found := map[string][]indicator.Indicator{}
	for id, figures := range m.saved[asOf] {
		if procedure == "" || procedure == id {
			found[id] = figures
		}
	}
	return found, nil
}

func (m *memory) SaveIndicators(_ context.Context, asOf observatory.Day, figures map[string][]indicator.Indicator) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if m.saved[asOf] == nil {
		m.saved[asOf] = map[string][]indicator.Indicator{}
	}
	for id, f := range figures {
		m.saved[asOf][id] = f
	}
	return nil
}

func (m *memory) StoredMonths(context.Context) (map[observatory.Day]int, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	months := map[observatory.Day]int{}
	for asOf, figures := range m.saved {
		months[asOf] = len(figures)
	}
	for _, tallies := range m.tallies {
		for _, t := range tallies {
			months[t.Day.LastOfMonth()] += 0
		}
	}
	return months, nil
}

func (m *memory) Evidence(_ context.Context, procedure string, w observatory.Window) (map[string]indicator.Evidence, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	evidence := map[string]indicator.Evidence{}
	for id, tallies := range m.tallies {
		e := indicator.Evidence{First: tallies[0].Day}
		for _, t := range tallies {
			if w.Contains(t.Day) {
				e.Tallies, e.Last = append(e.Tallies, t), t.Day
			}
		}
		if procedure == "" || procedure == id {
			evidence[id] = e
		}
	}
	return evidence, nil
}

func (m *memory) Period(ctx context.Context, w observatory.Window) (indicator.Period, error) {
	evidence, err := m.Evidence(ctx, "", w)
	if err != nil {
		return indicator.Period{}, err
	}
	before, err := m.Evidence(ctx, "", observatory.TwelveMonths(w.Start-1))
	return indicator.Period{Window: w, Evidence: evidence, Before: before}, err
}

func (m *memory) History(ctx context.Context, asOf observatory.Day) (map[string]indicator.History, error) {
	evidence, err := m.Evidence(ctx, "", observatory.Window{End: asOf + 1})
	months := map[string]indicator.History{}
	for id, e := range evidence {
		var h indicator.History
		for _, t := range e.Tallies {
			t.Day = t.Day.FirstOfMonth()
			h.Now = append(h.Now, t)
		}
		h.First = h.Now
		months[id] = h
	}
	return months, err
}

func (m *memory) Receipts(context.Context) (map[string]rating.Receipts, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return m.received, nil
}

func (m *memory) Funnels(context.Context, string, observatory.Window) (map[string]rating.Funnel, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return m.funnels, nil
}

// PublicAlarms chooses as the database does.
func (m *memory) PublicAlarms(_ context.Context, now time.Time, _ ...string) ([]alarm.Alarm, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var public []alarm.Alarm
	for _, a := range m.alarms {
		if a.Public(now) {
			public = append(public, a.Redacted())
		}
	}
	return public, nil
}

// site is a dashboard with its listeners and a clock that tests move.
type site struct {
	store         *memory
	public, admin *gin.Engine
	registry      *prometheus.Registry

	mu  sync.Mutex
	now time.Time
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// later moves the clock by enough for the store to be looked at again.
func (s *site) later() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(5 * time.Second)
}

func newSite(t *testing.T) *site {
	t.Helper()
	gin.SetMode(gin.TestMode)
	s := &site{
		store: newMemory(), public: gin.New(), admin: gin.New(), registry: prometheus.NewRegistry(),
		now: time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC),
	}
	layout := func(p *observatory.Procedure, _ []indicator.Indicator) (header, row []string) {
		return []string{"Nom_Demarche", "ID_Demarche"}, []string{p.Title, p.ID}
	}
	cfg := page.Config{PublicURL: "https://observatoire.example", Now: s.clock, PublicLayout: layout}
	d, err := dashboard.New(s.store, cfg, s.registry, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	d.Register(s.public)
	s.public.NoRoute(d.NotFound)
	d.RegisterAdmin(s.admin)
	return s
}

// get asks the public listener; headers come in pairs.
func (s *site) get(address string, headers ...string) *httptest.ResponseRecorder {
	return ask(s.public, address, headers...)
}

func ask(handler http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, request)
	return w
}
