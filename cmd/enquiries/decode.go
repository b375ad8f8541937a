package main

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// duration is a span of time written as Go writes it: 90s, 5m, 16h.
type duration time.Duration

// UnmarshalText takes "90s", "5m", "1h30m"; errors say what is expected.
func (d *duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return errors.New("expects a length of time with its unit, for example 90s, 5m or 16h")
	}
	*d = duration(v)
	return nil
}

// byteSize is a number of bytes, written with or without a unit: 35MiB, 500KiB, 1048576.
type byteSize int64

var sizePattern = regexp.MustCompile(`^(\d{1,12}) ?(B|KiB|MiB|GiB)?$`)

// UnmarshalText takes "35MiB", "500KiB", "1048576"; errors say what is expected.
func (b *byteSize) UnmarshalText(text []byte) error {
	m := sizePattern.FindStringSubmatch(string(text))
	if m == nil {
		return errors.New("expects a size in bytes, KiB, MiB or GiB, for example 35MiB")
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return err
	}
	shift := map[string]int{"": 0, "B": 0, "KiB": 10, "MiB": 20, "GiB": 30}[m[2]]
	if n > 1<<50>>shift {
		return errors.New("is more than any letter can have; give a size like 35MiB")
	}
	*b = byteSize(n << shift)
	return nil
}

// decodeStrict fills the struct that into points to from the YAML text. What
// the text does not mention keeps its value. Every unknown key and every value
// of the wrong type is reported with file, line, key and a hint.
func decodeStrict(file string, text []byte, into any) error {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // as Windows programs write it
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return syntaxError(file, err)
	}
	d := decoder{file: file}
	for i, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if i > 0 {
			return fmt.Errorf("%s:%d: a second YAML document begins here; keep everything in one", file, doc.Body.GetToken().Position.Line)
		}
		d.value(doc.Body, reflect.ValueOf(into).Elem(), "")
	}
	if len(d.errs) > 0 {
		return configErrors(d.errs)
	}
	return nil
}

func syntaxError(file string, err error) error {
	line := 0
	message := err.Error()
	if y := (yaml.Error)(nil); errors.As(err, &y) {
		if tok := y.GetToken(); tok != nil && tok.Position != nil {
			line = tok.Position.Line
		}
		message = y.GetMessage()
	}
	return fmt.Errorf("%s:%d: this is not valid YAML: %s; check the indentation and the quotes of this line and the one before", file, line, message)
}

type decoder struct {
	file string
	errs []error
}

func (d *decoder) fail(node ast.Node, path, format string, args ...any) {
	key := path
	if key == "" {
		key = "the file"
	}
	d.errs = append(d.errs, fmt.Errorf("%s:%d: %s: %s", d.file, node.GetToken().Position.Line, key, fmt.Sprintf(format, args...)))
}

// value decodes one node. Structs, and lists of structs, are walked here so
// that a mistake is reported with its full key; everything else is left to the library.
func (d *decoder) value(node ast.Node, into reflect.Value, path string) {
	switch {
	case into.Kind() == reflect.Struct:
		d.mapping(node, into, path)
	case into.Kind() == reflect.Slice && into.Type().Elem().Kind() == reflect.Struct:
		d.sequence(node, into, path)
	case node.Type() == ast.NullType: // "key:" with nothing behind it: the default stays
	default:
		d.leaf(node, into, path)
	}
}

func (d *decoder) mapping(node ast.Node, into reflect.Value, path string) {
	if node.Type() == ast.NullType {
		return
	}
	m, ok := node.(ast.MapNode)
	if !ok {
		d.fail(node, path, "expects keys below it: %s", strings.Join(keysOf(into.Type()), ", "))
		return
	}
	seen := map[string]bool{}
	for it := m.MapRange(); it.Next(); {
		name := it.Key().GetToken().Value
		full := strings.TrimPrefix(path+"."+name, ".")
		field, ok := fieldOf(into, name)
		switch {
		case !ok:
			d.fail(it.Key(), full, "there is no such key%s", hint(name, keysOf(into.Type())))
		case seen[name]:
			d.fail(it.Key(), full, "this key is here twice; keep one")
		default:
			d.value(it.Value(), field, full)
		}
		seen[name] = true
	}
}

