/**
 * SHA-256 (FIPS 180-4 §6.2) of four messages at a time, one in each 32-bit lane of a vector. Messages are blocks already,
 * padded; a lane that has finished one takes up the next.
 */
import { FunctionWriter, type Local } from "./assembler";

/** FIPS 180-4 §4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const roundConstants = fractions(64, Math.cbrt);
/** FIPS 180-4 §5.3.3: the same of the square roots of the first eight. */
const initialHash = fractions(8, Math.sqrt);

function fractions(count: number, root: (prime: number) => number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map((prime) => Math.floor((root(prime) % 1) * 2 ** 32));
}

/** Bytes of the state of four lanes: eight vectors, one for each word of the hash. */
export const laneStateBytes = 128;

/** Bytes of one job: where the message is, how many blocks it has, where its hash goes; three i32. */
export const jobBytes = 12;

const lanes = [0, 1, 2, 3];

/** Takes one block of each of four messages (parameters 0–3, addresses) into the state at an address (parameter 4). */
export function compressWriter(): FunctionWriter {
  const f = new FunctionWriter(["i32", "i32", "i32", "i32", "i32"]);
  const schedule = f.locals("v128", 16);
  const registers = f.locals("v128", 8);
  const both = f.local("v128");
  const before = f.local("v128");
  const sum = f.local("v128");
  loadBlocks(f, schedule, [f.locals("v128", 4), f.locals("v128", 4)]);
  const state = f.parameter(4);
  registers.forEach((register, i) => {
    f.get(state)
      .at("v128.load", 16 * i)
      .set(register);
  });
  f.get(at(registers, 1), at(registers, 2)).op("v128.xor").set(before);
  for (let t = 0; t < 64; t++) {
    if (t >= 16) extendSchedule(f, schedule, t);
    const word = at(schedule, t % 16);
    // The eight registers stay where they are; their names move on by one each round.
    round(f, word, roundConstants[t] ?? 0, (name) => at(registers, (name - t + 64) % 8), {
      both: t % 2 === 0 ? both : before,
      before: t % 2 === 0 ? before : both,
      sum,
    });
  }
  registers.forEach((register, i) => {
    f.get(state)
      .get(state)
      .at("v128.load", 16 * i)
      .get(register)
      .op("i32x4.add")
      .at("v128.store", 16 * i);
  });
  return f;
}

/** Loads 64 bytes of each message as sixteen vectors of one big-endian word each, by transposing 4 × 4 words. */
function loadBlocks(f: FunctionWriter, schedule: Local[], [rows, pairs]: [Local[], Local[]]): void {
  for (let quarter = 0; quarter < 4; quarter++) {
    for (const lane of lanes) {
      f.get(f.parameter(lane))
        .at("v128.load", 16 * quarter)
        .set(at(rows, lane));
    }
    const low = wordsOf([0, 4, 1, 5]);
    const high = wordsOf([2, 6, 3, 7]);
    f.get(at(rows, 0), at(rows, 1)).shuffle(low).set(at(pairs, 0));
    f.get(at(rows, 0), at(rows, 1)).shuffle(high).set(at(pairs, 1));
    f.get(at(rows, 2), at(rows, 3)).shuffle(low).set(at(pairs, 2));
    f.get(at(rows, 2), at(rows, 3)).shuffle(high).set(at(pairs, 3));
    for (const half of [0, 1]) {
      const [left, right] = [at(pairs, half), at(pairs, half + 2)];
      f.get(left, right)
        .shuffle(swappedWordsOf([0, 1, 4, 5]))
        .set(at(schedule, 4 * quarter + 2 * half));
      f.get(left, right)
        .shuffle(swappedWordsOf([2, 3, 6, 7]))
        .set(at(schedule, 4 * quarter + 2 * half + 1));
    }
  }
}

/** Writes W[t] over W[t − 16] (FIPS 180-4 §6.2.2 step 1). */
function extendSchedule(f: FunctionWriter, schedule: Local[], t: number): void {
  const word = (back: number) => at(schedule, (t - back) % 16);
  f.get(word(16));
  exclusiveOr(f, word(15), [7, 18], 3);
  f.op("i32x4.add").get(word(7)).op("i32x4.add");
  exclusiveOr(f, word(2), [17, 19], 10);
  f.op("i32x4.add").set(word(16));
}

