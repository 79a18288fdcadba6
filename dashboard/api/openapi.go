package api

import (
	"bytes"
	_ "embed"
	"encoding/json"

	"servicequality/dashboard/page"
	"servicequality/web"
)

// openapiV1 describes every public address of the API, version 1: tests hold
// it against the addresses that are registered and the answers they give.
//
//go:embed openapi_v1.json
var openapiV1 []byte

// description answers /api/v1/openapi.json, an OpenAPI 3.1 document, with
// the address that the public sees.
func (d API) description(*page.Request) (*web.Answer, error) {
	body := openapiV1
	if d.Cfg.PublicURL != "" {
		address, err := json.Marshal(d.Cfg.PublicURL)
		if err != nil {
			return nil, err
		}
		body = bytes.Replace(body, []byte(`"url": "/"`), append([]byte(`"url": `), address...), 1)
	}
	return &web.Answer{Media: web.TypeJSON, Body: body}, nil
}
