package journal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	nodeName  = "node"
	nodeMagic = "observatory journal 1"
)

// identity is the content of the node file: which segments are this journal's.
type identity struct {
	node, epoch uint32
	earlier     []uint32 // epochs before a restore, oldest first
}

// owns tells whether a segment with header h belongs to this journal.
func (id identity) owns(h header) bool {
	return h.node == id.node && (h.epoch == id.epoch || slices.Contains(id.earlier, h.epoch))
}

// renew returns the identity with a fresh epoch. Epochs are random, not
// counted: the same backup may be restored twice.
func (id identity) renew() identity {
	id.earlier = append(slices.Clone(id.earlier), id.epoch)
	for slices.Contains(id.earlier, id.epoch) {
		id.epoch = randomID()
	}
	return id
}

func newIdentity() identity { return identity{node: randomID(), epoch: randomID()} }

// randomID returns 32 random bits, not all zero.
func randomID() uint32 {
	var b [4]byte
	for {
		rand.Read(b[:]) // never fails
		if id := binary.LittleEndian.Uint32(b[:]); id != 0 {
			return id
		}
	}
}

// encode writes the file as text, for the operator who looks.
func (id identity) encode() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nnode %08x\nepoch %08x\n", nodeMagic, id.node, id.epoch)
	for _, epoch := range id.earlier {
		fmt.Fprintf(&b, "earlier %08x\n", epoch)
	}
	fmt.Fprintf(&b, "crc %08x\n", checksum([]byte(b.String())))
	return []byte(b.String())
}

var errDamagedNode = errors.New("the node file is damaged")

// parseIdentity reads the file. Only what encode would write is believed.
func parseIdentity(text string) (identity, error) {
	var id identity
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, _ := strconv.ParseUint(value, 16, 32)
		switch key {
		case "node":
			id.node = uint32(n)
		case "epoch":
			id.epoch = uint32(n)
		case "earlier":
			id.earlier = append(id.earlier, uint32(n))
		}
	}
	if id.node == 0 || id.epoch == 0 || string(id.encode()) != text {
		return identity{}, errDamagedNode
	}
	return id, nil
}

// adopt makes an identity for segments whose node file is lost: their node,
// their epochs as earlier ones, and a fresh epoch. headers are oldest first;
// without any the journal is new.
func adopt(headers []header) identity {
	if len(headers) == 0 {
		return newIdentity()
	}
	id := identity{node: headers[len(headers)-1].node}
	for _, h := range headers {
		if h.node == id.node && !slices.Contains(id.earlier, h.epoch) {
			id.earlier = append(id.earlier, h.epoch)
		}
	}
	id.epoch = id.earlier[len(id.earlier)-1]
	id.earlier = id.earlier[:len(id.earlier)-1]
	return id.renew()
}

// save replaces the node file in one step.
func (id identity) save(disk Disk, dir string) error {
	path := filepath.Join(dir, nodeName)
	file, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	_, err = disk.WriteAt(file, id.encode(), 0)
	if err == nil {
		err = disk.Sync(file)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}

// NewEpoch gives the journal in dir a fresh epoch and returns it. The command
// that restores a backup calls it before the journal is opened: numbers given
// out after the backup was made may be given out again, and the epoch tells them
// apart. Records that are still there keep their own epoch and stay readable;
// the cursor starts anew, so that all of them are verified again.
func NewEpoch(dir string) (uint32, error) {
	disk := NewDisk()
	lock, err := lockFolder(disk, dir)
	if err != nil {
		return 0, fmt.Errorf("cannot begin a new journal epoch: %w", err)
	}
	defer unlockFolder(lock) //nolint:errcheck // the lock ends with its descriptor
	id, err := loadIdentity(disk, dir)
	if err == nil {
		id = id.renew()
		err = id.save(disk, dir)
	}
	if err != nil {
		return 0, fmt.Errorf("cannot begin a new journal epoch: %w", err)
	}
	return id.epoch, nil
}

// loadIdentity reads the node file. When it is lost or damaged an identity is
// adopted from the segments' headers, and saved by whoever asked.
func loadIdentity(disk Disk, dir string) (identity, error) {
	b, err := os.ReadFile(filepath.Join(dir, nodeName))
	if err != nil && !os.IsNotExist(err) {
		return identity{}, err
	}
	if err == nil {
		if id, err := parseIdentity(string(b)); err == nil {
			return id, nil
		}
	}
	found, err := readHeaders(disk, dir)
	if err != nil {
		return identity{}, err
	}
	slices.SortFunc(found, byFirst)
	var headers []header
	for _, f := range found {
		if f.err == nil {
			headers = append(headers, f.header)
		}
	}
	return adopt(headers), nil
}
