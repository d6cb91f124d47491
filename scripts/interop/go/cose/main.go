// Command cose checks receipts (RFC 9942) and promises of a Suyuan log with other people's code: veraison/go-cose opens
// each COSE_Sign1 and makes the message that its signature covers, fxamacker/cbor reads the proofs and makes the key's
// thumbprint, golang.org/x/mod/sumdb/tlog checks the paths, crypto/ed25519 the signatures.
//
// It exits 0 and prints how many of each hold; else 1, with the first that does not on stderr.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/fxamacker/cbor/v2"
	cose "github.com/veraison/go-cose"
	"golang.org/x/mod/sumdb/tlog"
)

// Labels of RFC 9942 and RFC 9597, and ours for the number of leaves under a signed root.
const (
	labelVDS    = int64(395)
	labelVDP    = int64(396)
	labelClaims = int64(15)
	labelSize   = int64(-65538)
	algEd25519  = cose.Algorithm(-19)
)

type receipt struct {
	Receipt, Entry []byte
	Index, Size    int64
	Root           tlog.Hash
}

type consistency struct {
	Receipt      []byte
	Size1, Size2 int64
	Root1, Root2 tlog.Hash
}

type promise struct {
	Statement              []byte
	Index, Position, Count int64
	LeafHash               tlog.Hash
	Path                   []tlog.Hash
}

type given struct {
	Vkey, Origin string
	Receipts     []receipt
	Consistency  []consistency
	Promises     []promise
}

// verifier is Ed25519 under its algorithm of RFC 9864, which go-cose does not name yet.
type verifier struct{ key ed25519.PublicKey }

func (verifier) Algorithm() cose.Algorithm { return algEd25519 }

func (v verifier) Verify(content, signature []byte) error {
	if ed25519.Verify(v.key, content, signature) {
		return nil
	}
	return cose.ErrVerification
}

type log struct {
	origin string
	key    ed25519.PublicKey
}

