package e2e

import (
	bytesof "encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// image makes an ext4 file system in a file, of which only what is written
// takes space.
func (r *rig) image(size string) string {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), "disk")
	r.must("truncate", "-s", size, path)
	r.must("mkfs.ext4", "-q", "-F", path)
	return path
}

// powerCut ends the program and replaces the mounted disk by what had reached
// the device, its image, at that moment: what was in memory alone is gone.
func (r *rig) powerCut(folder, image string) (after string) {
	r.t.Helper()
	engine := r.in.engine()
	for _, pid := range []int{r.in.cmd.Process.Pid, engine} {
		syscall.Kill(pid, syscall.SIGSTOP)
	}
	after = filepath.Join(r.t.TempDir(), "disk")
	r.must("cp", "--sparse=always", image, after)
	syscall.Kill(engine, syscall.SIGKILL)
	r.in.kill()
	path := filepath.Join(r.data, folder)
	eventually(r.t, "the disk is free", func() bool { return exec.Command("umount", "-q", path).Run() == nil })
	if err := os.Remove(image); err != nil {
		r.t.Error(err)
	}
	r.mount(folder, "-o", "loop", after)
	return after
}

// cutJournal cuts the power of the journal's disk while the database is frozen,
// so that the journal is the only place where the ratings are.
func cutJournal(r *rig) {
	disk := r.image("600M")
	r.mount("journal", "-o", "loop", disk)
	r.start()
	r.cycle(func(int) {
		r.load(func() {
			syscall.Kill(r.in.engine(), syscall.SIGSTOP)
			r.flow(200)
			disk = r.powerCut("journal", disk)
		})
		r.restart()
	})
	r.settle(false)
	r.judge(0)
}

// cutControl is the same on a disk that lies: fdatasync and fsync return
// success and do nothing. When nothing is lost then, the method proves nothing.
func cutControl(r *rig) {
	disk := r.image("600M")
	r.mount("journal", "-o", "loop", disk)
	r.start()
	r.load(func() {
		syscall.Kill(r.in.engine(), syscall.SIGSTOP)
		defer r.tamper(r.in.cmd.Process.Pid, "fdatasync,fsync:retval=0")()
		r.flow(200)
		r.powerCut("journal", disk)
	})
	r.result.cycles = 1
	r.restart()
	r.settle(false)
	l := r.result
	l.sent, l.acknowledged = r.book.sent, r.book.count(acknowledged)
	l.lost, l.doubled, l.phantom = r.book.compare(r.stored())
	if l.lost == 0 {
		r.t.Error("nothing was lost on a disk that lies: the power cut is no power cut")
	}
	r.note("control: it has to lose")
}

// cutDatabase cuts the power of the database's disk: what it had acknowledged
// and lost is found missing and sent again.
func cutDatabase(r *rig) {
	disk := r.image("6G")
	r.mount("clickhouse", "-o", "loop", disk)
	r.start()
	r.cycle(func(int) {
		r.load(func() {
			r.flow(500)
			chance(2 * time.Second)
			disk = r.powerCut("clickhouse", disk)
		})
		r.restart()
	})
	r.settle(true)
	r.judge(0)
}

