// Go's database/sql, with github.com/mattn/go-sqlite3.

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// snippet
import (
	"database/sql"

	"github.com/mattn/go-sqlite3"
)

func init() {
	sql.Register("papers", &sqlite3.SQLiteDriver{
		Extensions: []string{"/usr/local/lib/sqlite3/papers"},
	})
}

func papers(path string) (*sql.DB, error) {
	return sql.Open("papers", path)
}

// end

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func rows(db *sql.DB, query string) {
	found, err := db.Query(query)
	must(err)
	defer found.Close()
	columns, err := found.Columns()
	must(err)
	texts := make([]sql.NullString, len(columns))
	places := make([]interface{}, len(columns))
	for i := range texts {
		places[i] = &texts[i]
	}
	for found.Next() {
		must(found.Scan(places...))
		line := make([]string, len(columns))
		for i, text := range texts {
			line[i] = text.String
		}
		fmt.Println(strings.Join(line, "\t"))
	}
	must(found.Err())
}

func opened(query string) {
	db, err := papers(":memory:")
	must(err)
	rows(db, query)
	must(db.Close())
}

func main() {
	task, queries := os.Args[1], os.Args[2:]
	switch task {
	case "rows":
		db, err := papers(":memory:")
		must(err)
		for _, query := range queries {
			rows(db, query)
		}
	case "threads":
		var both sync.WaitGroup
		for i := 0; i < 2; i++ {
			both.Add(1)
			go func() {
				defer both.Done()
				opened(queries[0])
			}()
		}
		both.Wait()
	case "cancel":
		db, err := papers(":memory:")
		must(err)
		soon, end := context.WithTimeout(context.Background(), time.Second/2)
		defer end()
		found, err := db.QueryContext(soon, queries[0])
		for err == nil && found.Next() {
		}
		if soon.Err() != nil {
			fmt.Println("cancelled")
		}
	case "many":
		for i := 0; i < 50; i++ {
			opened(queries[0])
		}
	}
}
