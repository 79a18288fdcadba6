package page

import (
	"fmt"
	"sync"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// Typeface are the two weights of the font, parsed once.
type Typeface struct{ Regular, Bold *opentype.Font }

func newTypeface() func() (Typeface, error) {
	return sync.OnceValues(func() (Typeface, error) {
		regular, err := opentype.Parse(goregular.TTF)
		if err != nil {
			return Typeface{}, fmt.Errorf("cannot read the font of previews: %w", err)
		}
		bold, err := opentype.Parse(gobold.TTF)
		if err != nil {
			return Typeface{}, fmt.Errorf("cannot read the font of previews: %w", err)
		}
		return Typeface{regular, bold}, nil
	})
}
