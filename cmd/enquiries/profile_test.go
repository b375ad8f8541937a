package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProfiled(t *testing.T) {
	folder := t.TempDir()
	files := map[string]string{
		cpuProfileVariable:    filepath.Join(folder, "cpu"),
		memoryProfileVariable: filepath.Join(folder, "memory"),
	}
	failed := errors.New("the work failed")
	work := func() error { return failed }
	if err := profiled(func(name string) string { return files[name] }, work); !errors.Is(err, failed) {
		t.Errorf("error %v, want that of the work", err)
	}
	for name, path := range files {
		if profile, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(profile), "\x1f\x8b") { // gzip
			t.Errorf("%s: %d bytes, %v", name, len(profile), err)
		}
	}
	for wrong := range files {
		getenv := func(name string) string {
			if name == wrong {
				return filepath.Join(folder, "missing", "profile")
			}
			return ""
		}
		err := profiled(getenv, func() error { return nil })
		if !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), wrong+": ") {
			t.Errorf("a folder that does not exist: %v", err)
		}
	}
}
