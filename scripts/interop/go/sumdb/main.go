// Command sumdb reads a Suyuan log with golang.org/x/mod/sumdb, Russ Cox's own code of the Go checksum database: note
// opens the checkpoint, tlog checks every tile against its root before it believes a hash of it. Of the tiles it makes
// inclusion and consistency proofs, and the log's proofs, read from stdin, have to hold and to be the same ones.
//
// It exits 0 and prints one line when everything holds; else 1, with the first thing that does not on stderr.
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// inclusionProof is the log's proof that entry Index is in its tree of Size entries.
type inclusionProof struct {
	Index, Size int64
	Path        []tlog.Hash
}

// consistencyProof is the log's proof that its tree of Size1 entries is the beginning of that of Size2.
type consistencyProof struct {
	Size1, Size2 int64
	Path         []tlog.Hash
}

type proofs struct {
	Inclusion   []inclusionProof
	Consistency []consistencyProof
}

func main() {
	prefix := flag.String("prefix", "", "the log's `URL`, without a trailing slash")
	vkey := flag.String("vkey", "", "the log's verifier key")
	flag.Parse()
	if err := run(*prefix, *vkey, os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(prefix, vkey string, input io.Reader) error {
	var given proofs
	if err := json.NewDecoder(input).Decode(&given); err != nil {
		return fmt.Errorf("proofs: %w", err)
	}
	log := &log{prefix: prefix, tiles: map[string][]byte{}}
	tree, err := log.checkpoint(vkey)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	log.hashes = tlog.TileHashReader(tree, log)
	for _, proof := range given.Inclusion {
		if err := log.checkInclusion(proof); err != nil {
			return fmt.Errorf("entry %d in %d: %w", proof.Index, proof.Size, err)
		}
	}
	for _, proof := range given.Consistency {
		if err := log.checkConsistency(proof); err != nil {
			return fmt.Errorf("sizes %d and %d: %w", proof.Size1, proof.Size2, err)
		}
	}
	if err := log.checkEntries(tree.N); err != nil {
		return err
	}
	fmt.Printf("size %d root %v: %d entries, %d inclusion proofs, %d consistency proofs\n",
		tree.N, tree.Hash, tree.N, len(given.Inclusion), len(given.Consistency))
	return nil
}

// log is a tiled log over HTTP, as tlog wants to read it.
type log struct {
	prefix string
	tiles  map[string][]byte
	hashes tlog.HashReader
}

// checkpoint opens the newest checkpoint with the log's key; its origin has to be the key's name.
func (l *log) checkpoint(vkey string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	signed, err := l.get("checkpoint")
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tree, fmt.Errorf("expected the origin, a size and a root, got %q", opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// checkInclusion checks the log's proof, that it is the one tlog makes, and that a proof with one bit turned is refused.
func (l *log) checkInclusion(p inclusionProof) error {
	root, err := tlog.TreeHash(p.Size, l.hashes)
	if err != nil {
		return err
	}
	leaf, err := l.hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, p.Index)})
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(p.Path, p.Size, root, p.Index, leaf[0]); err != nil {
		return err
	}
	own, err := tlog.ProveRecord(p.Size, p.Index, l.hashes)
	if err != nil {
		return err
	}
	if !slices.Equal(own, p.Path) {
		return errors.New("tlog makes another inclusion proof")
	}
	return refused(p.Path, func(path []tlog.Hash) error {
		return tlog.CheckRecord(path, p.Size, root, p.Index, leaf[0])
	})
}

// checkConsistency does the same for a proof between two sizes.
func (l *log) checkConsistency(p consistencyProof) error {
	older, err := tlog.TreeHash(p.Size1, l.hashes)
	if err != nil {
		return err
	}
	newer, err := tlog.TreeHash(p.Size2, l.hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(p.Path, p.Size2, newer, p.Size1, older); err != nil {
		return err
	}
	own, err := tlog.ProveTree(p.Size2, p.Size1, l.hashes)
	if err != nil {
		return err
	}
	if !slices.Equal(own, p.Path) {
		return errors.New("tlog makes another consistency proof")
	}
	return refused(p.Path, func(path []tlog.Hash) error {
		return tlog.CheckTree(path, p.Size2, newer, p.Size1, older)
	})
}

// refused reports an error when a path is accepted in which one bit of one hash is turned.
func refused(path []tlog.Hash, check func([]tlog.Hash) error) error {
	for i := range path {
		changed := slices.Clone(path)
		changed[i][i%tlog.HashSize] ^= 1 << (i % 8)
		if check(changed) == nil {
			return fmt.Errorf("a path with a bit of hash %d turned is accepted", i)
		}
	}
	return nil
}

// checkEntries hashes every entry of every bundle and compares it with the leaf that the tree has.
func (l *log) checkEntries(size int64) error {
	const width = 256
	for n := int64(0); n*width < size; n++ {
		tile := tlog.Tile{H: 8, L: 0, N: n, W: int(min(width, size-n*width))}
		entries, err := l.bundle(tile)
		if err != nil {
			return fmt.Errorf("bundle %d: %w", n, err)
		}
		indexes := make([]int64, tile.W)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, n*width+int64(i))
		}
		leaves, err := l.hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != leaves[i] {
				return fmt.Errorf("entry %d is not the one in the tree", n*width+int64(i))
			}
		}
	}
	return nil
}

// bundle reads the entries of a tile of level 0.
func (l *log) bundle(t tlog.Tile) (entries [][]byte, err error) {
	data, err := l.get(strings.Replace(path(t), "tile/0/", "tile/entries/", 1))
	if err != nil {
		return nil, err
	}
	for len(data) > 0 {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, io.ErrUnexpectedEOF
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries, data = append(entries, data[2:end]), data[end:]
	}
	if len(entries) != t.W {
		return nil, fmt.Errorf("expected %d entries, got %d", t.W, len(entries))
	}
	return entries, nil
}

// Height implements [tlog.TileReader].
func (l *log) Height() int { return 8 }

// ReadTiles implements [tlog.TileReader].
func (l *log) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(tiles))
	for i, t := range tiles {
		if read[i] = l.tiles[path(t)]; read[i] != nil {
			continue
		}
		data, err := l.get(path(t))
		if err != nil {
			return nil, err
		}
		read[i] = data
	}
	return read, nil
}

// SaveTiles implements [tlog.TileReader]: these have been checked against the root.
func (l *log) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, t := range tiles {
		l.tiles[path(t)] = data[i]
	}
}

// path names a tile as C2SP does: without the height, which is always 8 there.
func path(t tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(t.Path(), "tile/8/")
}

func (l *log) get(name string) ([]byte, error) {
	response, err := http.Get(l.prefix + "/" + name)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, response.Status)
	}
	return io.ReadAll(response.Body)
}
