package store_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

var update = flag.Bool("update", false, "write the generated documents anew")

const schemaDocument = "../../docs/schema.md"

// table is one table of a schema: columns in order, indexes by name.
type table struct {
	columns []column
	indexes map[string]string
}

type column struct{ name, words string }

func read(t *testing.T, s *store.Store, sql string, args ...any) (rows [][]string) {
	t.Helper()
	pool, err := s.Pool()
	must(t, err)
	found, err := pool.QueryContext(t.Context(), sql, args...)
	must(t, err)
	defer found.Close()
	names, err := found.Columns()
	must(t, err)
	for found.Next() {
		row, into := make([]*string, len(names)), make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		must(t, found.Scan(into...))
		text := make([]string, len(row))
		for i, v := range row {
			if v != nil {
				text[i] = *v
			}
		}
		rows = append(rows, text)
	}
	must(t, found.Err())
	return rows
}

// schemaOf reads the schema from the database itself, not from the migrations.
func schemaOf(t *testing.T, s *store.Store) map[string]*table {
	t.Helper()
	schema := map[string]*table{}
	of := func(name string) *table {
		if schema[name] == nil {
			schema[name] = &table{indexes: map[string]string{}}
		}
		return schema[name]
	}
	columns := `SELECT m.name, p.name, p.type, p."notnull" = 0 AND p.pk = 0, COALESCE(p.dflt_value, '') FROM sqlite_master m JOIN pragma_table_info(m.name) p
		WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid`
	indexes := `SELECT m.name, i.name, i."unique", c.name FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND i.origin = 'c' ORDER BY m.name, i.name, c.seqno`
	if s.Dialect() == "mysql" {
		columns = `SELECT table_name, column_name, column_type, is_nullable = 'YES', COALESCE(column_default, '') FROM information_schema.columns
			WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' ORDER BY table_name, ordinal_position`
		indexes = `SELECT table_name, index_name, non_unique = 0, column_name FROM information_schema.statistics
			WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' AND index_name <> 'PRIMARY' ORDER BY table_name, index_name, seq_in_index`
	}
	for _, r := range read(t, s, columns) {
		words := strings.ToLower(r[2])
		if r[3] == "1" {
			words += " null"
		}
		if d := strings.ToLower(r[4]); d != "" && d != "null" {
			words += " = " + d
		}
		of(r[0]).columns = append(of(r[0]).columns, column{r[1], words})
	}
	for _, r := range read(t, s, indexes) {
		if of(r[0]).indexes[r[1]] == "" {
			of(r[0]).indexes[r[1]] = map[string]string{"1": "unique ", "0": ""}[r[2]] + r[3]
		} else {
			of(r[0]).indexes[r[1]] += ", " + r[3]
		}
	}
	return schema
}

// draw puts both dialects side by side.
func draw(mysql, sqlite map[string]*table) string {
	var out strings.Builder
	out.WriteString("# Schema\n\nGenerated from both databases by `go test ./tracking/store -update`: do not edit.\n")
	for _, name := range names(mysql, sqlite) {
		my, lite := cmp.Or(mysql[name], &table{}), cmp.Or(sqlite[name], &table{})
		fmt.Fprintf(&out, "\n## %s\n\n| column | MySQL, MariaDB | SQLite |\n|---|---|---|\n", name)
		words := map[string]string{}
		for _, c := range lite.columns {
			words[c.name] = c.words
		}
		for _, c := range my.columns {
			fmt.Fprintf(&out, "| %s | %s | %s |\n", c.name, c.words, cmp.Or(words[c.name], "—"))
			delete(words, c.name)
		}
		for _, name := range names(words) {
			fmt.Fprintf(&out, "| %s | — | %s |\n", name, words[name])
		}
		indexes := names(my.indexes, lite.indexes)
		if len(indexes) == 0 {
			continue
		}
		out.WriteString("\n| index | MySQL, MariaDB | SQLite |\n|---|---|---|\n")
		for _, name := range indexes {
			fmt.Fprintf(&out, "| %s | %s | %s |\n", name, cmp.Or(my.indexes[name], "—"), cmp.Or(lite.indexes[name], "—"))
		}
	}
	return out.String()
}

