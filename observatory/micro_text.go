package observatory

// Text is the number with six digits, empty where there is none.
func (m *Micro) Text() string {
	if m == nil {
		return ""
	}
	return m.String()
}
