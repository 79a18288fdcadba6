package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"servicequality/cmd/observatory/instance"
)

// TestDoctorWithoutData: what is not there is wrong, and said so on stdout.
func TestDoctorWithoutData(t *testing.T) {
	var stdout, stderr bytes.Buffer
	missing := filepath.Join(t.TempDir(), "nowhere")
	status := run(t.Context(), []string{"doctor", "--data", missing}, strings.NewReader(""), &stdout, &stderr)
	if status != instance.StatusFailure || !strings.Contains(stdout.String(), "WRONG  data folder") || stderr.Len() > 0 {
		t.Errorf("ended with %d:\n%s%s", status, stdout.String(), stderr.String())
	}
	if !strings.Contains(stdout.String(), missing+" does not exist: start observatory serve") {
		t.Errorf("it does not say what to do:\n%s", stdout.String())
	}
}

// TestExportWantsIDs: answers are not exported by this release.
func TestExportWantsIDs(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"export", "ratings", "--data", t.TempDir()}, strings.NewReader(""), &stdout, &stderr); status != instance.StatusUsage {
		t.Errorf("ended with %d: %s", status, stderr.String())
	}
}