// fill writes a file into the folder until so many bytes are left free.
func (r *rig) fill(folder string, free int64) (empty func()) {
	r.t.Helper()
	path := filepath.Join(r.data, folder)
	var st syscall.Statfs_t
	if err := syscall.Statfs(path, &st); err != nil {
		r.t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(path, "filler"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer file.Close()
	size := int64(st.Bavail)*st.Bsize - free
	if _, err := io.CopyN(file, zeros{}, size); err != nil {
		r.t.Fatal(err)
	}
	return func() {
		if err := os.Remove(file.Name()); err != nil {
			r.t.Error(err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// journalFull fills the journal's disk: nothing is promised without space, and
// soon after there is some again everything goes on.
func journalFull(r *rig) {
	const size = 400 << 20
	r.mount("journal", "-t", "tmpfs", "-o", fmt.Sprint("size=", size), "tmpfs")
	r.start()
	long := 3 * time.Second
	if atLength() {
		long = time.Minute
	}
	c := client(1)
	r.load(func() { r.flow(100) })
	empty := r.fill("journal", size/100)
	eventually(r.t, "ratings are refused", func() bool { return r.send(c, r.in, r.book.draw()) == 503 })
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if status := r.send(c, r.in, r.book.draw()); status != 503 {
			r.t.Fatalf("a rating was answered %d without space", status)
		}
	}
	empty()
	began := time.Now()
	eventually(r.t, "ratings are accepted again", func() bool { return r.send(c, r.in, r.book.draw()) == 201 })
	r.note("full for %s, first 201 %s after", long, time.Since(began).Round(10*time.Millisecond))
	r.result.cycles = 1
	r.settle(false)
	r.judge(0)
}

// engineFull fills the database's disk: the journal goes on acknowledging.
func engineFull(r *rig) {
	r.mount("clickhouse", "-t", "tmpfs", "-o", "size=1500m", "tmpfs")
	r.start()
	r.load(func() {
		empty := r.fill("clickhouse", 500<<20) // less than the database wants to insert
		r.flow(1000)
		time.Sleep(3 * time.Second) // a batch a second is refused
		r.flow(200)
		if n := len(r.stored()); n >= r.book.count(acknowledged) {
			r.t.Errorf("the disk was not full: %d ratings are stored", n)
		}
		empty()
	})
	r.result.cycles = 1
	r.settle(true)
	r.judge(0)
}

// failingDisk has calls on the journal's disk fail: nothing of a group that
// failed is acknowledged. After a failed fdatasync the program ends and recovers;
// after a failed write it goes on once the disk does.
func failingDisk(r *rig) {
	r.start()
	harms := []struct {
		injection string // strace counts the calls of each thread
		ends      bool
	}{
		{"fdatasync:error=EIO:when=5+5", true},
		{"pwrite64:error=ENOSPC:when=5+5", false},
		{"pwrite64:error=EIO:when=5+5", false},
	}
	ends := 0
	r.cycle(func(n int) {
		harm, in := harms[n%len(harms)], r.in
		r.load(func() {
			end := r.tamper(in.cmd.Process.Pid, harm.injection)
			before := r.book.count(unknown)
			eventually(r.t, "a group of ratings is not acknowledged", func() bool { return r.book.count(unknown) > before })
			end()
			before = r.book.count(acknowledged)
			eventually(r.t, "the program goes on or ends", func() bool {
				return gone(in, time.Millisecond) || !harm.ends && r.book.count(acknowledged) >= before+50
			})
		})
		if gone(in, time.Millisecond) {
			ends++
			r.restart()
		}
	})
	r.note("ended itself %d times; short writes are unit tests of the journal", ends)
	r.settle(false)
	r.judge(0)
}

// damage is what happens to the last segment of a journal that nobody runs.
type damage struct {
	name string
	lost int
	do   func(segment []byte, records []int)
}

// damagedJournal damages records that only the journal has. The rest of it must
// arrive, and what is missing must be counted.
func damagedJournal(r *rig) {
	middle := func(records []int) (from, to int) { n := len(records) - 50; return records[n], records[n+1] }
	damages := []damage{
		{"torn", 0, func(b []byte, records []int) { copy(b[records[len(records)-1]:], "\x50\x01\x00\x00torn off here") }},
		{"flipped", 1, func(b []byte, records []int) { from, _ := middle(records); b[from+40] ^= 0x10 }},
		{"zeroed", 1, func(b []byte, records []int) { from, to := middle(records); clear(b[from:to]) }},
		{"stale cursor", 0, nil},
	}
	r.start()
	r.load(func() { r.flow(100) })
	r.settle(false)
	cursor := filepath.Join(r.data, "journal", "cursor")
	stale, err := os.ReadFile(cursor)
	if err != nil {
		r.t.Fatal(err)
	}
	lost := 0
	for _, d := range damages {
		r.load(func() {
			syscall.Kill(r.in.engine(), syscall.SIGSTOP)
			r.flow(300)
			engine := r.in.engine()
			r.in.kill()
			syscall.Kill(engine, syscall.SIGKILL)
		})
		if d.do == nil {
			err = os.WriteFile(cursor, stale, 0o600)
		} else {
			err = r.damage(d.do)
		}
		if err != nil {
			r.t.Fatal(err)
		}
		lost += d.lost
		r.restart()
		r.settle(false)
		r.result.cycles++
		r.note("%s", d.name)
	}
	r.judge(lost)
}

// damage changes the last segment.
func (r *rig) damage(do func(segment []byte, records []int)) error {
	segments, err := filepath.Glob(filepath.Join(r.data, "journal", "*.seg"))
	if err != nil {
		return err
	}
	last := slices.Max(segments)
	b, err := os.ReadFile(last)
	if err != nil {
		return err
	}
	const header, frame = 32, 8
	records := []int{header} // where each record begins, and where the last one ends
	for at := header; at+frame < len(b); {
		n := int(bytesof.LittleEndian.Uint32(b[at:]))
		if n == 0 {
			break
		}
		at += frame + n
		records = append(records, at)
	}
	do(b, records)
	return os.WriteFile(last, b, 0o600)
}
