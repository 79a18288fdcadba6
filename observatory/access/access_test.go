package access_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"servicequality/observatory"
	"servicequality/observatory/access"
)

// The procedures of two ministries, and one of nobody's.
func twoMinistries() *observatory.Catalogue {
	return observatory.NewCatalogue([]observatory.Procedure{
		{ID: "passeport", Ministry: "Ministère de l'Intérieur", Aliases: []string{"jdma:7"}},
		{ID: "permis", Ministry: "Ministère de l’Intérieur"},
		{ID: "impots", Ministry: "Économie"},
		{ID: "orphan"},
	})
}

func TestMay(t *testing.T) {
	t.Parallel()
	catalogue := twoMinistries()
	const interior = "ministere-de-l-interieur"
	own := func(role access.Role) access.Access {
		return access.Access{Role: role, Ministry: interior}
	}
	every := []access.Action{
		access.ActionRead, access.ActionMask, access.ActionState, access.ActionObject,
		access.ActionRespond, access.ActionGrant, access.ActionJudge, access.ActionAudit,
	}
	for _, c := range []struct {
		name   string
		access access.Access
		may    []access.Action
		on     []string
	}{
		{"nobody", access.Access{}, nil, nil},
		{"an unknown role", access.Access{Role: "king", Ministry: interior}, nil, nil},
		{"a reader", own(access.RoleReader), []access.Action{access.ActionRead}, []string{"passeport", "permis"}},
		{"an editor", own(access.RoleEditor),
			[]access.Action{access.ActionRead, access.ActionMask, access.ActionState, access.ActionObject}, []string{"passeport", "permis"}},
		{"an admin", own(access.RoleAdmin),
			[]access.Action{access.ActionRead, access.ActionMask, access.ActionState, access.ActionObject, access.ActionGrant, access.ActionAudit},
			[]string{"passeport", "permis"}},
		{"the operator", access.Access{Role: access.RoleOperator},
			[]access.Action{access.ActionRead, access.ActionMask, access.ActionState, access.ActionRespond, access.ActionJudge, access.ActionAudit},
			[]string{"impots", "orphan", "passeport", "permis"}},
		{"a reader of one procedure", access.Access{Role: access.RoleReader, Procedures: []string{"impots", "moon"}},
			[]access.Action{access.ActionRead}, []string{"impots"}},
		{"a reader of no ministry", access.Access{Role: access.RoleReader}, []access.Action{access.ActionRead}, nil},
		{"a reader of another ministry", access.Access{Role: access.RoleReader, Ministry: "culture"}, []access.Action{access.ActionRead}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var may []access.Action
			for _, action := range append(every, "", "anything") {
				var on []string
				for _, p := range c.access.Scope(action, catalogue) {
					on = append(on, p.ID)
				}
				if !c.access.May(action, nil) {
					if on != nil {
						t.Errorf("%s is not allowed, and is on %v", action, on)
					}
					continue
				}
				may = append(may, action)
				if diff := cmp.Diff(c.on, on); diff != "" {
					t.Errorf("%s (-want +got):\n%s", action, diff)
				}
			}
			if diff := cmp.Diff(c.may, may); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMayGrant(t *testing.T) {
	t.Parallel()
	const interior = "ministere-de-l-interieur"
	admin := access.Access{Role: access.RoleAdmin, Ministry: interior}
	reader := func(ministry string, procedures ...string) access.Access {
		return access.Access{Role: access.RoleReader, Ministry: ministry, Procedures: procedures}
	}
	for _, c := range []struct {
		name       string
		giver, to  access.Access
		permission bool
	}{
		{"own ministry", admin, reader(interior), true},
		{"own procedures", admin, reader("", "passeport", "permis"), true},
		{"another ministry", admin, reader("economie"), false},
		{"another's procedure among own", admin, reader("", "passeport", "impots"), false},
		{"own ministry and another's procedure", admin, reader(interior, "impots"), false},
		{"an alias", admin, reader("", "jdma:7"), false},
		{"a procedure of nobody", admin, reader("", "orphan"), false},
		{"nothing", admin, reader(""), false},
		{"an admin", admin, admin, false},
		{"the operator", admin, access.Access{Role: access.RoleOperator}, false},
		{"by an editor", access.Access{Role: access.RoleEditor, Ministry: interior}, reader(interior), false},
		{"by the operator", access.Access{Role: access.RoleOperator}, reader(interior), false},
		{"by an admin of nothing", access.Access{Role: access.RoleAdmin}, reader(""), false},
	} {
		if got := c.giver.MayGrant(c.to, twoMinistries()); got != c.permission {
			t.Errorf("%s: %v, want %v", c.name, got, c.permission)
		}
	}
}

func TestValidateAccess(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		access access.Access
		life   time.Duration
		wrong  []string
	}{
		{"reader of a ministry", access.Access{Role: access.RoleReader, Ministry: "m"}, time.Hour, nil},
		{"editor of procedures", access.Access{Role: access.RoleEditor, Procedures: []string{"p"}}, access.MaxAccessLife, nil},
		{"operator", access.Access{Role: access.RoleOperator}, time.Hour, nil},
		{"operator of a ministry", access.Access{Role: access.RoleOperator, Ministry: "m"}, time.Hour, []string{"ministry"}},
		{"admin of procedures", access.Access{Role: access.RoleAdmin, Procedures: []string{"p"}}, time.Hour, []string{"ministry"}},
		{"reader of nothing", access.Access{Role: access.RoleReader}, time.Hour, []string{"ministry"}},
		{"reader of both", access.Access{Role: access.RoleReader, Ministry: "m", Procedures: []string{"p"}}, time.Hour, []string{"procedure"}},
		{"for ever", access.Access{Role: "king", Ministry: "m", Name: strings.Repeat("n", 101)}, 2 * access.MaxAccessLife, []string{"role", "name", "ttl"}},
		{"for no time", access.Access{Role: access.RoleReader, Ministry: "m"}, 0, []string{"ttl"}},
	} {
		c.access.CreatedAt, c.access.ExpiresAt = now, now.Add(c.life)
		var invalid *observatory.InvalidError
		var wrong []string
		if err := c.access.Validate(); errors.As(err, &invalid) {
			for _, f := range invalid.Fields {
				wrong = append(wrong, f.Field)
			}
		}
		if diff := cmp.Diff(c.wrong, wrong); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestIssue(t *testing.T) {
	t.Parallel()
	var a, b access.Access
	first, err := a.Issue(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.Issue(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := access.ID(first); !ok || id != a.ID || !strings.HasPrefix(first, "obs_") || len(first) != 60 {
		t.Errorf("the token %q names %q, %v", first, id, ok)
	}
	if !a.OpensWith(first) || a.OpensWith(second) || a.OpensWith("") || (access.Access{}).OpensWith("") {
		t.Error("a token opens what is not its access, or its own not")
	}
	for _, text := range []string{"", "obs_", first[:59], first + "x", "OBS" + first[3:], strings.Replace(first, "_"+first[17:], "-"+first[17:], 1),
		"obs_" + strings.Repeat("z", 12) + first[16:], "obs_" + strings.Repeat("A", 12) + first[16:]} {
		if id, ok := access.ID(text); ok {
			t.Errorf("%q passes for a token of %s", text, id)
		}
	}
	now := time.Now()
	a.ExpiresAt = now
	if a.Live(now) || !a.Live(now.Add(-1)) {
		t.Error("an access expires at its instant")
	}
	if a.Revoked = true; a.Live(now.Add(-1)) {
		t.Error("a revoked access lives")
	}
	if _, err := a.Issue(strings.NewReader("short")); err == nil {
		t.Error("a token was made of too little chance")
	}
}

func FuzzAccessID(f *testing.F) {
	f.Add("obs_0123456789ab_0123456789012345678901234567890123456789012")
	f.Fuzz(func(t *testing.T, token string) {
		if id, ok := access.ID(token); ok && !strings.HasPrefix(token, "obs_"+id+"_") {
			t.Errorf("%q names %q", token, id)
		}
	})
}
