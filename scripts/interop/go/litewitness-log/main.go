// Litewitness-log makes a log known to a litewitness, as `witnessctl add-log` and `witnessctl add-key` do: witnessctl
// itself brings in modules that only a Sigsum log needs.
package main

import (
	"encoding/base64"
	"flag"
	"log"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

func main() {
	db := flag.String("db", "litewitness.db", "the witness's database, as it made it at its first start")
	vkey := flag.String("key", "", "verifier key of the log, named by its origin")
	flag.Parse()
	v, err := note.NewVerifier(*vkey)
	if err != nil {
		log.Fatal(err)
	}
	conn, err := sqlite.OpenConn(*db, sqlite.OpenReadWrite)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	empty, err := tlog.TreeHash(0, nil)
	if err != nil {
		log.Fatal(err)
	}
	insert(conn, "INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)",
		v.Name(), base64.StdEncoding.EncodeToString(empty[:]))
	insert(conn, "INSERT INTO key (origin, key) VALUES (?, ?)", v.Name(), *vkey)
}

func insert(conn *sqlite.Conn, query string, args ...any) {
	if err := sqlitex.Execute(conn, query, &sqlitex.ExecOptions{Args: args}); err != nil {
		log.Fatal(err)
	}
}
