package observatory

import "strings"

// longestSlug is how long an id may be (see ValidID).
const longestSlug = 64

// Slug turns a text into what may stand in an address or be an id: lower case,
// accents stripped, everything but letters a–z and digits turned into single
// hyphens, at most 64 characters, cut between words where there are several.
// It is empty for a text without Latin letters and digits.
func Slug(text string) string {
	var b strings.Builder
	for _, r := range Unaccented(strings.ToLower(text)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case ligature(r) != "":
			b.WriteString(ligature(r))
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := strings.Trim(b.String(), "-")
	if len(slug) <= longestSlug {
		return slug
	}
	if cut := strings.LastIndexByte(slug[:longestSlug+1], '-'); cut > 0 {
		return slug[:cut]
	}
	return slug[:longestSlug]
}

// ligature writes out the letters that no decomposition of Unicode takes
// apart.
func ligature(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ':
		return "d"
	}
	return ""
}
