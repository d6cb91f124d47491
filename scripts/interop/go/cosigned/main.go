// Cosigned reads a checkpoint from standard input and verifies it under a policy file with torchwood; ML-DSA-44
// cosignatures, which torchwood knows only in versions for a newer Go, with filippo.io/mldsa over the message of C2SP
// tlog-cosignature. It writes one line for each cosignature of the second kind, and at last the size of the tree.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"filippo.io/mldsa"
	"filippo.io/torchwood"
)

func main() {
	policyFile := flag.String("policy", "", "policy of Ed25519 keys (c2sp.org/tlog-policy)")
	mlDsa := flag.String("ml-dsa", "", "ML-DSA-44 verifier keys whose cosignature has to be there, comma separated")
	flag.Parse()
	checkpoint := must(io.ReadAll(os.Stdin))
	policy := must(torchwood.ParsePolicy(must(os.ReadFile(*policyFile))))
	c, _, err := torchwood.VerifyCheckpoint(checkpoint, policy)
	check(err)
	for _, vkey := range strings.FieldsFunc(*mlDsa, func(r rune) bool { return r == ',' }) {
		verifyMLDSA(vkey, checkpoint, c)
		fmt.Println("ML-DSA-44", strings.SplitN(vkey, "+", 2)[0])
	}
	fmt.Println(c.N)
}

func verifyMLDSA(vkey string, checkpoint []byte, c torchwood.Checkpoint) {
	parts := strings.SplitN(vkey, "+", 3)
	name := parts[0]
	key := must(base64.StdEncoding.DecodeString(parts[2]))
	if key[0] != 0x06 {
		log.Fatalf("%s: not an ML-DSA-44 key", name)
	}
	id := sha256.Sum256(append([]byte(name+"\n"), key...))
	public := must(mldsa.NewPublicKey(mldsa.MLDSA44(), key[1:]))
	for _, line := range strings.Split(string(checkpoint), "\n") {
		encoded, ok := strings.CutPrefix(line, "— "+name+" ")
		if !ok {
			continue
		}
		signature := must(base64.StdEncoding.DecodeString(encoded))
		if !bytes.Equal(signature[:4], id[:4]) {
			continue
		}
		time := signature[4:12]
		message := append([]byte("subtree/v1\n\x00"), byte(len(name)))
		message = append(message, name...)
		message = append(message, time...)
		message = append(message, byte(len(c.Origin)))
		message = append(message, c.Origin...)
		message = binary.BigEndian.AppendUint64(message, 0)
		message = binary.BigEndian.AppendUint64(message, uint64(c.N))
		message = append(message, c.Hash[:]...)
		check(mldsa.Verify(public, message, signature[12:], nil))
		return
	}
	log.Fatalf("%s: no ML-DSA-44 cosignature", name)
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
