package dashboard

import (
	"fmt"

	"github.com/google/uuid"

	"observatory"
)

// actOf is how the audit log tells of a verdict.
func actOf(kind observatory.VerdictKind) observatory.Act {
	switch kind {
	case observatory.VerdictQuarantine:
		return observatory.ActQuarantine
	case observatory.VerdictRelease:
		return observatory.ActRelease
	}
	return observatory.ActMask
}

// judge records a verdict of the kind on the rating that the address names: a
// mask hides its text, and what it counts stays; a quarantine or a release is
// followed by the figures with the next count. A rating that the procedure counts
// after a merge is judged where it was given, and the log tells of the procedure
// whose owner reads it now.
func (s *Space) judge(kind observatory.VerdictKind) func(*visit) (*answer, error) {
	return func(v *visit) (*answer, error) {
		rating, _ := uuid.Parse(v.c.Param("rating")) // the nil id is refused with the others
		procedure := v.entry.procedure.ID
		verdict := observatory.Verdict{
			Procedure: procedure, Rating: rating, Kind: kind, Reason: v.c.PostForm("reason"), By: v.access.ID,
		}
		if err := verdict.Validate(); err != nil {
			return nil, err
		}
		ctx := v.c.Request.Context()
		given, err := s.store.GivenTo(ctx, procedure, rating)
		if err != nil {
			return nil, unread(err)
		}
		if given == "" {
			return nil, fmt.Errorf("rating %s of %s: %w", rating, procedure, observatory.ErrNotFound)
		}
		verdict.Procedure = given
		if err := s.guard.Audit(ctx, actOf(kind), procedure, rating.String(), verdict.Reason); err != nil {
			return nil, err
		}
		if err := s.store.Judge(ctx, verdict); err != nil {
			return nil, unread(err)
		}
		v.query.Set("done", string(kind))
		return seeOther(v.keep(spacePath(procedure) + "/commentaires")), nil
	}
}
