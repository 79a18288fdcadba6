package space

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/web"
)

// accessBody is the page where an admin gives access to the own ministry.
type accessBody struct {
	Form string
	// Token is the one that was just made: it is shown this once.
	Token  string
	Faults []page.FieldFault
	Roles  []page.Option
	Scopes []page.Option
	Lives  []page.Option
	Rows   []accessRow
}

type accessRow struct {
	ID, Name, Role, Scope, State, Expires, LastUsed string
	// Revoke is where to revoke it, empty for one that cannot be.
	Revoke string
}

func (s *Space) accesses(v *page.Visit) (*web.Answer, error) {
	return s.accessPage(v, "", nil, http.StatusOK)
}

func (s *Space) accessPage(v *page.Visit, token string, faults []observatory.FieldError, status int) (*web.Answer, error) {
	all, err := s.store.Accesses(v.C.Request.Context())
	if err != nil {
		return nil, unread(err)
	}
	body := accessBody{Form: v.Form, Token: token}
	for _, f := range faults {
		body.Faults = append(body.Faults, page.FieldFault{Name: f.Field, Reason: f.Reason})
	}
	for _, role := range []access.Role{access.RoleReader, access.RoleEditor} {
		body.Roles = append(body.Roles, page.Option{Value: string(role), Text: v.Loc.T("space.role." + string(role))})
	}
	body.Scopes = append(body.Scopes, page.Option{Text: v.Loc.T("access.scope.ministry")})
	for _, p := range v.Access.Scope(access.ActionGrant, v.Snap.Catalogue) {
		body.Scopes = append(body.Scopes, page.Option{Value: p.ID, Text: p.Title})
	}
	for _, days := range []uint64{90, 30, 365} {
		body.Lives = append(body.Lives, page.Option{Value: strconv.FormatUint(days, 10), Text: v.Loc.N("days", days)})
	}
	for _, a := range slices.Backward(all) {
		if v.Access.MayGrant(a, v.Snap.Catalogue) || a.Ministry == v.Access.Ministry {
			body.Rows = append(body.Rows, s.accessRow(v, a))
		}
	}
	return s.Render(s.spacePage(v, "access", body), "access", status)
}

func (s *Space) accessRow(v *page.Visit, a access.Access) accessRow {
	state := "good"
	switch {
	case a.Revoked:
		state = "revoked"
	case !a.Live(s.Cfg.Now()):
		state = "expired"
	}
	row := accessRow{
		ID: a.ID, Name: a.Name, Role: v.Loc.T("space.role." + string(a.Role)), Scope: v.Loc.T("access.scope.ministry"),
		State: v.Loc.T("access.state." + state), Expires: v.Loc.Date(observatory.DayOf(a.ExpiresAt)), LastUsed: dayOr(v, a.LastUsed),
	}
	if a.Ministry == "" {
		row.Scope = strings.Join(a.Procedures, ", ")
	}
	if state == "good" && v.Access.MayGrant(a, v.Snap.Catalogue) {
		row.Revoke = v.Link("/espace/acces/" + a.ID + "/revoquer")
	}
	return row
}

// grant makes an access and answers with its token: the page is the only place
// that it is ever shown in.
func (s *Space) grant(v *page.Visit) (*web.Answer, error) {
	now := s.Cfg.Now().UTC().Truncate(time.Millisecond)
	granted := access.Access{
		Name: strings.TrimSpace(v.C.PostForm("name")), Role: access.Role(v.C.PostForm("role")), MadeBy: v.Access.ID, CreatedAt: now,
	}
	days, _ := strconv.ParseUint(v.C.PostForm("days"), 10, 16) // 0 is refused with the others
	granted.ExpiresAt = now.Add(time.Duration(days) * 24 * time.Hour)
	if procedure := v.C.PostForm("procedure"); procedure != "" {
		granted.Procedures = []string{procedure}
	} else {
		granted.Ministry = v.Access.Ministry
	}
	var invalid *observatory.InvalidError
	if err := granted.Validate(); errors.As(err, &invalid) {
		return s.accessPage(v, "", invalid.Fields, http.StatusUnprocessableEntity)
	}
	if !v.Access.MayGrant(granted, v.Snap.Catalogue) {
		return nil, observatory.ErrForbidden
	}
	token, err := granted.Issue(rand.Reader)
	if err != nil {
		return nil, err
	}
	ctx := v.C.Request.Context()
	if err := s.guard.Audit(ctx, access.ActGrant, "", granted.ID, string(granted.Role)); err != nil {
		return nil, err
	}
	if err := s.store.InsertAccess(ctx, granted); err != nil {
		return nil, unread(err)
	}
	return s.accessPage(v, token, nil, http.StatusOK)
}

func (s *Space) revoke(v *page.Visit) (*web.Answer, error) {
	ctx, id := v.C.Request.Context(), v.C.Param("access")
	all, err := s.store.Accesses(ctx)
	if err != nil {
		return nil, unread(err)
	}
	at := slices.IndexFunc(all, func(a access.Access) bool { return a.ID == id })
	if at < 0 || !v.Access.MayGrant(all[at], v.Snap.Catalogue) {
		return nil, fmt.Errorf("access %q: %w", id, observatory.ErrForbidden)
	}
	if err := s.guard.Audit(ctx, access.ActRevoke, "", id, ""); err != nil {
		return nil, err
	}
	if err := s.store.RevokeAccess(ctx, id); err != nil {
		return nil, unread(err)
	}
	return seeOther(v.Link("/espace/acces")), nil
}

// journalBody is the audit log.
type journalBody struct{ Rows []journalRow }

type journalRow struct{ At, Access, Act, Procedure, Subject, Detail string }

// shownEntries is how many lines of the log the page shows.
const shownEntries = 200

// journal shows an admin what was done with the accesses of the own ministry,
// and the operator what was done with all.
func (s *Space) journal(v *page.Visit) (*web.Answer, error) {
	if v.Access.Role != access.RoleOperator && v.Access.Ministry == "" {
		return nil, observatory.ErrForbidden
	}
	trail, err := s.store.AuditTrail(v.C.Request.Context(), v.Access.Ministry, shownEntries)
	if err != nil {
		return nil, unread(err)
	}
	var body journalBody
	for _, e := range trail {
		body.Rows = append(body.Rows, journalRow{
			At: v.Loc.Instant(e.At), Access: e.Access, Act: v.Loc.T("act." + string(e.Act)), Procedure: e.Procedure, Subject: e.Subject, Detail: e.Detail,
		})
	}
	return s.Render(s.spacePage(v, "audit", body), "audit", http.StatusOK)
}