func main() {
	if err := run(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(input io.Reader) error {
	var all given
	if err := json.NewDecoder(input).Decode(&all); err != nil {
		return fmt.Errorf("input: %w", err)
	}
	parts := strings.SplitN(all.Vkey, "+", 3)
	typed, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(typed) != 1+ed25519.PublicKeySize || typed[0] != 1 {
		return fmt.Errorf("vkey: expected an Ed25519 key, got %s", all.Vkey)
	}
	log := log{origin: all.Origin, key: ed25519.PublicKey(typed[1:])}
	for i, one := range all.Receipts {
		if err := log.checkReceipt(one); err != nil {
			return fmt.Errorf("receipt %d, of entry %d: %w", i, one.Index, err)
		}
	}
	for i, one := range all.Consistency {
		if err := log.checkConsistency(one); err != nil {
			return fmt.Errorf("consistency receipt %d, from %d to %d: %w", i, one.Size1, one.Size2, err)
		}
	}
	for i, one := range all.Promises {
		if err := log.checkPromise(one); err != nil {
			return fmt.Errorf("promise %d, of entry %d: %w", i, one.Index, err)
		}
	}
	fmt.Printf("receipts %d consistency %d promises %d\n", len(all.Receipts), len(all.Consistency), len(all.Promises))
	return nil
}

// open reads a COSE_Sign1 and checks what its protected header says of the log.
func (l log) open(data []byte, size int64) (*cose.Sign1Message, error) {
	var message cose.Sign1Message
	if err := message.UnmarshalCBOR(data); err != nil {
		return nil, err
	}
	header := message.Headers.Protected
	thumbprint, err := l.thumbprint()
	if err != nil {
		return nil, err
	}
	if kid, _ := header[cose.HeaderLabelKeyID].([]byte); !bytes.Equal(kid, thumbprint) {
		return nil, fmt.Errorf("kid: expected %x, got %x", thumbprint, kid)
	}
	claims, _ := header[labelClaims].(map[any]any)
	if claims[int64(1)] != "https://"+l.origin || claims[int64(2)] != l.origin {
		return nil, fmt.Errorf("claims: expected those of %s, got %v", l.origin, claims)
	}
	if header[labelSize] != size {
		return nil, fmt.Errorf("size: expected %d, got %v", size, header[labelSize])
	}
	return &message, nil
}

// thumbprint is that of RFC 9679: SHA-256 of the deterministic COSE_Key.
func (l log) thumbprint() ([]byte, error) {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return nil, err
	}
	key, err := mode.Marshal(map[int]any{1: 1, -1: 6, -2: []byte(l.key)})
	sum := sha256.Sum256(key)
	return sum[:], err
}

// verify checks the signature over a root that the message does not carry.
func (l log) verify(message *cose.Sign1Message, root tlog.Hash) error {
	if message.Payload != nil {
		return errors.New("expected a detached payload")
	}
	message.Payload = root[:]
	return message.Verify(nil, verifier{l.key})
}

// proofIn reads the one proof of a kind in a receipt: two numbers and a path.
func proofIn(message *cose.Sign1Message, kind int64) (one, two int64, path []tlog.Hash, err error) {
	if message.Headers.Protected[labelVDS] != int64(1) {
		return 0, 0, nil, errors.New("expected RFC9162_SHA256")
	}
	kinds, _ := message.Headers.Unprotected[labelVDP].(map[any]any)
	list, _ := kinds[kind].([]any)
	if len(kinds) != 1 || len(list) != 1 {
		return 0, 0, nil, fmt.Errorf("expected one proof of kind %d", kind)
	}
	encoded, _ := list[0].([]byte)
	var proof struct {
		_        struct{} `cbor:",toarray"`
		One, Two int64
		Path     [][]byte
	}
	if err := cbor.Unmarshal(encoded, &proof); err != nil {
		return 0, 0, nil, err
	}
	for _, hash := range proof.Path {
		if len(hash) != tlog.HashSize {
			return 0, 0, nil, errors.New("expected hashes of 32 bytes")
		}
		path = append(path, tlog.Hash(hash))
	}
	return proof.One, proof.Two, path, nil
}

func (l log) checkReceipt(one receipt) error {
	message, err := l.open(one.Receipt, one.Size)
	if err != nil {
		return err
	}
	size, index, path, err := proofIn(message, -1)
	if err != nil {
		return err
	}
	if size != one.Size || index != one.Index {
		return fmt.Errorf("expected entry %d of %d, got %d of %d", one.Index, one.Size, index, size)
	}
	if err := tlog.CheckRecord(path, size, one.Root, index, tlog.RecordHash(one.Entry)); err != nil {
		return err
	}
	return l.verify(message, one.Root)
}

func (l log) checkConsistency(one consistency) error {
	message, err := l.open(one.Receipt, one.Size2)
	if err != nil {
		return err
	}
	size1, size2, path, err := proofIn(message, -2)
	if err != nil {
		return err
	}
	if size1 != one.Size1 || size2 != one.Size2 {
		return fmt.Errorf("expected sizes %d and %d, got %d and %d", one.Size1, one.Size2, size1, size2)
	}
	if err := tlog.CheckTree(path, size2, one.Root2, size1, one.Root1); err != nil {
		return err
	}
	return l.verify(message, one.Root2)
}

func (l log) checkPromise(one promise) error {
	message, err := l.open(one.Statement, one.Count)
	if err != nil {
		return err
	}
	if len(message.Payload) != tlog.HashSize {
		return errors.New("expected a root as payload")
	}
	leaf := append(binary.BigEndian.AppendUint64(nil, uint64(one.Index)), one.LeafHash[:]...)
	root := tlog.Hash(message.Payload)
	if err := tlog.CheckRecord(one.Path, one.Count, root, one.Position, tlog.RecordHash(leaf)); err != nil {
		return err
	}
	return message.Verify(nil, verifier{l.key})
}
