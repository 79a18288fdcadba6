package observatory_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"observatory"
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
	own := func(role observatory.Role) observatory.Access {
		return observatory.Access{Role: role, Ministry: interior}
	}
	every := observatory.Actions()
	for _, c := range []struct {
		name   string
		access observatory.Access
		may    []observatory.Action
		on     []string
	}{
		{"nobody", observatory.Access{}, nil, nil},
		{"an unknown role", observatory.Access{Role: "king", Ministry: interior}, nil, nil},
		{"a reader", own(observatory.RoleReader), []observatory.Action{observatory.ActionRead}, []string{"passeport", "permis"}},
		{"an editor", own(observatory.RoleEditor),
			[]observatory.Action{observatory.ActionRead, observatory.ActionMask, observatory.ActionState, observatory.ActionObject}, []string{"passeport", "permis"}},
		{"an admin", own(observatory.RoleAdmin),
			[]observatory.Action{observatory.ActionRead, observatory.ActionMask, observatory.ActionState, observatory.ActionObject, observatory.ActionGrant, observatory.ActionAudit},
			[]string{"passeport", "permis"}},
		{"the operator", observatory.Access{Role: observatory.RoleOperator},
			[]observatory.Action{observatory.ActionRead, observatory.ActionMask, observatory.ActionState, observatory.ActionRespond, observatory.ActionJudge, observatory.ActionAudit},
			[]string{"impots", "orphan", "passeport", "permis"}},
		{"a reader of one procedure", observatory.Access{Role: observatory.RoleReader, Procedures: []string{"impots", "moon"}},
			[]observatory.Action{observatory.ActionRead}, []string{"impots"}},
		{"a reader of no ministry", observatory.Access{Role: observatory.RoleReader}, []observatory.Action{observatory.ActionRead}, nil},
		{"a reader of another ministry", observatory.Access{Role: observatory.RoleReader, Ministry: "culture"}, []observatory.Action{observatory.ActionRead}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var may []observatory.Action
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
	admin := observatory.Access{Role: observatory.RoleAdmin, Ministry: interior}
	reader := func(ministry string, procedures ...string) observatory.Access {
		return observatory.Access{Role: observatory.RoleReader, Ministry: ministry, Procedures: procedures}
	}
	for _, c := range []struct {
		name       string
		giver, to  observatory.Access
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
		{"the operator", admin, observatory.Access{Role: observatory.RoleOperator}, false},
		{"by an editor", observatory.Access{Role: observatory.RoleEditor, Ministry: interior}, reader(interior), false},
		{"by the operator", observatory.Access{Role: observatory.RoleOperator}, reader(interior), false},
		{"by an admin of nothing", observatory.Access{Role: observatory.RoleAdmin}, reader(""), false},
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
		access observatory.Access
		life   time.Duration
		wrong  []string
	}{
		{"reader of a ministry", observatory.Access{Role: observatory.RoleReader, Ministry: "m"}, time.Hour, nil},
		{"editor of procedures", observatory.Access{Role: observatory.RoleEditor, Procedures: []string{"p"}}, observatory.MaxAccessLife, nil},
		{"operator", observatory.Access{Role: observatory.RoleOperator}, time.Hour, nil},
		{"operator of a ministry", observatory.Access{Role: observatory.RoleOperator, Ministry: "m"}, time.Hour, []string{"ministry"}},
		{"admin of procedures", observatory.Access{Role: observatory.RoleAdmin, Procedures: []string{"p"}}, time.Hour, []string{"ministry"}},
		{"reader of nothing", observatory.Access{Role: observatory.RoleReader}, time.Hour, []string{"ministry"}},
		{"reader of both", observatory.Access{Role: observatory.RoleReader, Ministry: "m", Procedures: []string{"p"}}, time.Hour, []string{"procedure"}},
		{"for ever", observatory.Access{Role: "king", Ministry: "m", Name: strings.Repeat("n", 101)}, 2 * observatory.MaxAccessLife, []string{"role", "name", "ttl"}},
		{"for no time", observatory.Access{Role: observatory.RoleReader, Ministry: "m"}, 0, []string{"ttl"}},
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
	var a, b observatory.Access
	first, err := a.Issue(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.Issue(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := observatory.AccessID(first); !ok || id != a.ID || !strings.HasPrefix(first, "obs_") || len(first) != 60 {
		t.Errorf("the token %q names %q, %v", first, id, ok)
	}
	if !a.OpensWith(first) || a.OpensWith(second) || a.OpensWith("") || (observatory.Access{}).OpensWith("") {
		t.Error("a token opens what is not its access, or its own not")
	}
	for _, text := range []string{"", "obs_", first[:59], first + "x", "OBS" + first[3:], strings.Replace(first, "_"+first[17:], "-"+first[17:], 1),
		"obs_" + strings.Repeat("z", 12) + first[16:], "obs_" + strings.Repeat("A", 12) + first[16:]} {
		if id, ok := observatory.AccessID(text); ok {
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
		if id, ok := observatory.AccessID(token); ok && !strings.HasPrefix(token, "obs_"+id+"_") {
			t.Errorf("%q names %q", token, id)
		}
	})
}
