package engine

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// helloQuery is what clickhouse-go asks on each new connection. It decodes the
// answer at its own protocol revision, and all later ones at the revision that
// the third column says.
const helloQuery = "SELECT displayName(), version(), revision(), timezone()"

func isHello(text string) bool { return text == helloQuery }

// hello answers helloQuery with revision 0, because that is the revision at
// which libchdb writes Native: so every later block can pass through untouched.
func hello(a *answer, s *session, st statement, protocol string) error {
	revision, err := strconv.ParseUint(protocol, 10, 64)
	if err != nil {
		return &refusal{400, "client_protocol_version is missing: this question is clickhouse-go's"}
	}
	st.text = strings.Replace(helloQuery, "revision()", "toUInt32(0)", 1)
	body, err := s.query(st)
	if err != nil {
		return err
	}
	body, err = reencode(body, revision)
	if err != nil {
		return err
	}
	_, err = a.Write(body)
	return err
}

// reencode turns a Native block of revision 0 into one of another revision.
func reencode(body []byte, revision uint64) ([]byte, error) {
	block := proto.Block{ServerContext: &column.ServerContext{}}
	if err := block.Decode(chproto.NewReader(bytes.NewReader(body)), 0); err != nil {
		return nil, fmt.Errorf("cannot decode the engine's block: %w", err)
	}
	var out chproto.Buffer
	if err := block.Encode(&out, revision); err != nil {
		return nil, fmt.Errorf("cannot encode the engine's block: %w", err)
	}
	return out.Buf, nil
}
