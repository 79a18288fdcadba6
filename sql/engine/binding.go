package engine

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// library holds the C functions of libchdb. Texts are passed with their length
// in bytes; purego copies them for the time of the call.
type library struct {
	version     func() string
	setSignals  func(enabled int32)
	connect     func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	closeConn   func(conn unsafe.Pointer)
	shutdown    func() int32
	classify    func(conn unsafe.Pointer, query string, n uintptr, database unsafe.Pointer, m uintptr, analysis *analysis) int32
	query       func(conn unsafe.Pointer, query string, n uintptr, format string, m uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	stream      func(conn unsafe.Pointer, query string, n uintptr, format string, m uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	fetch       func(conn, stream unsafe.Pointer) unsafe.Pointer
	cancelQuery func(conn, stream unsafe.Pointer)

	insert        func(conn unsafe.Pointer, query string, n uintptr, format string, m uintptr, names, nameLens, values, valueLens unsafe.Pointer, count uintptr) unsafe.Pointer
	insertAppend  func(insert, data unsafe.Pointer, n uintptr) int32
	insertDone    func(insert unsafe.Pointer) unsafe.Pointer
	insertCancel  func(insert unsafe.Pointer)
	insertError   func(insert unsafe.Pointer) string
	insertDestroy func(insert unsafe.Pointer)

	resultBuffer  func(result unsafe.Pointer) unsafe.Pointer
	resultLength  func(result unsafe.Pointer) uintptr
	resultError   func(result unsafe.Pointer) string
	resultDestroy func(result unsafe.Pointer)
}

// analysis is libchdb's chdb_query_analysis_v1.
type analysis struct {
	size       uint32 // of this struct, in bytes
	statements uint32
	_          uint32 // flags
	class      uint32 // 0 reads only, up to 4 unknown
}

// loadLibrary loads libchdb, which may happen once in a process.
func loadLibrary(file *os.File) (*library, error) {
	handle, err := purego.Dlopen(loadPath(file), purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, fmt.Errorf("cannot load %s: %w", file.Name(), err)
	}
	lib := &library{}
	for name, function := range lib.symbols() {
		address, err := purego.Dlsym(handle, name)
		if err != nil {
			return nil, fmt.Errorf("%s lacks %s, it is another version than this program needs: run `npm ci`", file.Name(), name)
		}
		purego.RegisterFunc(function, address)
	}
	return lib, nil
}

func (lib *library) symbols() map[string]any {
	return map[string]any{
		"chdb_version":                     &lib.version,
		"chdb_set_signal_handlers_enabled": &lib.setSignals,
		"chdb_connect":                     &lib.connect,
		"chdb_close_conn":                  &lib.closeConn,
		"chdb_shutdown":                    &lib.shutdown,
		"chdb_classify_query_n":            &lib.classify,
		"chdb_query_with_params_n":         &lib.query,
		"chdb_stream_query_with_params_n":  &lib.stream,
		"chdb_stream_fetch_result":         &lib.fetch,
		"chdb_stream_cancel_query":         &lib.cancelQuery,
		"chdb_stream_insert_with_params_n": &lib.insert,
		"chdb_stream_append":               &lib.insertAppend,
		"chdb_stream_done":                 &lib.insertDone,
		"chdb_stream_cancel_insert":        &lib.insertCancel,
		"chdb_stream_insert_error":         &lib.insertError,
		"chdb_destroy_insert_stream":       &lib.insertDestroy,
		"chdb_result_buffer":               &lib.resultBuffer,
		"chdb_result_length":               &lib.resultLength,
		"chdb_result_error":                &lib.resultError,
		"chdb_destroy_query_result":        &lib.resultDestroy,
	}
}

// result reads a query result: its bytes, which live until resultDestroy, or
// the exception in it.
func (lib *library) result(r unsafe.Pointer) ([]byte, error) {
	if r == nil {
		return nil, nil
	}
	if text := lib.resultError(r); text != "" {
		return nil, newException(text)
	}
	n := lib.resultLength(r)
	if n == 0 {
		return nil, nil
	}
	return unsafe.Slice((*byte)(lib.resultBuffer(r)), n), nil
}

// parameters are the values of a statement's {name:Type} placeholders, laid out
// as libchdb wants them. They must be freed.
type parameters struct {
	names, values       []*byte
	nameLens, valueLens []uintptr
	pinner              runtime.Pinner
}

func newParameters(values map[string]string) *parameters {
	p := &parameters{}
	for name, value := range values {
		p.names = append(p.names, p.pin(name))
		p.nameLens = append(p.nameLens, uintptr(len(name)))
		p.values = append(p.values, p.pin(value))
		p.valueLens = append(p.valueLens, uintptr(len(value)))
	}
	return p
}

func (p *parameters) pin(text string) *byte {
	b := append([]byte(text), 0)
	p.pinner.Pin(&b[0])
	return &b[0]
}

func (p *parameters) free() { p.pinner.Unpin() }

// pointers returns the last five arguments of libchdb's functions.
func (p *parameters) pointers() (names, nameLens, values, valueLens unsafe.Pointer, count uintptr) {
	return pointer(p.names), pointer(p.nameLens), pointer(p.values), pointer(p.valueLens), uintptr(len(p.names))
}

func pointer[T any](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }
