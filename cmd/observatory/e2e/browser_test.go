package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one headless Chromium with a fresh profile.
type browser struct {
	program string // the path of the browser
	ctx     context.Context
	axe     string // the accessibility checker's script
}

// startBrowser starts Chromium for the duration of the test. Where there is
// none the test is skipped, except under CI, where it fails.
func startBrowser(t *testing.T, more ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	// Of the two builds of Chromium the one without windows comes first: the
	// pages are the same, and a tab opens in a tenth of the time.
	var program string
	for _, name := range []string{os.Getenv("OBSERVATORY_BROWSER"), "chromium-headless-shell", "chromium", "google-chrome", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		const missing = "the browser tests need Chromium: install the package chromium-headless-shell or chromium"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	axe, err := os.ReadFile(filepath.Join("..", "..", "..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("%v: run make build first", err)
	}
	// Without its cache for going back, the browser asks for pages again as
	// others do. Frames of other sites have processes of their own, as they have
	// in the build with windows.
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Flag("disable-features", "BackForwardCache")}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars", "site-per-process"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(end)
	ctx, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("cannot start %s: %v", program, err)
	}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("cannot stop the browser: %v", err)
		}
	})
	return &browser{ctx: ctx, axe: string(axe), program: program}
}

// What becomes of the scripts of a page: they run, their files do not load, or
// the browser runs none at all.
const (
	scriptOn      = "script on"
	scriptBlocked = "script blocked"
	scriptOff     = "script off"
)

// view is how a reader meets a page.
type view struct {
	lang   string // that the browser asks for
	scheme string // light or dark
	width  int64  // of the window, in CSS pixels
	script string
}

func (v view) String() string { return fmt.Sprintf("%s %s %d %s", v.lang, v.scheme, v.width, v.script) }

// tab is one page in the browser, in a profile of its own. Whatever the
// browser complains about there fails the test.
type tab struct {
	t       testing.TB
	ctx     context.Context
	browser *browser
	view    view

	mu       sync.Mutex
	requests map[network.RequestID]string // addresses
	origin   string                       // of the page
	faults   []string
}

