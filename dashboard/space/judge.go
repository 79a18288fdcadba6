package space

import (
	"fmt"

	"github.com/google/uuid"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// actOf is how the audit log tells of a verdict.
func actOf(kind rating.VerdictKind) access.Act {
	switch kind {
	case rating.VerdictQuarantine:
		return access.ActQuarantine
	case rating.VerdictRelease:
		return access.ActRelease
	}
	return access.ActMask
}

// judge records a verdict of the kind on the rating that the address names: a
// mask hides its text, and what it counts stays; a quarantine or a release is
// followed by the figures with the next count. A rating that the procedure counts
// after a merge is judged where it was given, and the log tells of the procedure
// whose owner reads it now.
func (s *Space) judge(kind rating.VerdictKind) func(*page.Visit) (*web.Answer, error) {
	return func(v *page.Visit) (*web.Answer, error) {
		id, _ := uuid.Parse(v.C.Param("rating")) // the nil id is refused with the others
		procedure := v.Entry.Procedure.ID
		verdict := rating.Verdict{
			Procedure: procedure, Rating: id, Kind: kind, Reason: v.C.PostForm("reason"), By: v.Access.ID,
		}
		if err := verdict.Validate(); err != nil {
			return nil, err
		}
		ctx := v.C.Request.Context()
		given, err := s.store.GivenTo(ctx, procedure, id)
		if err != nil {
			return nil, unread(err)
		}
		if given == "" {
			return nil, fmt.Errorf("rating %s of %s: %w", id, procedure, observatory.ErrNotFound)
		}
		verdict.Procedure = given
		if err := s.guard.Audit(ctx, actOf(kind), procedure, id.String(), verdict.Reason); err != nil {
			return nil, err
		}
		if err := s.store.Judge(ctx, verdict); err != nil {
			return nil, unread(err)
		}
		v.Query.Set("done", string(kind))
		return seeOther(v.Keep(spacePath(procedure) + "/commentaires")), nil
	}
}
