package dashboard_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard"
	"servicequality/dashboard/guard"
	"servicequality/dashboard/page"
	"servicequality/dashboard/space"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/alarm"
	"servicequality/observatory/edition"
	"servicequality/observatory/rating"
)

// files is a SpaceStore in memory.
type files struct {
	mu       sync.Mutex
	down     bool
	unread   bool // the accesses cannot be looked up
	written  []rating.Comment
	activity map[string]rating.Activity
	verdicts []rating.Verdict
	// given holds the procedures that ratings were given to, where a merge lets
	// another one count them.
	given map[uuid.UUID]string
	all   []access.Access
	trail []access.AuditEntry
	archive
	objections []edition.Objection
	alarms     []alarm.Alarm
}

func (f *files) Alarms(_ context.Context, procedures ...string) ([]alarm.Alarm, error) {
	unlock, err := f.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(f.alarms), func(a alarm.Alarm) bool {
		return len(procedures) > 0 && !slices.Contains(procedures, a.Procedure)
	}), nil
}

func (f *files) Objections(_ context.Context, id string) ([]edition.Objection, error) {
	unlock, err := f.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(f.objections), func(o edition.Objection) bool { return o.Edition != id }), nil
}

func (f *files) FileObjection(_ context.Context, o edition.Objection, _ string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.objections = append(slices.DeleteFunc(f.objections, func(k edition.Objection) bool { return k.ID == o.ID }), o)
	return nil
}

func (f *files) AnswerObjection(ctx context.Context, o edition.Objection, by string) error {
	return f.FileObjection(ctx, o, by)
}

func (f *files) lock() (func(), error) {
	f.mu.Lock()
	if f.down {
		f.mu.Unlock()
		return nil, errors.New("connection refused")
	}
	return f.mu.Unlock, nil
}

func (f *files) chosen(q rating.CommentQuery) (found []rating.Comment) {
	for _, c := range f.written {
		if slices.Contains(q.Procedures, c.Procedure) && (q.Satisfaction == 0 || q.Satisfaction == c.Satisfaction) &&
			(q.Quarantined || c.Standing != rating.Quarantined) {
			found = append(found, c)
		}
	}
	return found
}

func (f *files) Comments(_ context.Context, q rating.CommentQuery, each func(rating.Comment) error) error {
	unlock, err := f.lock()
	if err != nil {
		return err
	}
	defer unlock()
	found := f.chosen(q)
	found = found[min(q.Skip, uint64(len(found))):]
	if q.Most > 0 {
		found = found[:min(q.Most, uint64(len(found)))]
	}
	for _, c := range found {
		if err := each(c); err != nil {
			return err
		}
	}
	return nil
}

func (f *files) CommentCounts(_ context.Context, q rating.CommentQuery) (map[string]rating.CommentCount, error) {
	unlock, err := f.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	counts := map[string]rating.CommentCount{}
	for _, c := range f.chosen(q) {
		n := counts[c.Procedure]
		n.All++
		n.Marks[c.Satisfaction-1]++
		counts[c.Procedure] = n
	}
	return counts, nil
}

func (f *files) Activities(context.Context, observatory.Day) (map[string]rating.Activity, error) {
	unlock, err := f.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return f.activity, nil
}

func (f *files) DayCounts(_ context.Context, _ string, w observatory.Window) ([]rating.DayCount, error) {
	return []rating.DayCount{{Day: w.End - 1, Received: rating.Receipts{Accepted: 5, Doubtful: 1}, Satisfaction: [3]uint64{3, 2, 1}}}, nil
}

func (f *files) ButtonActivity(_ context.Context, _ string, today observatory.Day) ([]rating.ButtonActivity, error) {
	return []rating.ButtonActivity{{Button: "=letter", Ratings: 4, LastRating: today - 1}}, nil
}

func (f *files) GivenTo(_ context.Context, procedure string, id uuid.UUID) (string, error) {
	if !slices.ContainsFunc(f.written, func(c rating.Comment) bool { return c.Procedure == procedure && c.Rating == id }) {
		return "", nil
	}
	return cmp.Or(f.given[id], procedure), nil
}

func (f *files) Judge(_ context.Context, v rating.Verdict) error {
	unlock, err := f.lock()
	if err != nil {
		return err
	}
	defer unlock()
	f.verdicts = append(f.verdicts, v)
	return nil
}

func (f *files) Accesses(context.Context) ([]access.Access, error) {
	unlock, err := f.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.Clone(f.all), nil
}

func (f *files) InsertAccess(_ context.Context, a access.Access) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, a)
	return nil
}

func (f *files) RevokeAccess(_ context.Context, id string) error {
	f.change(id, func(a *access.Access) { a.Revoked = true })
	return nil
}

func (f *files) UseAccess(_ context.Context, id string, day observatory.Day) error {
	f.change(id, func(a *access.Access) { a.LastUsed = day })
	return nil
}

func (f *files) change(id string, how func(*access.Access)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.all {
		if f.all[i].ID == id {
			how(&f.all[i])
		}
	}
}

func (f *files) find(id string) (access.Access, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unread {
		return access.Access{}, observatory.ErrUnavailable
	}
	at := slices.IndexFunc(f.all, func(a access.Access) bool { return a.ID == id })
	if at < 0 {
		return access.Access{}, observatory.ErrNoAccess
	}
	return f.all[at], nil
}

func (f *files) Audit(_ context.Context, e access.AuditEntry) error {
	unlock, err := f.lock()
	if err != nil {
		return err
	}
	defer unlock()
	f.trail = append(f.trail, e)
	return nil
}