func names[T any](maps ...map[string]T) (list []string) {
	for _, m := range maps {
		for name := range m {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestTheSchemaDocumentIsTrue(t *testing.T) {
	lite, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/casenotes.db", nil)
	must(t, err)
	defer lite.Close()
	my, err := store.Open(t.Context(), trackingtest.MySQL(t), nil)
	must(t, err)
	defer my.Close()
	mysql, sqlite := schemaOf(t, my), schemaOf(t, lite)
	if diff := gocmp.Diff(names(mysql), names(sqlite)); diff != "" {
		t.Errorf("the databases have different tables: %s", diff)
	}
	for name, m := range mysql {
		if l := sqlite[name]; l != nil {
			if diff := gocmp.Diff(columnNames(m), columnNames(l)); diff != "" {
				t.Errorf("%s has different columns: %s", name, diff)
			}
			for index, of := range l.indexes {
				if m.indexes[index] != of {
					t.Errorf("index %s is on %q in MySQL, on %q in SQLite", index, m.indexes[index], of)
				}
			}
		}
	}
	got := draw(mysql, sqlite)
	if *update {
		must(t, os.WriteFile(schemaDocument, []byte(got), 0o644))
	}
	want, err := os.ReadFile(schemaDocument)
	must(t, err)
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/schema.md is stale: run go test ./tracking/store -update (and look at the difference)\n%s", diff)
	}
}

func columnNames(t *table) (list []string) {
	for _, c := range t.columns {
		list = append(list, c.name)
	}
	return list
}

func TestMigrationsHaveTheSameNumbersAndNamesInBothDialects(t *testing.T) {
	list := func(dialect string) (files []string) {
		found, err := filepath.Glob("migrations/" + dialect + "/*.sql")
		must(t, err)
		for _, f := range found {
			files = append(files, filepath.Base(f))
		}
		return files
	}
	if diff := gocmp.Diff(list("mysql"), list("sqlite")); diff != "" {
		t.Error(diff)
	}
}

func TestProcessesThatStartTogetherMakeOneSchema(t *testing.T) {
	for name, dsn := range map[string]func(*testing.T) string{"sqlite": func(t *testing.T) string { return "sqlite:" + t.TempDir() + "/casenotes.db" },
		"mariadb": func(t *testing.T) string { return trackingtest.MySQL(t) }} {
		t.Run(name, func(t *testing.T) {
			dsn := dsn(t)
			var starting sync.WaitGroup
			for range 3 {
				starting.Go(func() {
					s, err := store.Open(t.Context(), dsn, nil)
					if err != nil {
						t.Error(err)
						return
					}
					versions, err := s.SchemaVersions(t.Context())
					if err != nil || slices.ContainsFunc(versions, func(v store.SchemaVersion) bool { return v.AppliedAt.IsZero() }) {
						t.Errorf("%+v %v", versions, err)
					}
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			starting.Wait()
		})
	}
}

// TestEveryReleasedSchemaIsBroughtUpToDate loads the dump of each release (NNNN is its newest migration), migrates it, and compares
// it with a fresh schema.
func TestEveryReleasedSchemaIsBroughtUpToDate(t *testing.T) {
	for dialect, open := range map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { return "sqlite:" + t.TempDir() + "/casenotes.db" },
		"mysql":  func(t *testing.T) string { return trackingtest.MySQL(t) },
	} {
		dumps, err := filepath.Glob("testdata/releases/*-" + dialect + ".sql")
		must(t, err)
		if len(dumps) == 0 {
			t.Errorf("there is no dump of a release on %s", dialect)
		}
		for _, dump := range dumps {
			t.Run(filepath.Base(dump), func(t *testing.T) {
				dsn := open(t)
				old, err := store.Connect(t.Context(), dsn, nil)
				must(t, err)
				text, err := os.ReadFile(dump)
				must(t, err)
				pool, err := old.Pool()
				must(t, err)
				conn, err := pool.Conn(t.Context())
				must(t, err)
				for _, statement := range strings.Split(string(text), ";\n") {
					if strings.TrimSpace(statement) != "" {
						if _, err := conn.ExecContext(t.Context(), statement); err != nil {
							t.Fatalf("%v in %s", err, statement)
						}
					}
				}
				must(t, conn.Close())
				must(t, old.Close())
				s, err := store.Open(t.Context(), dsn, nil)
				must(t, err)
				defer s.Close()
				must(t, s.Check(t.Context(), func(problem string) { t.Error(problem) }))
				if places, err := s.Locations(t.Context()); err != nil || len(places) == 0 {
					t.Errorf("%v %v", places, err)
				}
				fresh, err := store.Open(t.Context(), open(t), nil)
				must(t, err)
				defer fresh.Close()
				if diff := gocmp.Diff(schemaOf(t, fresh), schemaOf(t, s), gocmp.AllowUnexported(table{}, column{})); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// MySQL commits each change of a table by itself, so a server that stops between the change and the note that it was made runs the
// step again. On SQLite both are one transaction.
func TestAStepThatWasMadeButNotNotedIsRunAgain(t *testing.T) {
	dsn := trackingtest.MySQL(t)
	for range 2 {
		s, err := store.Open(t.Context(), dsn, nil)
		must(t, err)
		pool, err := s.Pool()
		must(t, err)
		_, err = pool.ExecContext(t.Context(), "DELETE FROM goose_db_version WHERE version_id > 17")
		must(t, err)
		must(t, s.Close())
	}
}
