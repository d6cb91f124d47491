/** Valid inputs of our own that the tests' worlds do not make. */
import { fromHex, toBase64Url, utf8 } from "@/lib/bytes";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { encodeSlot } from "@/server/ledger/head";
import { encodeFrame } from "@/server/ledger/wal/frame";

/** RFC 8949 §4.2.1 in every major type. */
export const cborSeeds = [
  "00",
  "17",
  "1818",
  "190100",
  "1a00010000",
  "1b0000000100000000",
  "20",
  "3818",
  "40",
  "43010203",
  "60",
  "63616263",
  "80",
  "83010203",
  "a0",
  "a201020304",
  "c100",
  "d28443a10126a0f640",
  "f4",
  "f5",
  "f6",
  "82a10102a1616101",
].map(fromHex);

export const jsonSeeds = [
  '{"a":[1,2.5,-0.001,1e21,true,false,null,"x\\u00e9\\ud83d\\ude00\\n"],"b":{"c":{}}}',
  '[[],[[]],{"":""},"\\u2028","\\/"]',
  "-1.5e-5",
  ' {"é":"\\"","z":0}\n',
].map((text) => utf8(text));

export const digitalLinkSeeds = [
  "https://id.gs1.org/01/09521001000017",
  "https://example.com/some/path/01/09521001000017/22/2A/10/ABC%2F1/21/12345?17=271231&x=y&3103=000189",
  "https://id.gs1.org/00/095210010000000017",
  "https://id.gs1.org/414/9521001000000/254/a%2Fb",
  "http://dalgiardino.example:8080/01/09521001000017?linkType=all#top",
].map((text) => utf8(text));

export const urnSeeds = [
  "urn:epc:id:sgtin:9521001.000001.1%2F2",
  "urn:epc:id:sscc:9521001.0000000001",
  "urn:epc:id:sgln:9521001.00000.0",
  "urn:epc:class:lgtin:9521001.000001.LOT1",
  "urn:epc:idpat:sgtin:9521001.000001.*",
].map((text) => utf8(text));

const key = toBase64Url(encodeCoseKey({ alg: -19, bytes: new Uint8Array(32).fill(3) }));

export const recordSeeds = [
  {
    type: "log.founded",
    origin: "log.example/1",
    vkey: "v",
    operator: { iss: "https://a.example", key },
    policy: { approvals: 1 },
  },
  { type: "member.admitted", iss: "https://a.example", roles: ["manufacturer"] },
  { type: "key.added", iss: "https://a.example", key },
  { type: "key.revoked", iss: "https://a.example", kid: "A".repeat(43) },
].map((record) => utf8(JSON.stringify(record)));

const object = {
  type: "ObjectEvent",
  eventTime: "2026-11-01T08:00:00.000+08:00",
  eventTimeZoneOffset: "+08:00",
  eventID: "urn:uuid:00000000-0000-4000-8000-000000000001",
  action: "ADD",
  bizStep: "commissioning",
  epcList: ["https://id.gs1.org/01/09521001000017/21/1"],
  quantityList: [{ epcClass: "https://id.gs1.org/01/09521001000017/10/A", quantity: 12.5, uom: "KGM" }],
  readPoint: { id: "https://id.gs1.org/414/9521001000000" },
  bizTransactionList: [{ type: "po", bizTransaction: "urn:x:1" }],
  "example:note": { a: [1, "x"] },
  ilmd: { "example:grade": "A" },
  sensorElementList: [
    {
      sensorMetadata: { time: "2026-11-01T00:00:00Z" },
      sensorReport: [{ type: "Temperature", value: 4.5, uom: "CEL" }],
    },
  ],
};
const context = [
  "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
  { example: "https://ns.example/" },
];
const transformation = {
  type: "TransformationEvent",
  eventTime: "2026-11-01T00:00:00Z",
  eventTimeZoneOffset: "Z",
  inputEPCList: ["urn:epc:id:sgtin:9521001.000001.1"],
  outputQuantityList: [{ epcClass: "urn:epc:class:lgtin:9521001.000001.B", quantity: 1 }],
  sourceList: [{ type: "owning_party", source: "https://id.gs1.org/417/9521001000000" }],
};

export const epcisSeeds = [
  { "@context": context, ...object },
  {
    "@context": context,
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: "2026-11-01T00:00:00Z",
    epcisBody: { eventList: [object, { ...transformation, eventTimeZoneOffset: "+00:00" }] },
  },
].map((document) => utf8(JSON.stringify(document)));

export const frameSeed = encodeFrame({
  firstIndex: 3,
  firstTree: 2,
  recordTimeMs: 1_800_000_000_000,
  epoch: 4,
  rootHash: new Uint8Array(32).fill(5),
  entries: [
    {
      statement: utf8("a statement"),
      trees: [
        { root: new Uint8Array(32).fill(1), sealed: utf8("sealed"), secret: new Uint8Array(32).fill(2) },
      ],
    },
    { statement: utf8("another"), trees: [] },
  ],
}).bytes;

export const headSeed = encodeSlot(
  {
    epoch: 1,
    size: 0,
    root: "00".repeat(32),
    tiled: 0,
    origin: "log.example/1",
    vkey: "v",
    admission: "none",
    checkpoint: "",
    clean: null,
  },
  7,
);