func (f *files) AuditTrail(_ context.Context, ministry string, _ int) ([]access.AuditEntry, error) {
	unlock, err := f.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return slices.DeleteFunc(slices.Clone(f.trail), func(e access.AuditEntry) bool { return ministry != "" && e.Ministry != ministry }), nil
}

// knowingHosts also knows hosts.
type knowingHosts struct{ *files }

func (knowingHosts) Hosts(context.Context, observatory.Day) ([]rating.HostCount, error) {
	return []rating.HostCount{
		{Procedure: "passeport", Host: "ip", Standing: observatory.HostUnknown, Ratings: 1},
		{Procedure: "passeport", Host: "copie.example", Standing: observatory.HostUnknown, Ratings: 2},
		{Procedure: "passeport", Host: "service.example", Standing: observatory.HostKnown, Ratings: 9},
		{Procedure: "impots", Host: "secret.example", Standing: observatory.HostUnknown, Events: 1},
	}, nil
}

// spaceSite is a dashboard with a space, and tokens of those who use it.
type spaceSite struct {
	*site
	files  *files
	tokens map[string]string // by the actor's name
	ids    map[string]string
}

// The actors: each is somebody with a token.
func actors() map[string]access.Access {
	const interior = "interieur"
	return map[string]access.Access{
		"stranger":  {Role: access.RoleAdmin, Ministry: "economie"},
		"neighbour": {Role: access.RoleEditor, Procedures: []string{"permis"}},
		"one":       {Role: access.RoleReader, Procedures: []string{"passeport"}},
		"reader":    {Role: access.RoleReader, Ministry: interior, Name: hostile},
		"editor":    {Role: access.RoleEditor, Ministry: interior},
		"admin":     {Role: access.RoleAdmin, Ministry: interior},
		"operator":  {Role: access.RoleOperator},
	}
}

func newSpace(t *testing.T, publicURL string, wrap func(*files) space.Store) *spaceSite {
	t.Helper()
	gin.SetMode(gin.TestMode)
	s := &spaceSite{
		site: &site{store: newMemory(), public: gin.New(), registry: prometheus.NewRegistry(),
			now: time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)},
		files: &files{activity: map[string]rating.Activity{"passeport": {Today: 3, Week: 17, Last: observatory.NewDay(2026, 11, 21)}}},
	}
	s.tokens, s.ids = map[string]string{}, map[string]string{}
	frozen := editionOf(s.store, "2026-11", "", edition.Frozen, 0, 200)
	frozen.Edition.ReplyUntil = observatory.NewDay(2026, 11, 24)
	s.files.archive = archive{all: []edition.Figures{editionOf(s.store, "2026-10", "", edition.Published, 0, 200), frozen,
		editionOf(s.store, "2026-12", "", edition.Draft, 0, 200)}}
	for name, access := range actors() {
		access.CreatedAt, access.ExpiresAt = s.now.Add(-time.Hour), s.now.Add(30*24*time.Hour)
		token, err := access.Issue(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.files.all = append(s.files.all, access)
		s.tokens[name], s.ids[name] = token, access.ID
	}
	guard := guard.New(s.files, guard.Config{
		Find: s.files.find, Catalogue: func() *observatory.Catalogue { return observatory.NewCatalogue(s.store.list) },
		Secret: []byte(strings.Repeat("s", 32)), PublicURL: publicURL, Now: s.clock,
	}, s.registry, slog.New(slog.DiscardHandler))
	d, err := dashboard.New(s.store, page.Config{PublicURL: publicURL, Guard: guard, Now: s.clock}, s.registry, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	d.Register(s.public)
	space.NewSpace(d.Site, wrap(s.files)).Register(s.public)
	s.public.NoRoute(d.NotFound)
	return s
}

func plainStore(f *files) space.Store { return f }

// comment adds one to a procedure and returns its rating's id.
func (s *spaceSite) comment(procedure string, satisfaction uint8, text string) uuid.UUID {
	day := observatory.NewDay(2026, 11, 20)
	id := rating.ID(procedure, uuid.New(), day)
	s.files.written = append(s.files.written, rating.Comment{
		Rating: id, Procedure: procedure, Day: day, Satisfaction: satisfaction, Text: text, Standing: rating.Accepted, Lang: "fr",
		Outcome: rating.OutcomeDone, Channel: observatory.ChannelOnline,
	})
	return id
}

// ask sends a request, headers in pairs, as if from that address.
func (s *spaceSite) ask(method, address, body, from string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if from != "" {
		r = r.WithContext(rating.WithClient(r.Context(), rating.NewClient(netip.MustParseAddr(from))))
	}
	w := httptest.NewRecorder()
	s.public.ServeHTTP(w, r)
	return w
}

// bear asks with the actor's token.
func (s *spaceSite) bear(actor, method, address, body string) *httptest.ResponseRecorder {
	return s.ask(method, address, body, "", "Authorization", "Bearer "+s.tokens[actor])
}

// signIn gives the cookie of the actor's new session.
func (s *spaceSite) signIn(t *testing.T, actor string) string {
	t.Helper()
	w := s.ask(http.MethodPost, "/espace/connexion", url.Values{"token": {" " + s.tokens[actor] + "\n"}}.Encode(), "")
	cookies := w.Result().Cookies()
	if w.Code != http.StatusSeeOther || len(cookies) != 1 {
		t.Fatalf("%s: signing in was answered %d with %d cookies", actor, w.Code, len(cookies))
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

var formValue = regexp.MustCompile(`name="form" value="([^"]+)"`)

// form is what proves the forms of a session.
func (s *spaceSite) form(t *testing.T, cookie string) string {
	t.Helper()
	found := formValue.FindStringSubmatch(s.ask(http.MethodGet, "/espace", "", "", "Cookie", cookie).Body.String())
	if found == nil {
		t.Fatal("the page has no form")
	}
	return found[1]
}
