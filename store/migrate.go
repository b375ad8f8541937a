package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as ours (PRAGMA application_id): "HEEq".
const applicationID = 0x48454571

// migrate brings the schema up to date: each step one transaction, numbered by
// PRAGMA user_version. Taking the writer's immediate transaction also finds out
// whether the file can be written at all.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql") // sorted: numbered with leading zeros
	if err != nil {
		return err
	}
	for done := false; !done; {
		err := s.write(ctx, func(t *tx) error {
			done, err = t.migrateOnce(ctx, steps)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// migrateOnce takes the next step; done when there is none left.
func (t *tx) migrateOnce(ctx context.Context, steps []string) (done bool, err error) {
	version, err := t.version(ctx)
	if err != nil {
		return false, err
	}
	if version > len(steps) {
		return false, fmt.Errorf("%w: its schema is %d, this program knows %d: run the newer program, or restore a backup from before it",
			ErrNewerSchema, version, len(steps))
	}
	if version == len(steps) {
		return true, nil
	}
	text, err := migrations.ReadFile(steps[version])
	if err != nil {
		return false, err
	}
	if _, err := t.ExecContext(ctx, string(text)); err != nil {
		return false, fmt.Errorf("migrate by %s: %w", steps[version], err)
	}
	// A pragma takes no parameters.
	_, err = t.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version+1, applicationID))
	return false, err
}

// version reads the schema's number, and refuses a database of another program.
func (t *tx) version(ctx context.Context) (version int, err error) {
	var application, tables int
	for query, dest := range map[string]*int{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &application,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := t.QueryRowContext(ctx, query).Scan(dest); err != nil {
			return 0, err
		}
	}
	if application != applicationID && (tables > 0 || version > 0) {
		return 0, errors.New("this is the database of another program: name another file")
	}
	return version, nil
}

// newest reports whether there is nothing to migrate, without the write lock:
// a command beside serve must not wait for a turn that it does not need.
func (s *Store) newest(ctx context.Context) bool {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	var version, application int
	return err == nil &&
		s.reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version) == nil &&
		s.reader.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application) == nil &&
		version == len(steps) && application == applicationID
}