func (d *decoder) sequence(node ast.Node, into reflect.Value, path string) {
	if node.Type() == ast.NullType {
		return
	}
	s, ok := node.(*ast.SequenceNode)
	if !ok {
		d.fail(node, path, "expects a list: one entry a line, each beginning with '- '")
		return
	}
	list := reflect.MakeSlice(into.Type(), len(s.Values), len(s.Values))
	for i, item := range s.Values {
		d.value(item, list.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
	into.Set(list)
}

func (d *decoder) leaf(node ast.Node, into reflect.Value, path string) {
	if into.Kind() == reflect.Map { // a list or map replaces its default, it is not merged into it
		into.Set(reflect.Zero(into.Type()))
	}
	if err := scalarMismatch(node, into); err != nil {
		d.fail(node, path, "%s", err)
		return
	}
	if u, ok := into.Addr().Interface().(interface{ UnmarshalText([]byte) error }); ok {
		if err := u.UnmarshalText([]byte(node.GetToken().Value)); err != nil {
			d.fail(node, path, "%s", err)
		}
		return
	}
	if into.Kind() == reflect.String && node.Type() != ast.StringType && node.Type() != ast.LiteralType {
		into.SetString(node.GetToken().Value) // 0123 as a word keeps its zero
		return
	}
	if err := yaml.NodeToValue(node, into.Addr().Interface(), yaml.Strict()); err != nil {
		d.fail(node, path, "expects %s", expected(into.Type()))
	}
}

// scalarMismatch refuses what the library would convert in silence: a number
// where words are expected is fine, words where a number is expected are not,
// and a mapping is never a word.
func scalarMismatch(node ast.Node, into reflect.Value) error {
	_, isText := into.Addr().Interface().(interface{ UnmarshalText([]byte) error })
	scalar := isText || into.Kind() == reflect.String || into.Kind() == reflect.Bool ||
		into.Kind() == reflect.Int || into.Kind() == reflect.Float64
	if _, ok := node.(ast.ScalarNode); scalar && !ok {
		return fmt.Errorf("expects %s", expected(into.Type()))
	}
	t := node.Type()
	wrong := into.Kind() == reflect.Bool && t != ast.BoolType ||
		!isText && into.Kind() == reflect.Int && t != ast.IntegerType ||
		into.Kind() == reflect.Float64 && t != ast.IntegerType && t != ast.FloatType ||
		into.Kind() == reflect.Slice && t != ast.SequenceType
	if wrong {
		return fmt.Errorf("expects %s", expected(into.Type()))
	}
	return nil
}

func expected(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[duration]():
		return "a length of time with its unit, for example 90s, 5m or 16h"
	case reflect.TypeFor[byteSize]():
		return "a size in bytes, KiB, MiB or GiB, for example 35MiB"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number, for example 0.6"
	case reflect.Slice:
		return "a list: one entry a line, each beginning with '- '"
	case reflect.Map:
		return "one 'key: value' a line below it"
	}
	return "a word or a sentence; put it in quotes if it has a ':' or '#'"
}

// fieldOf finds the field of a struct by its YAML key.
func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("yaml") == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func keysOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "" {
			out = append(out, key)
		}
	}
	return out
}

// hint names the key that was probably meant, or all there are.
func hint(name string, keys []string) string {
	best, least := "", 3
	for _, k := range keys {
		if n := editDistance(name, k); n < least {
			best, least = k, n
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return "; the keys here are " + strings.Join(keys, ", ")
}

// editDistance is the Levenshtein distance in bytes: keys are ASCII.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
