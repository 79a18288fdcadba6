package collector

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/observatory/access"
)

const (
	// volumesEndpoint is where administrations state their volumes.
	volumesEndpoint = "/api/v1/volumes"
	// maxVolumes and maxVolumesBody bound one statement.
	maxVolumes     = 1000
	maxVolumesBody = 1 << 20
)

// VolumeStore is where volumes are written.
type VolumeStore interface {
	// Volumes returns the volumes that count; of all procedures when none is
	// named.
	Volumes(ctx context.Context, procedures ...string) ([]observatory.Volume, error)
	// InsertVolumes stores the volumes; one of an ID that is there takes its
	// place.
	InsertVolumes(ctx context.Context, volumes []observatory.Volume) error
}

// Volumes takes the volumes of transactions that administrations state.
type Volumes struct {
	store     VolumeStore
	catalogue func() *observatory.Catalogue
	log       *slog.Logger
}

// NewVolumes returns a receiver of volumes that writes to the store.
func NewVolumes(store VolumeStore, catalogue func() *observatory.Catalogue, log *slog.Logger) *Volumes {
	return &Volumes{store: store, catalogue: catalogue, log: log.With("component", "collector")}
}

// Register adds POST /api/v1/volumes. Whoever reaches the router may state volumes of
// any procedure: the public must not reach it.
func (v *Volumes) Register(r gin.IRouter) {
	r.POST(volumesEndpoint, v.post(func(context.Context, *observatory.Procedure) bool { return true }, nil))
}

// Logbook records what the bearer of the context's access is about to do; when it
// returns an error, the act is not carried out.
type Logbook func(ctx context.Context, act access.Act, procedure, subject, detail string) error

// RegisterWithin adds the same for those whom admit lets in: each volume has to
// be of a procedure on which the context's access allows that. The logbook is told
// of every procedure first.
func (v *Volumes) RegisterWithin(r gin.IRouter, admit gin.HandlerFunc, log Logbook) {
	r.POST(volumesEndpoint, admit, v.post(func(ctx context.Context, p *observatory.Procedure) bool {
		return access.Of(ctx).May(access.ActionState, p)
	}, log))
}

// permission says whether volumes of the procedure may be stated.
type permission func(context.Context, *observatory.Procedure) bool

func (v *Volumes) post(may permission, log Logbook) gin.HandlerFunc {
	return func(ctx *gin.Context) {
		var stated []observatory.Volume
		err := readJSON(ctx, maxVolumesBody, &stated)
		if err == nil {
			err = v.permit(ctx.Request.Context(), stated, may, log)
		}
		if err == nil {
			err = v.State(ctx.Request.Context(), stated)
		}
		if err != nil {
			answerProblem(ctx, v.log, err)
			return
		}
		ids := make([]string, len(stated))
		for i := range stated {
			ids[i] = stated[i].ID
		}
		ctx.JSON(http.StatusOK, gin.H{"_ids": ids})
	}
}

// permit refuses all volumes when one is of a procedure that may not be stated.
// A name that the catalogue does not have is left to State, which says so.
func (v *Volumes) permit(ctx context.Context, stated []observatory.Volume, may permission, log Logbook) error {
	catalogue := v.catalogue()
	if catalogue == nil {
		return unavailable(errNoCatalogue)
	}
	var procedures []string
	for _, one := range stated {
		p, ok := catalogue.Find(one.Procedure)
		if !ok {
			continue
		}
		if !may(ctx, p) {
			return observatory.ErrForbidden
		}
		if !slices.Contains(procedures, p.ID) {
			procedures = append(procedures, p.ID)
		}
	}
	if log == nil {
		return nil
	}
	for _, id := range procedures {
		if err := log(ctx, access.ActState, id, "", ""); err != nil {
			return err
		}
	}
	return nil
}

// State checks the volumes, gives those an ID that have none, and writes them,
// all or none. Stated again they change nothing. The error is an
// *observatory.InvalidError that names the fields of each, like
// [3].period_end, or wraps observatory.ErrUnavailable.
func (v *Volumes) State(ctx context.Context, stated []observatory.Volume) error {
	if len(stated) == 0 || len(stated) > maxVolumes {
		return invalidBody("must be a list of 1 to " + strconv.Itoa(maxVolumes) + " volumes")
	}
	catalogue := v.catalogue()
	if catalogue == nil {
		return unavailable(errNoCatalogue)
	}
	var bad []observatory.FieldError
	ids, places := map[[2]string]bool{}, map[observatory.VolumePlace]bool{}
	for i := range stated {
		bad = append(bad, complete(&stated[i], i, catalogue)...)
		id, place := [2]string{stated[i].Procedure, stated[i].ID}, stated[i].Place()
		if ids[id] || places[place] {
			bad = append(bad, observatory.FieldError{Field: fmt.Sprintf("[%d]._id", i),
				Reason: "or the channel and period are also those of another volume in the list"})
		}
		ids[id], places[place] = true, true
	}
	if bad != nil {
		return &observatory.InvalidError{Fields: bad}
	}
	known, err := v.store.Volumes(ctx, proceduresOf(stated)...)
	if err != nil {
		return unavailable(err)
	}
	if i := observatory.CheckVolumes(known, stated); i >= 0 {
		return &observatory.InvalidError{Fields: []observatory.FieldError{{
			Field: fmt.Sprintf("[%d].completed", i), Reason: "says that more was done online than in all channels together"}}}
	}
	if err := v.store.InsertVolumes(ctx, stated); err != nil {
		return unavailable(err)
	}
	return nil
}

// proceduresOf names the procedures of the volumes, each once.
func proceduresOf(stated []observatory.Volume) []string {
	var ids []string
	for _, one := range stated {
		if !slices.Contains(ids, one.Procedure) {
			ids = append(ids, one.Procedure)
		}
	}
	return ids
}

// complete resolves the procedure of the volume numbered i and returns what is
// wrong with it.
func complete(v *observatory.Volume, i int, catalogue *observatory.Catalogue) []observatory.FieldError {
	var bad []observatory.FieldError
	if err, ok := v.Validate().(*observatory.InvalidError); ok { //nolint:errorlint // Validate returns it as it is
		bad = err.Fields
	}
	if p, ok := catalogue.Find(v.Procedure); ok {
		v.Procedure = p.ID
	} else if v.Procedure != "" {
		bad = append(bad, observatory.FieldError{Field: "procedure", Reason: "must be the id or an alias of a procedure"})
	}
	for j := range bad {
		bad[j].Field = fmt.Sprintf("[%d].%s", i, bad[j].Field)
	}
	v.Complete()
	return bad
}
