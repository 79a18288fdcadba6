// Package plainjson reads JSON in the form that most programs write, in a fifth of the
// time of encoding/json.
//
// It reads values, and gives up on input that it does not expect, which the caller then
// gives to encoding/json. It knows bytes only, and not what the values mean.
package plainjson
