package dashboard

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/web"
)

// accessBody is the page where an admin gives access to the own ministry.
type accessBody struct {
	Form string
	// Token is the one that was just made: it is shown this once.
	Token  string
	Faults []fieldFault
	Roles  []option
	Scopes []option
	Lives  []option
	Rows   []accessRow
}

type accessRow struct {
	ID, Name, Role, Scope, State, Expires, LastUsed string
	// Revoke is where to revoke it, empty for one that cannot be.
	Revoke string
}

func (s *Space) accesses(v *visit) (*web.Answer, error) {
	return s.accessPage(v, "", nil, http.StatusOK)
}

func (s *Space) accessPage(v *visit, token string, faults []observatory.FieldError, status int) (*web.Answer, error) {
	all, err := s.store.Accesses(v.c.Request.Context())
	if err != nil {
		return nil, unread(err)
	}
	body := accessBody{Form: v.form, Token: token}
	for _, f := range faults {
		body.Faults = append(body.Faults, fieldFault{Name: f.Field, Reason: f.Reason})
	}
	for _, role := range []access.Role{access.RoleReader, access.RoleEditor} {
		body.Roles = append(body.Roles, option{Value: string(role), Text: v.loc.T("space.role." + string(role))})
	}
	body.Scopes = append(body.Scopes, option{Text: v.loc.T("access.scope.ministry")})
	for _, p := range v.access.Scope(access.ActionGrant, v.snap.Catalogue) {
		body.Scopes = append(body.Scopes, option{Value: p.ID, Text: p.Title})
	}
	for _, days := range []uint64{90, 30, 365} {
		body.Lives = append(body.Lives, option{Value: strconv.FormatUint(days, 10), Text: v.loc.N("days", days)})
	}
	for _, a := range slices.Backward(all) {
		if v.access.MayGrant(a, v.snap.Catalogue) || a.Ministry == v.access.Ministry {
			body.Rows = append(body.Rows, s.accessRow(v, a))
		}
	}
	return s.render(s.spacePage(v, "access", body), "access", status)
}

func (s *Space) accessRow(v *visit, a access.Access) accessRow {
	state := "good"
	switch {
	case a.Revoked:
		state = "revoked"
	case !a.Live(s.cfg.Now()):
		state = "expired"
	}
	row := accessRow{
		ID: a.ID, Name: a.Name, Role: v.loc.T("space.role." + string(a.Role)), Scope: v.loc.T("access.scope.ministry"),
		State: v.loc.T("access.state." + state), Expires: v.loc.Date(observatory.DayOf(a.ExpiresAt)), LastUsed: v.dayOr(a.LastUsed),
	}
	if a.Ministry == "" {
		row.Scope = strings.Join(a.Procedures, ", ")
	}
	if state == "good" && v.access.MayGrant(a, v.snap.Catalogue) {
		row.Revoke = v.link("/espace/acces/" + a.ID + "/revoquer")
	}
	return row
}

// grant makes an access and answers with its token: the page is the only place
// that it is ever shown in.
func (s *Space) grant(v *visit) (*web.Answer, error) {
	now := s.cfg.Now().UTC().Truncate(time.Millisecond)
	granted := access.Access{
		Name: strings.TrimSpace(v.c.PostForm("name")), Role: access.Role(v.c.PostForm("role")), MadeBy: v.access.ID, CreatedAt: now,
	}
	days, _ := strconv.ParseUint(v.c.PostForm("days"), 10, 16) // 0 is refused with the others
	granted.ExpiresAt = now.Add(time.Duration(days) * 24 * time.Hour)
	if procedure := v.c.PostForm("procedure"); procedure != "" {
		granted.Procedures = []string{procedure}
	} else {
		granted.Ministry = v.access.Ministry
	}
	var invalid *observatory.InvalidError
	if err := granted.Validate(); errors.As(err, &invalid) {
		return s.accessPage(v, "", invalid.Fields, http.StatusUnprocessableEntity)
	}
	if !v.access.MayGrant(granted, v.snap.Catalogue) {
		return nil, observatory.ErrForbidden
	}
	token, err := granted.Issue(rand.Reader)
	if err != nil {
		return nil, err
	}
	ctx := v.c.Request.Context()
	if err := s.guard.Audit(ctx, access.ActGrant, "", granted.ID, string(granted.Role)); err != nil {
		return nil, err
	}
	if err := s.store.InsertAccess(ctx, granted); err != nil {
		return nil, unread(err)
	}
	return s.accessPage(v, token, nil, http.StatusOK)
}

func (s *Space) revoke(v *visit) (*web.Answer, error) {
	ctx, id := v.c.Request.Context(), v.c.Param("access")
	all, err := s.store.Accesses(ctx)
	if err != nil {
		return nil, unread(err)
	}
	at := slices.IndexFunc(all, func(a access.Access) bool { return a.ID == id })
	if at < 0 || !v.access.MayGrant(all[at], v.snap.Catalogue) {
		return nil, fmt.Errorf("access %q: %w", id, observatory.ErrForbidden)
	}
	if err := s.guard.Audit(ctx, access.ActRevoke, "", id, ""); err != nil {
		return nil, err
	}
	if err := s.store.RevokeAccess(ctx, id); err != nil {
		return nil, unread(err)
	}
	return seeOther(v.link("/espace/acces")), nil
}

// journalBody is the audit log.
type journalBody struct{ Rows []journalRow }

type journalRow struct{ At, Access, Act, Procedure, Subject, Detail string }

// shownEntries is how many lines of the log the page shows.
const shownEntries = 200

// journal shows an admin what was done with the accesses of the own ministry,
// and the operator what was done with all.
func (s *Space) journal(v *visit) (*web.Answer, error) {
	if v.access.Role != access.RoleOperator && v.access.Ministry == "" {
		return nil, observatory.ErrForbidden
	}
	trail, err := s.store.AuditTrail(v.c.Request.Context(), v.access.Ministry, shownEntries)
	if err != nil {
		return nil, unread(err)
	}
	var body journalBody
	for _, e := range trail {
		body.Rows = append(body.Rows, journalRow{
			At: v.loc.Instant(e.At), Access: e.Access, Act: v.loc.T("act." + string(e.Act)), Procedure: e.Procedure, Subject: e.Subject, Detail: e.Detail,
		})
	}
	return s.render(s.spacePage(v, "audit", body), "audit", http.StatusOK)
}
