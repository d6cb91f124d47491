// Tessera-witnessed is a Tessera log on disk whose checkpoints go to the witnesses of a policy: Tessera's own witness
// client, and it publishes only what their quorum has cosigned. It appends some entries, waits until the last one is
// published, and writes the checkpoint to standard output. Run again on the same folder, it goes on from there.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	dir := flag.String("storage_dir", "", "the log's folder")
	key := flag.String("private_key", "", "file with the log's private key, as golang.org/x/mod/sumdb/note writes it")
	policy := flag.String("policy", "", "file with the policy")
	entries := flag.Int("entries", 10, "how many entries to append")
	generate := flag.String("generate", "", "only make a key for this origin: private to -private_key, public to stdout")
	flag.Parse()
	if *generate != "" {
		generateKey(*generate, *key)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	signer, err := note.NewSigner(string(must(os.ReadFile(*key))))
	check(err)
	group, err := tessera.NewWitnessGroupFromPolicy(must(os.ReadFile(*policy)))
	check(err)
	driver, err := posix.New(ctx, posix.Config{Path: *dir})
	check(err)
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithCheckpointInterval(200*time.Millisecond).
		WithBatching(256, 50*time.Millisecond).
		WithWitnesses(group, &tessera.WitnessOptions{Timeout: 5 * time.Second}))
	check(err)
	awaiter := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 50*time.Millisecond)
	for i := 0; i < *entries; i++ {
		entry := tessera.NewEntry(fmt.Appendf(nil, "%d %d", time.Now().UnixNano(), i))
		_, _, err := awaiter.Await(ctx, appender.Add(ctx, entry))
		check(err)
	}
	fmt.Print(string(must(reader.ReadCheckpoint(ctx))))
	check(shutdown(ctx))
}

func generateKey(origin, path string) {
	private, public, err := note.GenerateKey(nil, origin)
	check(err)
	check(os.WriteFile(path, []byte(private), 0o600))
	fmt.Println(public)
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
