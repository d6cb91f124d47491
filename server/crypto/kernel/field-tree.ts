/** The leaves of an event's tree as padded SHA-256 messages, and the tree above any leaves (RFC 9162 §2.1.1). */
import { FunctionWriter, type Local } from "./assembler";
import { jobBytes, pushSwapped } from "./sha256-lanes";

/** Bytes of one row of the table of leaves: address and length of pointer and value, four i32. */
export const leafRowBytes = 16;
/** Bytes of a leaf besides its pointer and value: 00 ["salt",pointer,value] and at most 72 of padding. */
export const leafOverheadBytes = 104;

/** Copies bytes: parameters are target, source, length. Whole vectors are written, so up to 15 bytes more. */
export function copyWriter(): FunctionWriter {
  const f = new FunctionWriter(["i32", "i32", "i32"]);
  const [target, source, end] = [f.parameter(0), f.parameter(1), f.parameter(2)];
  f.get(target, end).op("i32.add").set(end).op("block", "loop");
  f.get(target, end).op("i32.lt_u", "i32.eqz").branchIf(1);
  f.get(target, source).at("v128.load").at("v128.store");
  f.advance(target, 16).advance(source, 16).branch(0).op("end", "end");
  return f;
}

/**
 * Pads the message from `start` to `end` (parameters 0, 1; FIPS 180-4 §5.1.1) and writes its job at an address
 * (parameter 2), its hash to go to another (parameter 3).
 */
export function padWriter(): FunctionWriter {
  const f = new FunctionWriter(["i32", "i32", "i32", "i32"]);
  const [start, end, job, target] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3)];
  const blocks = f.local("i32");
  const bits = f.local("i32");
  const last = f.local("i32");
  f.get(end, start).op("i32.sub").i32(3).op("i32.shl").set(bits);
  f.get(end, start).op("i32.sub").i32(72).op("i32.add").i32(6).op("i32.shr_u").set(blocks);
  f.get(start, blocks).i32(6).op("i32.shl", "i32.add").set(last);
  f.get(end).i32(0x80).at("i32.store8");
  f.advance(end, 1).op("block", "loop");
  f.get(end, last).op("i32.lt_u", "i32.eqz").branchIf(1);
  f.get(end).i64(0n).at("i64.store").advance(end, 8).branch(0).op("end", "end");
  f.get(last).i32(4).op("i32.sub");
  pushSwapped(f, bits).at("i32.store");
  f.get(job, start)
    .at("i32.store", 0)
    .get(job, blocks)
    .at("i32.store", 4)
    .get(job, target)
    .at("i32.store", 8);
  return f;
}

/**
 * Writes the leaves 00 ‖ JCS([salt, pointer, value]) of an event and their jobs. Parameters: the table of leaves and how
 * many rows it has, the salts (16 bytes each), and where messages, jobs and hashes go; the alphabet of base64url.
 */
export function leavesWriter(copy: number, pad: number): FunctionWriter {
  const f = new FunctionWriter(["i32", "i32", "i32", "i32", "i32", "i32", "i32"]);
  const row = f.parameter(0);
  const count = f.parameter(1);
  const salt = f.parameter(2);
  const message = f.parameter(3);
  const job = f.parameter(4);
  const hash = f.parameter(5);
  const alphabet = f.parameter(6);
  const at = f.local("i32");
  const bits = f.local("i32");
  const length = f.local("i32");
  const copyPart = (offset: number): void => {
    f.get(at)
      .get(row)
      .at("i32.load", offset)
      .get(row)
      .at("i32.load", offset + 4)
      .tee(length)
      .call(copy);
    f.get(at, length).op("i32.add").set(at);
  };
  f.op("loop").get(message).set(at);
  f.get(at).i32(0x225b00).at("i32.store").advance(at, 3);
  for (let i = 0; i < 16; i += 3) base64(f, { salt, at, bits, alphabet }, i, Math.min(3, 16 - i));
  f.get(at).i32(0x2c22).at("i32.store16").advance(at, 2);
  copyPart(0);
  f.get(at).i32(0x2c).at("i32.store8").advance(at, 1);
  copyPart(8);
  f.get(at).i32(0x5d).at("i32.store8").advance(at, 1);
  f.get(message, at, job, hash).call(pad);
  f.get(at).get(message).op("i32.sub").i32(72).op("i32.add").i32(6).op("i32.shr_u").i32(6).op("i32.shl");
  f.get(message).op("i32.add").set(message);
  f.advance(row, leafRowBytes).advance(salt, 16).advance(job, jobBytes).advance(hash, 32);
  f.advance(count, -1).get(count).branchIf(0).op("end");
  return f;
}