/** One round (FIPS 180-4 §6.2.2 step 3); `register` gives a…h by 0…7. */
function round(
  f: FunctionWriter,
  word: Local,
  constant: number,
  register: (name: number) => Local,
  { both, before, sum }: { both: Local; before: Local; sum: Local },
): void {
  const a = register(0);
  const b = register(1);
  const d = register(3);
  const e = register(4);
  const g = register(6);
  const h = register(7);
  f.get(h, word).op("i32x4.add").i32(constant).op("i32x4.splat", "i32x4.add");
  // Ch(e, f, g) = g ⊕ (e ∧ (f ⊕ g))
  f.get(register(5), g).op("v128.xor").get(e).op("v128.and").get(g).op("v128.xor", "i32x4.add");
  exclusiveOr(f, e, [6, 11, 25]);
  f.op("i32x4.add").tee(sum).get(d).op("i32x4.add").set(d);
  // Maj(a, b, c) = b ⊕ ((a ⊕ b) ∧ (b ⊕ c)), and b ⊕ c was a ⊕ b in the round before.
  f.get(a, b).op("v128.xor").tee(both).get(before).op("v128.and").get(b).op("v128.xor");
  exclusiveOr(f, a, [2, 13, 22]);
  f.op("i32x4.add").get(sum).op("i32x4.add").set(h);
}

/** Pushes the exclusive or of a vector rotated right by some amounts, and shifted right by another. */
function exclusiveOr(f: FunctionWriter, local: Local, rotations: number[], shift?: number): void {
  const [first = 0, ...others] = rotations;
  const push = (amount: number, name: "i32x4.shr_u" | "i32x4.shl") => f.get(local).i32(amount).op(name);
  push(first, "i32x4.shr_u");
  push(32 - first, "i32x4.shl").op("v128.xor");
  for (const rotation of others) {
    push(rotation, "i32x4.shr_u").op("v128.xor");
    push(32 - rotation, "i32x4.shl").op("v128.xor");
  }
  if (shift !== undefined) push(shift, "i32x4.shr_u").op("v128.xor");
}

/** The lanes of `hashMany` while it runs. */
interface LaneLocals {
  message: Local;
  /** Blocks to go; never 0 again once there is no further job. */
  blocks: Local;
  target: Local;
}

/**
 * Hashes messages: parameters are the address of their jobs and how many, and the address of a scratch space of
 * `laneStateBytes` and one block.
 */
export function hashManyWriter(compress: number): FunctionWriter {
  const f = new FunctionWriter(["i32", "i32", "i32"]);
  const [jobs, count, state] = [f.parameter(0), f.parameter(1), f.parameter(2)];
  const running = f.local("i32");
  const word = f.local("i32");
  const table = lanes.map((): LaneLocals => {
    return { message: f.local("i32"), blocks: f.local("i32"), target: f.local("i32") };
  });
  const takeJob = (lane: number, { message, blocks, target }: LaneLocals): void => {
    f.get(count).op("if");
    f.get(jobs).at("i32.load", 0).set(message);
    f.get(jobs).at("i32.load", 4).set(blocks);
    f.get(jobs).at("i32.load", 8).set(target);
    initialHash.forEach((value, i) => {
      f.get(state)
        .i32(value)
        .at("i32.store", 16 * i + 4 * lane);
    });
    f.advance(jobs, jobBytes).advance(count, -1).advance(running, 1);
    // An idle lane goes over its last block again and again, to no effect.
    f.op("else").advance(message, -64).i32(-1).set(blocks).op("end");
  };
  table.forEach((locals, lane) => {
    f.get(state)
      .i32(laneStateBytes + 64)
      .op("i32.add")
      .set(locals.message);
    takeJob(lane, locals);
  });
  f.op("block", "loop").get(running).op("i32.eqz").branchIf(1);
  for (const { message } of table) f.get(message);
  f.get(state).call(compress);
  table.forEach((locals, lane) => {
    const { message, blocks, target } = locals;
    // Idle lanes stay where they are: their count of blocks is negative.
    f.get(message)
      .get(blocks)
      .i32(31)
      .op("i32.shr_u", "i32.eqz")
      .i32(6)
      .op("i32.shl", "i32.add")
      .set(message);
    f.get(blocks).i32(1).op("i32.sub").get(blocks).i32(31).op("i32.shr_u", "i32.add").tee(blocks);
    f.op("i32.eqz", "if");
    initialHash.forEach((_, i) => {
      f.get(target)
        .get(state)
        .at("i32.load", 16 * i + 4 * lane)
        .set(word);
      pushSwapped(f, word).at("i32.store", 4 * i);
    });
    f.advance(running, -1);
    takeJob(lane, locals);
    f.op("end");
  });
  f.branch(0).op("end", "end");
  return f;
}

/** Pushes an i32 with its bytes in the other order. */
export function pushSwapped(f: FunctionWriter, word: Local): FunctionWriter {
  f.get(word).i32(8).op("i32.rotl").i32(0x00ff00ff).op("i32.and");
  return f.get(word).i32(24).op("i32.rotl").i32(0xff00ff00).op("i32.and", "i32.or");
}

/** The bytes of four of the eight words of two vectors. */
function wordsOf(words: number[]): number[] {
  return words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte));
}

/** The same, each word from its last byte to its first. */
function swappedWordsOf(words: number[]): number[] {
  return words.flatMap((word) => [3, 2, 1, 0].map((byte) => 4 * word + byte));
}

function at(locals: readonly Local[], index: number): Local {
  const local = locals[index];
  if (local === undefined) throw new Error(`invariant: no local ${index}`);
  return local;
}
