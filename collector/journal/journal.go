package journal

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// What Append, Wait and Open may answer. Each is wrapped with its cause; test with
// errors.Is. After ErrBusy, ErrTooLarge and ErrClosed the record is certainly not in
// the journal; after ErrNoSpace, ErrWrite and ErrFailed it was not acknowledged, and
// may be there.
var (
	ErrBusy     = errors.New("the journal has too many records waiting: try again in a moment")
	ErrNoSpace  = errors.New("the journal's disk is nearly full: free some space")
	ErrTooLarge = errors.New("the record is larger than the journal takes")
	ErrWrite    = errors.New("the journal could not be written")
	ErrFailed   = errors.New("the journal failed and must be opened anew")
	ErrClosed   = errors.New("the journal is closed")
	ErrLocked   = errors.New("the journal is in use by another process: stop it or choose another folder")
)

// Config says where a journal is and sets its limits. Only Dir is required.
type Config struct {
	// Dir is the journal's folder, made with mode 0700 when absent.
	Dir string
	// SegmentBytes is the size of a segment; 0 means 64 MiB, the least is 8 KiB.
	SegmentBytes int64
	// MaxPendingBytes and MaxWaiters bound what waits for the disk; beyond them
	// Append answers ErrBusy. 0 means 8 MiB and 20 000. A group is never cut in
	// two, so MaxPendingBytes is lowered to what one segment holds.
	MaxPendingBytes int
	MaxWaiters      int
	// Ballast is the size in bytes of a file given back when the journal closes
	// below MinFree, so that the shutdown itself has room; 0 means none.
	Ballast int64
	// MinFree is the share of the file system, 0 to 1, that must be free for a
	// record to be accepted; 0 means 0.05, below 0 means that nothing is checked.
	MinFree float64
	// Retention is how long a verified segment is kept after its last record;
	// 0 means 48 hours.
	Retention time.Duration
	// Disk makes the file calls; nil means the operating system's.
	Disk Disk
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Logger receives damage and recoveries, never a payload; nil means silence.
	Logger *slog.Logger
}

const minSegmentBytes = 8 << 10

func (c Config) withDefaults() (Config, error) {
	if c.Dir == "" {
		return c, errors.New("Config.Dir is empty: name the journal's folder")
	}
	c.SegmentBytes = cmp.Or(c.SegmentBytes, 64<<20)
	if c.SegmentBytes < minSegmentBytes {
		return c, fmt.Errorf("Config.SegmentBytes is %d: choose at least %d", c.SegmentBytes, minSegmentBytes)
	}
	c.MaxPendingBytes = cmp.Or(c.MaxPendingBytes, 8<<20)
	c.MaxPendingBytes = min(c.MaxPendingBytes, int(c.SegmentBytes-headerBytes))
	c.MaxWaiters = cmp.Or(c.MaxWaiters, 20_000)
	c.MinFree = cmp.Or(c.MinFree, 0.05)
	c.Retention = cmp.Or(c.Retention, 48*time.Hour)
	if c.Disk == nil {
		c.Disk = NewDisk()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

// Journal is an open write-ahead journal. Its methods may be called from any
// goroutine.
type Journal struct {
	cfg    Config
	lock   *os.File
	id     identity
	space  *space
	spares *spares
	list   *catalogue
	cursor *cursorFile
	count  counters

	committed atomic.Uint64
	failed    chan struct{} // closed by the first fdatasync error
	ended     chan struct{} // closed when the committer has ended

	writing sync.Mutex // guards tail; held for the length of a commit
	tail    tail

	mu       sync.Mutex // guards what follows; never held over a file call
	wake     *sync.Cond
	pending  *group // being filled
	flight   *group // being written; nil between groups
	waiting  int    // records in both
	bytes    int    // bytes in both
	recycled []byte // the buffer of the group before
	stop     error  // why nothing more is accepted
	closed   bool
}

// Open opens the journal in cfg.Dir, making it when there is none. It recovers
// the last segment before it returns; earlier segments are checked when read.
// A folder that another process has open is refused with ErrLocked.
func Open(cfg Config) (*Journal, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("cannot open journal: %w", err)
	}
	lock, err := lockFolder(cfg.Disk, cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open journal: %w", err)
	}
	j := &Journal{
		cfg:    cfg,
		lock:   lock,
		failed: make(chan struct{}),
		ended:  make(chan struct{}),
	}
	j.wake = sync.NewCond(&j.mu)
	j.pending = newGroup(nil)
	if err := j.start(); err != nil {
		return nil, fmt.Errorf("cannot open journal: %w", errors.Join(err, j.release()))
	}
	go j.spares.run()
	go j.commitGroups()
	return j, nil
}

// start reads what is on disk, in the order in which one thing needs another.
func (j *Journal) start() error {
	j.space = newSpace(j.cfg)
	j.spares = newSpares(j.cfg)
	if err := j.spares.sweep(); err != nil {
		return err
	}
	segments, err := j.inventory()
	if err != nil {
		return err
	}
	j.list = newCatalogue(segments)
	if j.cursor, err = j.openCursor(len(segments) > 0); err != nil {
		return err
	}
	if err := j.recoverTail(); err != nil {
		return err
	}
	j.space.layBallast()
	return nil
}

// Node returns the 32 random bits that name this journal for ever.
func (j *Journal) Node() uint32 { return j.id.node }

// Epoch returns the epoch that new records belong to. It changes when the
// journal is restored from a backup, never at a restart.
func (j *Journal) Epoch() uint32 { return j.id.epoch }

// Committed returns the sequence number of the last durable record, 0 when
// there has been none.
func (j *Journal) Committed() uint64 { return j.committed.Load() }

// First returns the sequence number of the oldest record still kept. It is
// Committed()+1 in a journal without records.
func (j *Journal) First() uint64 { return j.list.first() }

// Failed is closed when an fdatasync has failed. The journal then accepts
// nothing; its owner should exit and recover from disk.
func (j *Journal) Failed() <-chan struct{} { return j.failed }

// fail stops the journal for good. It returns ErrFailed with its cause.
func (j *Journal) fail(cause error) error {
	err := fmt.Errorf("%w: %w", ErrFailed, cause)
	j.mu.Lock()
	defer j.mu.Unlock()
	if !errors.Is(j.stop, ErrFailed) {
		j.stop = err
		close(j.failed)
		j.wake.Signal()
		j.cfg.Logger.Error("journal failed; it must be opened anew", "cause", cause)
	}
	return err
}

// failure returns the error that stopped the journal, nil while it may write.
func (j *Journal) failure() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if errors.Is(j.stop, ErrFailed) {
		return j.stop
	}
	return nil
}

// Close commits what waits, gives the ballast back when the disk is full, and
// unlocks the folder. It returns ErrFailed when the journal had failed. A second
// Close does nothing.
func (j *Journal) Close() error {
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return nil
	}
	j.closed = true
	if j.stop == nil {
		j.stop = ErrClosed
	}
	j.wake.Signal()
	j.mu.Unlock()

	j.space.dropBallast()
	<-j.ended
	j.spares.stop()
	return errors.Join(j.failure(), j.release())
}

// release closes whatever is open; the lock goes last.
func (j *Journal) release() error {
	j.writing.Lock()
	defer j.writing.Unlock()
	var errs []error
	if j.tail.file != nil {
		errs = append(errs, j.tail.file.Close())
		j.tail.file = nil
	}
	if j.cursor != nil {
		errs = append(errs, j.cursor.file.Close())
	}
	return errors.Join(append(errs, unlockFolder(j.lock))...)
}

func (j *Journal) path(name string) string { return filepath.Join(j.cfg.Dir, name) }