/** Writes up to three bytes as base64url (RFC 4648 §5), without padding. */
function base64(
  f: FunctionWriter,
  { salt, at, bits, alphabet }: { salt: Local; at: Local; bits: Local; alphabet: Local },
  offset: number,
  bytes: number,
): void {
  f.i32(0);
  for (let i = 0; i < bytes; i++) {
    f.get(salt)
      .at("i32.load8_u", offset + i)
      .i32(16 - 8 * i)
      .op("i32.shl", "i32.or");
  }
  f.set(bits);
  for (let i = 0; i <= bytes; i++) {
    f.get(at)
      .get(alphabet)
      .get(bits)
      .i32(18 - 6 * i)
      .op("i32.shr_u")
      .i32(63)
      .op("i32.and", "i32.add");
    f.at("i32.load8_u").at("i32.store8", i);
  }
  f.advance(at, bytes + 1);
}

/**
 * Hashes the tree above leaf hashes in place, level by level, until the first is the root. A last node without a partner
 * rises as it is. Parameters: the hashes and how many, room for messages (128 bytes for each pair) and for jobs, and the
 * scratch space of `hashMany`.
 */
export function treeWriter(hashMany: number): FunctionWriter {
  const f = new FunctionWriter(["i32", "i32", "i32", "i32", "i32"]);
  const hashes = f.parameter(0);
  const count = f.parameter(1);
  const messages = f.parameter(2);
  const jobs = f.parameter(3);
  const scratch = f.parameter(4);
  const message = f.local("i32");
  const job = f.local("i32");
  const pair = f.local("i32");
  const hash = f.local("i32");
  const left = f.local("i32");
  f.op("block", "loop").get(count).i32(2).op("i32.lt_u").branchIf(1);
  f.get(messages).set(message).get(jobs).set(job).get(hashes).tee(pair).set(hash);
  f.get(count).i32(1).op("i32.shr_u").set(left);
  f.op("loop").get(message).i32(1).at("i32.store8");
  for (let i = 0; i < 64; i += 16)
    f.get(message)
      .get(pair)
      .at("v128.load", i)
      .at("v128.store", i + 1);
  f.get(message).i64(0x80n).at("i64.store", 65);
  for (let i = 73; i < 121; i += 8) f.get(message).i64(0n).at("i64.store", i);
  // 65 bytes are 520 bits, big-endian.
  f.get(message).i64(0x08020000_00000000n).at("i64.store", 120);
  f.get(job, message).at("i32.store", 0).get(job).i32(2).at("i32.store", 4).get(job, hash).at("i32.store", 8);
  f.advance(message, 128).advance(job, jobBytes).advance(pair, 64).advance(hash, 32);
  f.advance(left, -1).get(left).branchIf(0).op("end");
  f.get(jobs, count).i32(1).op("i32.shr_u").get(scratch).call(hashMany);
  f.get(count).i32(1).op("i32.and", "if");
  for (const i of [0, 16]) f.get(hash).get(pair).at("v128.load", i).at("v128.store", i);
  f.op("end");
  f.get(count).i32(1).op("i32.add").i32(1).op("i32.shr_u").set(count).branch(0).op("end", "end");
  return f;
}
