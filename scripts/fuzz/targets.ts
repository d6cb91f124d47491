/** Every parser of bytes or text that somebody else may have written, with seeds of our own. */
import { utf8 } from "@/lib/bytes";
import { type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import { formatConsistencyFile, parseConsistencyFile } from "@/lib/consistency/consistency-file";
import { isEpcUrn, parseEpcUrn } from "@/lib/digital-link/epc-urn";
import { canonicalDigitalLink, identityOf } from "@/lib/digital-link/format";
import { parseDigitalLink } from "@/lib/digital-link/parse";
import { parseEpcis } from "@/lib/epcis/parse";
import { recognise } from "@/lib/evidence/evidence";
import { evidenceFiles } from "@/lib/evidence/testing/evidence-files";
import { canonicalize } from "@/lib/jcs";
import { type JsonObject, parseJson } from "@/lib/json";
import { parseMembershipRecord } from "@/lib/membership/records";
import { formatAddCheckpoint, parseAddCheckpoint } from "@/lib/note/add-checkpoint";
import { formatCheckpoint, parseCheckpoint } from "@/lib/note/checkpoint";
import { decodeCosignature, encodeCosignature } from "@/lib/note/cosignature";
import { formatNote, formatSignatureLines, parseNote, parseSignatureLines } from "@/lib/note/note";
import { formatPolicy, parsePolicy } from "@/lib/note/policy";
import { formatTlogProof, parseTlogProof } from "@/lib/note/tlog-proof";
import { formatVkey, parseVkey } from "@/lib/note/vkey";
import { formatEntryPromise, parseEntryPromise } from "@/lib/promise/entry-promise";
import { decodeBatchPromise, encodeBatchPromise } from "@/lib/promise/promise";
import { formatProofFile, parseProofFile } from "@/lib/proof/proof-file";
import { decodeReceipt, encodeReceipt } from "@/lib/receipt/receipt";
import { attachReceipts, detachReceipts } from "@/lib/receipt/transparent-statement";
import { decodeCoseKey, encodeCoseKey } from "@/lib/statement/cose-key";
import { decodeStatement, encodeStatement } from "@/lib/statement/statement";
import { decodeEntryBundle, encodeEntryBundle } from "@/lib/tile/bundle";
import { entriesPath, parseTilePath, tilePath } from "@/lib/tile/path";
import { decodeSlot } from "@/server/ledger/head";
import { decodeFrame, decodeFrameHeader, encodeFrame, frameHeaderBytes } from "@/server/ledger/wal/frame";
import {
  cborSeeds,
  digitalLinkSeeds,
  epcisSeeds,
  frameSeed,
  headSeed,
  jsonSeeds,
  recordSeeds,
  urnSeeds,
} from "./seeds";
import { exact, exactText, stable, stableText, type Target, textOf } from "./target";

const noteWords = [
  "\n",
  "\n\n",
  "\n— ",
  "— ",
  "log.example/1",
  "=",
  "AAAA",
  "\r\n",
  " ",
  "+",
  "\u0000",
  "é",
  "\u2028",
];
const jsonWords = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "null",
  "true",
  "\\u0000",
  "\\ud800",
  "1e400",
  "-0",
  '"version"',
  '"__proto__":1',
  " ",
];
const cborWords = ["\u0000", "\u0018", "\u0019", "\u001a", "\u001b", "@", "X", "`", "x", "\u0080", "¡"];
const linkWords = [
  "/01/",
  "/10/",
  "/21/",
  "/414/",
  "%2F",
  "%",
  "%00",
  "?",
  "&",
  "=",
  "#",
  "//",
  "..",
  "09521001000017",
  ";",
  "+",
];

/** Makes the targets. */
export async function makeTargets(): Promise<Target[]> {
  const files = await evidenceFiles();
  return [...textTargets(files), ...binaryTargets(files), ...jsonTargets(files), ...storedTargets()];
}

type Files = Awaited<ReturnType<typeof evidenceFiles>>;

function textTargets({ newer, older, tlogProof, policy, vkey, forgedVkey }: Files): Target[] {
  const { text, signatures } = parseNote(textOf(newer));
  const hash = new Uint8Array(32).fill(7);
  const body = formatAddCheckpoint({ oldSize: 5, proof: [hash, hash], note: textOf(newer) });
  const tiles = [tilePath(0, 0), tilePath(1, 1_234_067, 7), entriesPath(999, 255), tilePath(63, 0, 1)];
  const words = noteWords;
  return [
    { name: "note", words, seeds: [newer, older], run: exactText(parseNote, formatNote) },
    { name: "checkpoint", words, seeds: [utf8(text)], run: exactText(parseCheckpoint, formatCheckpoint) },
    {
      name: "signature-lines",
      words,
      seeds: [utf8(formatSignatureLines(signatures))],
      run: exactText(parseSignatureLines, formatSignatureLines),
    },
    {
      name: "tlog-proof",
      words: [...words, "index ", "extra ", "c2sp.org/tlog-proof@v1"],
      seeds: [tlogProof],
      run: exactText(parseTlogProof, formatTlogProof),
    },
    {
      name: "add-checkpoint",
      words: [...words, "old "],
      seeds: [utf8(body)],
      run: exactText(parseAddCheckpoint, formatAddCheckpoint),
    },
    { name: "vkey", words, seeds: [utf8(vkey), utf8(forgedVkey)], run: exactText(parseVkey, formatVkey) },
    {
      name: "policy",
      words: [
        ...words,
        "log ",
        "witness ",
        "group ",
        "quorum ",
        "none",
        "any",
        "all",
        "#",
        "\t",
        "__proto__",
        "constructor",
      ],
      seeds: [policy],
      run: stableText(parsePolicy, formatPolicy),
    },
    {
      name: "tile-path",
      words: ["tile/", "entries", "x", "x000/", "000", ".p/", "/", "256", "-1", "9007199254740993"],
      seeds: tiles.map(utf8),
      run: exactText(parseTilePath, ({ level, n, width }) =>
        level === "entries" ? entriesPath(n, width) : tilePath(level, n, width),
      ),
    },
    {
      name: "digital-link",
      words: linkWords,
      seeds: digitalLinkSeeds,
      run: stableText(parseDigitalLink, canonicalDigitalLink),
    },
    {
      name: "epc-urn",
      words: ["urn:epc:id:", "sgtin", ":", ".", "%2F", "%", "*"],
      seeds: urnSeeds,
      run: (input) => urn(textOf(input)),
    },
  ];
}

