package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"hee.nhs.uk/enquiries/store"
)

// staticFiles holds what `make assets` built; without it, only the note that
// says so, and pages go unstyled.
//
//go:embed all:static
var staticFiles embed.FS

// stylesheet is the file by which one tells whether the assets were built.
const stylesheet = "app.css"

// AssetsBuilt reports whether the styles are in the program. When they are
// not, pages still work and read well, unstyled: run `make assets` and build
// again.
func AssetsBuilt() bool {
	_, err := fs.Stat(staticFiles, "static/"+stylesheet)
	return err == nil
}

// asset is one file that browsers may load.
type asset struct {
	body        []byte
	packed      []byte // gzipped; nil where that saves nothing
	contentType string
	version     string // of its content
}

type assets map[string]asset

func readAssets(files fs.FS) (assets, error) {
	all := assets{}
	err := fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		kind := assetType(name)
		if kind == "" {
			return nil
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		all[strings.TrimPrefix(name, "static/")] = asset{body, pack(body), kind, hex.EncodeToString(sum[:8])}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("web: read the embedded files: %w", err)
	}
	return all, nil
}

// pack gzips a file once, at start.
func pack(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	if b.Len() > len(body)*9/10 {
		return nil
	}
	return b.Bytes()
}

// assetType is "" for files that are not for browsers.
func assetType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".css", ".js", ".svg", ".png":
		return mime.TypeByExtension(ext)
	case ".ico":
		return "image/x-icon"
	}
	return ""
}

// url is the address of a file, with the version of its content; "" when it
// was not built.
func (a assets) url(name string) string {
	f, ok := a[name]
	if !ok {
		return ""
	}
	return "/static/" + name + "?v=" + f.version
}

func (s *Server) static(w http.ResponseWriter, v *visit) error {
	f, ok := s.assets[v.PathValue("path")]
	if !ok {
		return store.ErrNotFound
	}
	etag := `W/"` + f.version + `"` // weak: the same for the packed form
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("ETag", etag)
	h.Set("Cache-Control", "public, max-age=300")
	if v.URL.Query().Get("v") == f.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if v.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Add("Vary", "Accept-Encoding")
	if f.packed != nil && strings.Contains(v.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		f.body = f.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(f.body)))
	_, _ = w.Write(f.body)
	return nil
}
