package observatory

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ChannelAll stands for the channels of a procedure together, in volumes.
const ChannelAll = "all"

// VolumeChannels returns the channels that a volume may be about.
func VolumeChannels() []string { return append(Channels(), ChannelAll) }

// VolumeMethods returns how a volume may have been found out.
func VolumeMethods() []string { return []string{"counted", "estimated"} }

// maxVolume is more transactions than a country has in a year.
const maxVolume = 1_000_000_000_000

// Volume is how many transactions of a procedure were started and completed
// through a channel in a period, as its administration says.
type Volume struct {
	// ID makes a statement idempotent: a later one with the same ID takes its
	// place. It is up to 64 characters long; Complete makes one.
	ID        string `json:"_id,omitempty"`
	Procedure string `json:"procedure"`
	// Start and End are the first and the last day of the period.
	Start   Day    `json:"period_start"`
	End     Day    `json:"period_end"`
	Channel string `json:"channel"`
	// Started and Completed are nil when they are not known; one is.
	Started   *uint64 `json:"started"`
	Completed *uint64 `json:"completed"`
	Method    string  `json:"method"`
	Source    string  `json:"source,omitempty"`

	// Import is the number of the import that brought the volume, 0 for one
	// that was sent.
	Import uint32 `json:"-"`
	// StatedAt is when it was said: of two statements about the same channel
	// and period the later counts.
	StatedAt time.Time `json:"-"`
}

// VolumePlace is what only one volume can be about.
type VolumePlace struct {
	Procedure, Channel string
	Start, End         Day
}

// Place returns what the volume is about.
func (v Volume) Place() VolumePlace {
	return VolumePlace{Procedure: v.Procedure, Channel: v.Channel, Start: v.Start, End: v.End}
}

// Complete gives the volume an ID made of its procedure, channel and period,
// when it has none.
func (v *Volume) Complete() {
	if v.ID != "" {
		return
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{v.Procedure, v.Channel, v.Start.String(), v.End.String()}, "\x00")))
	v.ID = hex.EncodeToString(sum[:16])
}

// Validate checks everything but that the procedure exists. The error is an
// *InvalidError that names every wrong field.
func (v *Volume) Validate() error {
	var c Check
	c.That(v.ID == "" || ValidID(v.ID), "_id", "must be at most 64 letters, digits, _ or -")
	c.That(v.Procedure != "", "procedure", "must be the id or an alias of a procedure")
	c.That(v.Start > 0, "period_start", "must be a date like 2026-10-31")
	c.That(v.End > 0, "period_end", "must be a date like 2026-10-31")
	c.That(v.Start <= 0 || v.End <= 0 || v.End >= v.Start, "period_end", "must not be before period_start")
	c.OneOf("channel", v.Channel, VolumeChannels())
	c.OneOf("method", v.Method, VolumeMethods())
	c.Text("source", v.Source, 500)
	c.That(v.Started != nil || v.Completed != nil, "completed", "must be given, or started")
	for field, n := range map[string]*uint64{"started": v.Started, "completed": v.Completed} {
		c.That(n == nil || *n <= maxVolume, field, fmt.Sprintf("must be at most %d", uint64(maxVolume)))
	}
	c.That(v.Started == nil || v.Completed == nil || *v.Completed <= *v.Started, "completed", "must not be more than started")
	if c.Bad != nil {
		return &InvalidError{Fields: c.Bad}
	}
	return nil
}

// CheckVolumes refuses stated volumes that say, of one procedure and period,
// that more was done online than in all, beside what is known already: the
// returned number is that of the first one at fault, -1 for none.
func CheckVolumes(known, stated []Volume) int {
	type period struct {
		procedure  string
		start, end Day
	}
	type pair struct{ online, all Volume }
	pairs := map[period]pair{}
	put := func(v Volume) {
		at := period{v.Procedure, v.Start, v.End}
		p := pairs[at]
		switch v.Channel {
		case ChannelOnline:
			p.online = v
		case ChannelAll:
			p.all = v
		}
		pairs[at] = p

	}
	for _, v := range known {
		put(v)
	}
	for _, v := range stated {
		put(v)
	}
	return slices.IndexFunc(stated, func(v Volume) bool {
		if v.Channel != ChannelOnline && v.Channel != ChannelAll {
			return false
		}
		p := pairs[period{v.Procedure, v.Start, v.End}]
		return more(p.online.Started, p.all.Started) || more(p.online.Completed, p.all.Completed)
	})
}

func more(a, b *uint64) bool { return a != nil && b != nil && *a > *b }