/** A URN is read as a link that is read as the same thing. */
function urn(text: string): void {
  if (isEpcUrn(text)) stableText(parseDigitalLink, identityOf)(utf8(identityOf(parseEpcUrn(text))));
}

function binaryTargets(files: Files): Target[] {
  const { receipt, consistencyReceipt, scitt, promise, entry, otherEntry } = files;
  const words = cborWords;
  const everything = Object.values(files).map((file) => (typeof file === "string" ? utf8(file) : file));
  const batch = parseEntryPromise(parseJson(textOf(promise))).statement;
  const point = Uint8Array.of(4, ...new Uint8Array(64).fill(0x11));
  const keys = [
    encodeCoseKey({ alg: -19, bytes: new Uint8Array(32).fill(9) }),
    encodeCoseKey({ alg: -9, bytes: point }),
  ];
  return [
    { name: "cbor", words, seeds: [...cborSeeds, receipt], run: exact<CborValue>(decodeCbor, encodeCbor) },
    {
      name: "statement",
      words,
      seeds: [entry, otherEntry],
      run: exact(decodeStatement, ({ protectedBytes, payload, signature }) =>
        encodeStatement(protectedBytes, payload, signature),
      ),
    },
    {
      name: "receipt",
      words,
      seeds: [receipt, consistencyReceipt],
      run: exact(decodeReceipt, (one) => encodeReceipt(one, one.vdp)),
    },
    { name: "transparent-statement", words, seeds: [scitt], run: exact(detachReceipts, attachReceipts) },
    {
      name: "promise",
      words,
      seeds: [batch],
      run: exact(decodeBatchPromise, ({ protectedBytes, root, signature }) =>
        encodeBatchPromise(protectedBytes, root, signature),
      ),
    },
    { name: "cose-key", words, seeds: keys, run: exact(decodeCoseKey, encodeCoseKey) },
    {
      name: "cosignature",
      words,
      seeds: [new Uint8Array(72).fill(1, 4)],
      run: exact(decodeCosignature, encodeCosignature),
    },
    {
      name: "entry-bundle",
      words,
      seeds: [encodeEntryBundle([entry, otherEntry]), encodeEntryBundle([utf8("a"), new Uint8Array(300)])],
      run: exact(decodeEntryBundle, encodeEntryBundle),
    },
    {
      name: "evidence",
      words: [...noteWords, ...jsonWords, "log ", "quorum "],
      seeds: everything,
      run: (input) => void recognise(input),
    },
  ];
}

function jsonTargets({ bundles, promise, consistency, forked }: Files): Target[] {
  const json = (input: Uint8Array) => parseJson(textOf(input));
  const ofJson = <T>(parse: (value: ReturnType<typeof json>) => T, format: (value: T) => JsonObject) =>
    stable(
      (input) => parse(json(input)),
      (value) => utf8(canonicalize(format(value))),
    );
  const words = jsonWords;
  return [
    { name: "json", words, seeds: jsonSeeds, run: stableText(parseJson, canonicalize) },
    { name: "proof-file", words, seeds: [bundles], run: ofJson(parseProofFile, formatProofFile) },
    { name: "entry-promise", words, seeds: [promise], run: ofJson(parseEntryPromise, formatEntryPromise) },
    {
      name: "consistency",
      words,
      seeds: [consistency, forked],
      run: ofJson(parseConsistencyFile, formatConsistencyFile),
    },
    {
      name: "membership-record",
      words,
      seeds: recordSeeds,
      run: (input) => void parseMembershipRecord(json(input)),
    },
    {
      name: "epcis",
      words: [...words, ...linkWords, '"epcList"', '"eventTime"', "urn:epc:id:sgtin:", "Z", "+08:00"],
      seeds: epcisSeeds,
      run: (input) => void parseEpcis(json(input)).events.map(canonicalize),
    },
  ];
}

/** What the ledger reads back from its own disk. */
function storedTargets(): Target[] {
  return [
    {
      name: "wal-frame",
      words: ["suyuanW1", "suyuanWe"],
      seeds: [frameSeed],
      run: (input) => {
        const header = decodeFrameHeader(input.subarray(0, frameHeaderBytes));
        const frame = header?.frameLength === input.length ? decodeFrame(header, input) : null;
        // Erased secrets are zeros, and their CRC stays what it was.
        if (frame?.areSecretsAsWritten)
          exact(
            () => frame,
            (one) => encodeFrame(one).bytes,
          )(input);
      },
    },
    {
      name: "head-slot",
      words: ["{", "\u0000"],
      seeds: [headSeed],
      run: (input) => void decodeSlot("head.a", input),
    },
  ];
}
