package chart

// Theme names the colours of a chart.
type Theme string

// The themes. A reader's browser chooses by prefers-color-scheme.
const (
	ThemeLight Theme = "light"
	ThemeDark  Theme = "dark"
)

// The names of the colours of lines and bars, which themes.json gives for both themes:
// the charts' script draws with them, in browsers and on the server. A chart's option names colours
// and holds none, so that one option serves both themes.
const (
	Blue   = "blue"
	Green  = "green"
	orange = "orange"
	purple = "purple"
	azure  = "azure"
	brown  = "brown"
	Grey   = "grey"
)
