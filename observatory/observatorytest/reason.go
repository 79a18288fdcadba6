package observatorytest

// Reason is what an error says, empty for none.
func Reason(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
