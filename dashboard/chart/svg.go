package chart

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/dop251/goja"
	"golang.org/x/sync/singleflight"

	"servicequality/web"
	"servicequality/web/locale"
)

// ErrNoRenderer says that pictures cannot be drawn because the front-end assets were
// not built: pages are served without them.
var ErrNoRenderer = errors.New("charts cannot be drawn as pictures: " + web.NotBuilt)

// ErrTooSlow says that a drawing was given up: the machine is busy, and the
// picture can be asked for again.
var ErrTooSlow = errors.New("the drawing took too long")

// The sizes of pictures that are drawn, in pixels.
const (
	minimumWidth, maximumWidth   = 240, 1600
	minimumHeight, maximumHeight = 120, 1200
)

const (
	// drawWithin bounds the drawing of one picture; charts take 25–60 ms, and
	// many times that where fifteen others want the same core.
	drawWithin = 10 * time.Second
	// drawAtOnce is how many pictures are drawn at the same time.
	drawAtOnce = 2
	// picturesKept bounds the memory: about 512 × 15 KB.
	picturesKept = 512
)

// Picture asks for a chart as an image.
type Picture struct {
	Chart Chart
	Theme Theme
	// Width and Height are in pixels, 240–1600 and 120–1200.
	Width, Height int
	// Version names the data that the chart was made from: the same version,
	// chart and language always show the same.
	Version string
}

func (p Picture) key() string {
	return fmt.Sprintf("%s|%s|%s|%dx%d", p.Chart.ID, p.Chart.Lang, p.Theme, p.Width, p.Height)
}

func (p Picture) check() error {
	switch {
	case p.Theme != ThemeLight && p.Theme != ThemeDark:
		return web.Refuse("theme", "must be light or dark")
	case p.Width < minimumWidth || p.Width > maximumWidth:
		return web.Refuse("width", fmt.Sprintf("must be between %d and %d pixels", minimumWidth, maximumWidth))
	case p.Height < minimumHeight || p.Height > maximumHeight:
		return web.Refuse("height", fmt.Sprintf("must be between %d and %d pixels", minimumHeight, maximumHeight))
	}
	return nil
}

// Renderer draws charts as SVG on the server, with the very script that draws
// them in browsers, run by a JavaScript interpreter. The same picture is the
// same bytes: every drawing starts from a fresh interpreter. It is safe for
// use by several goroutines.
type Renderer struct {
	program func() (*goja.Program, error)
	locales map[string]*locale.Locale
	slots   chan struct{}
	limit   time.Duration
	flight  singleflight.Group

	mu      sync.Mutex
	version string
	known   map[string][]byte
}

// NewRenderer returns a renderer that runs the script of the assets and writes the
// numbers of axes in the languages, by code. The script is compiled when the first
// picture is asked for.
func NewRenderer(assets *web.Assets, locales map[string]*locale.Locale) *Renderer {
	return &Renderer{
		program: sync.OnceValues(func() (*goja.Program, error) {
			if assets.Script == "" {
				return nil, ErrNoRenderer
			}
			return goja.Compile("ssr.js", assets.Script, true)
		}),
		locales: locales,
		slots:   make(chan struct{}, drawAtOnce),
		limit:   drawWithin,
		known:   map[string][]byte{},
	}
}

// SVG returns the picture as a complete SVG document. Errors: an
// *observatory.InvalidError for a theme or size that is not drawn,
// ErrNoRenderer, the context's. The bytes are shared: they must not be changed.
func (r *Renderer) SVG(ctx context.Context, p Picture) ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if svg := r.kept(p); svg != nil {
		return svg, nil
	}
	// The drawing is everybody's who waits for it: it has its own time limit
	// and outlives a reader who goes away.
	drawn := r.flight.DoChan(p.Version+"|"+p.key(), func() (any, error) { return r.draw(p) })
	select {
	case result := <-drawn:
		if result.Err != nil {
			return nil, fmt.Errorf("cannot draw chart %s: %w", p.Chart.ID, result.Err)
		}
		return result.Val.([]byte), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("cannot draw chart %s: %w", p.Chart.ID, ctx.Err())
	}
}

func (r *Renderer) kept(p Picture) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.version != p.Version {
		return nil
	}
	return r.known[p.key()]
}

// keep remembers a picture of the newest data version; older ones are
// forgotten with their version, and all when there are too many.
func (r *Renderer) keep(p Picture, svg []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.version != p.Version || len(r.known) >= picturesKept {
		r.version = p.Version
		clear(r.known)
	}
	r.known[p.key()] = svg
}

func (r *Renderer) draw(p Picture) (svg []byte, err error) {
	r.slots <- struct{}{}
	defer func() { <-r.slots }()
	program, err := r.program()
	if err != nil {
		return nil, err
	}
	l, ok := r.locales[p.Chart.Lang]
	if !ok {
		return nil, fmt.Errorf("there are no messages in the language %q", p.Chart.Lang)
	}
	drawing, err := json.Marshal(p.Chart.Drawing())
	if err != nil {
		return nil, fmt.Errorf("cannot write its option: %w", err)
	}
	vm := goja.New()
	timer := time.AfterFunc(r.limit, func() { vm.Interrupt("drawing took longer than " + r.limit.String()) })
	defer timer.Stop()
	if _, err := vm.RunProgram(program); err != nil {
		return nil, gaveUp("cannot start the script", err)
	}
	draw, ok := goja.AssertFunction(vm.Get("charts").ToObject(vm).Get("draw"))
	if !ok {
		return nil, errors.New("the script has no function draw: run `make assets` again")
	}
	text, err := draw(goja.Undefined(), vm.ToValue(string(drawing)), vm.ToValue(string(p.Theme)),
		vm.ToValue(p.Width), vm.ToValue(p.Height), vm.ToValue(axisNumber(p.Chart.Format, l)))
	if err != nil {
		return nil, gaveUp("the script failed", err)
	}
	svg = []byte(text.String())
	r.keep(p, svg)
	return svg, nil
}

// gaveUp tells a script that was interrupted, at its start or later, from one
// that failed.
func gaveUp(what string, err error) error {
	if interrupted := (*goja.InterruptedError)(nil); errors.As(err, &interrupted) {
		return fmt.Errorf("%w: %w", ErrTooSlow, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// axisNumber returns what writes the figures of a value axis, as the browser's
// script does with Intl: "8", "80 %", "1 200".
func axisNumber(format Format, l *locale.Locale) func(float64) string {
	return func(x float64) string {
		text := l.Digits(strconv.FormatFloat(math.Abs(x), 'f', -1, 64))
		if x < 0 {
			text = "-" + text
		}
		if format == FormatPercent {
			text += l.T("unit.percent")
		}
		return text
	}
}