// tab opens an empty page that will be met in that way.
func (b *browser) tab(t testing.TB, v view) *tab {
	t.Helper()
	w := &tab{t: t, browser: b, view: v, requests: map[network.RequestID]string{}}
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.listen))
	t.Cleanup(end)
	// The first run binds the page's life to its context, so no limit yet.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("cannot open a page in the browser: %v", err)
	}
	limited, stop := context.WithTimeout(ctx, 3*patience)
	t.Cleanup(stop)
	t.Cleanup(w.check)
	w.ctx = limited
	w.resize(v.scheme, v.width)
	call(w, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": v.lang}})
	switch v.script {
	case scriptBlocked:
		call(w, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*.js", Block: true}}})
	case scriptOff:
		call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	return w
}

// open shows a page and returns the status that it was answered with.
func (b *browser) open(t testing.TB, v view, address string) (*tab, int64) {
	t.Helper()
	w := b.tab(t, v)
	return w, w.visit(address)
}

// visit goes to an address, and returns the status of the answer.
func (w *tab) visit(address string) int64 {
	w.t.Helper()
	page, err := url.Parse(address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.origin = page.Scheme + "://" + page.Host
	w.mu.Unlock()
	return w.load(chromedp.Navigate(address))
}

// load does what leads to another page, waits for that page and returns the
// status that it was answered with.
func (w *tab) load(steps ...chromedp.Action[chromedp.Void]) int64 {
	w.t.Helper()
	response, err := chromedp.RunResponse(w.ctx, steps...)
	if err != nil {
		w.t.Fatalf("no page came: %v", err)
	}
	if response == nil {
		return 0
	}
	return response.Status
}

// resize gives the window another colour scheme and width. Nothing moves in
// any of them, so that a look at the page does not depend on its moment.
func (w *tab) resize(scheme string, width int64) {
	w.t.Helper()
	w.view.scheme, w.view.width = scheme, width
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	w.do(chromedp.EmulateViewport(width, 900))
}

// do acts on the page.
func (w *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.t.Fatal(err)
	}
}

// call sends a command of the browser's protocol.
func call[P, R any](w *tab, command cdp.Command[P, R], params P) R {
	w.t.Helper()
	result, err := chromedp.Call(w.ctx, command, params)
	if err != nil {
		w.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// eval evaluates a script in the page and decodes what it gives.
func eval[T any](w *tab, script string) T {
	w.t.Helper()
	value, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", script, err)
	}
	return value
}

// await waits until the condition holds in the page. A page that leaves while
// it is asked does not fulfil it yet, nor does one of which the browser has not
// read all: it may have no root element so far.
func (w *tab) await(what, condition string) {
	w.t.Helper()
	script := "document.readyState !== 'loading' && Boolean(" + condition + ")"
	eventually(w.t, what, func() bool {
		holds, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
		if err != nil && !leaving(err) {
			w.t.Fatalf("%s: %v", script, err)
		}
		return err == nil && holds
	})
}

// leaving says whether the browser refused to evaluate a script because its
// page was giving way to another one.
func leaving(err error) bool {
	var refusal *cdproto.Error
	return errors.As(err, &refusal) && slices.ContainsFunc([]string{
		"Inspected target navigated or closed", "Execution context was destroyed", "Promise was collected", "Cannot find context", "Cannot find default execution context",
	}, func(words string) bool { return strings.Contains(refusal.Message, words) })
}

// listen notes what the browser complains about. It runs while the browser's
// messages are read, so it only notes.
func (w *tab) listen(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		w.fault("exception: %s %s", e.ExceptionDetails.Text, described(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if slices.Contains([]string{"error", "warning", "assert"}, string(e.Type)) {
			var words []string
			for _, argument := range e.Args {
				words = append(words, described(argument))
			}
			w.fault("console: %s", strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		// What the network says is judged by its own events below.
		grave := e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning
		if grave && e.Entry.Source != log.EntrySourceNetwork || strings.Contains(e.Entry.Text, "Content Security Policy") {
			w.fault("browser: %s", e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		w.requests[e.RequestID] = e.Request.URL
	case *network.EventResponseReceived:
		if e.Type != network.ResourceTypeDocument && e.Response.Status >= 400 && w.own(e.Response.URL) {
			w.fault("%s was answered %d", e.Response.URL, e.Response.Status)
		}
	case *network.EventLoadingFailed:
		if address := w.requests[e.RequestID]; !e.Canceled && e.BlockedReason != network.BlockedReasonInspector && w.own(address) {
			w.fault("%s did not load: %s", address, e.ErrorText)
		}
	}
}

// own says whether an address has the page's origin.
func (w *tab) own(address string) bool {
	return w.origin != "" && strings.HasPrefix(address, w.origin+"/")
}

func (w *tab) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

func described(object *runtime.RemoteObject) string {
	if object == nil {
		return ""
	}
	if object.Description != "" {
		return object.Description
	}
	return string(object.Value)
}

// forgive forgets the complaint that a test provoked, which must be there.
func (w *tab) forgive(words string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	before := len(w.faults)
	w.faults = slices.DeleteFunc(w.faults, func(fault string) bool { return strings.Contains(fault, words) })
	if len(w.faults) == before {
		w.t.Errorf("the browser did not complain about %s", words)
	}
}

// undrawn says that a picture was answered 503 since the last look, as the
// machine had no time to draw it, and forgets that.
func (w *tab) undrawn() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := len(w.faults)
	w.faults = slices.DeleteFunc(w.faults, func(fault string) bool {
		return strings.Contains(fault, ".svg") && strings.HasSuffix(fault, "was answered 503")
	})
	return len(w.faults) < before
}

// check fails the test for each complaint of the browser since the last check.
func (w *tab) check() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, fault := range w.faults {
		w.t.Errorf("%s: %s", w.view, fault)
	}
	w.faults = nil
}
