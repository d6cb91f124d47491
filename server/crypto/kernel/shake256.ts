/** SHAKE256 (FIPS 202 §6.2) of one short message, at most 135 bytes: all that salts and seals need. */
import { FunctionWriter, type Local } from "./assembler";

/** Bytes absorbed or squeezed at once (FIPS 202 table 3, and §6.2: capacity 512). */
export const rateBytes = 136;
/** Bytes of the state, and of the round constants before it. */
export const stateBytes = 200;
export const roundConstantBytes = 192;

/** The 24 constants of step ι (FIPS 202 §3.2.5), from their shift register. */
export function roundConstants(): BigUint64Array {
  let register = 1;
  return BigUint64Array.from({ length: 24 }, () => {
    let constant = 0n;
    for (let j = 0; j <= 6; j++) {
      if (register & 1) constant |= 1n << BigInt(2 ** j - 1);
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
    return constant;
  });
}

/** Where step π takes each lane and by how much step ρ turns it (FIPS 202 §3.2.2, §3.2.3). */
function rhoPi(): { from: number; to: number; turn: bigint }[] {
  const steps = [{ from: 0, to: 0, turn: 0n }];
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    const to = { x: y, y: (2 * x + 3 * y) % 5 };
    steps.push({ from: x + 5 * y, to: to.x + 5 * to.y, turn: BigInt((((t + 1) * (t + 2)) / 2) % 64) });
    [x, y] = [to.x, to.y];
  }
  return steps;
}

/** Keccak-f[1600] (FIPS 202 §3.3) on the state at an address (parameter 0); round constants stand right before it. */
export function permuteWriter(): FunctionWriter {
  const f = new FunctionWriter(["i32"]);
  const state = f.parameter(0);
  const a = f.locals("i64", 25);
  const b = f.locals("i64", 25);
  const c = f.locals("i64", 5);
  const turned = f.local("i64");
  const at = f.local("i32");
  const lane = (list: Local[], index: number): Local => list[index] ?? state;
  for (const [i, local] of a.entries())
    f.get(state)
      .at("i64.load", 8 * i)
      .set(local);
  f.get(state).i32(roundConstantBytes).op("i32.sub").set(at).op("loop");
  for (let x = 0; x < 5; x++) {
    f.get(lane(a, x));
    for (let y = 1; y < 5; y++) f.get(lane(a, x + 5 * y)).op("i64.xor");
    f.set(lane(c, x));
  }
  for (let x = 0; x < 5; x++) {
    f.get(lane(c, (x + 4) % 5), lane(c, (x + 1) % 5))
      .i64(1n)
      .op("i64.rotl", "i64.xor")
      .set(turned);
    for (let y = 0; y < 5; y++)
      f.get(lane(a, x + 5 * y), turned)
        .op("i64.xor")
        .set(lane(a, x + 5 * y));
  }
  for (const { from, to, turn } of rhoPi()) f.get(lane(a, from)).i64(turn).op("i64.rotl").set(lane(b, to));
  for (let i = 0; i < 25; i++) {
    const row = i - (i % 5);
    f.get(lane(b, i), lane(b, row + ((i + 1) % 5)))
      .i64(-1n)
      .op("i64.xor");
    f.get(lane(b, row + ((i + 2) % 5)))
      .op("i64.and", "i64.xor")
      .set(lane(a, i));
  }
  f.get(lane(a, 0), at).at("i64.load").op("i64.xor").set(lane(a, 0));
  f.advance(at, 8).get(at).get(state).op("i32.lt_u").branchIf(0).op("end");
  for (const [i, local] of a.entries()) f.get(state, local).at("i64.store", 8 * i);
  return f;
}

/**
 * SHAKE256: parameters are the message's address and length, the output's address and length, and the state's. The output
 * is written in whole rates, so that there must be room for 135 bytes more.
 */
export function shake256Writer(permute: number, copy: number): FunctionWriter {
  const f = new FunctionWriter(["i32", "i32", "i32", "i32", "i32"]);
  const message = f.parameter(0);
  const length = f.parameter(1);
  const output = f.parameter(2);
  const wanted = f.parameter(3);
  const state = f.parameter(4);
  const end = f.local("i32");
  for (let i = 0; i < stateBytes; i += 8) f.get(state).i64(0n).at("i64.store", i);
  f.get(state, message, length).call(copy);
  // What copying in whole vectors has brought along beyond the message is not the message's.
  f.get(state, length)
    .op("i32.add")
    .i64(0x1fn)
    .at("i64.store")
    .get(state, length)
    .op("i32.add")
    .i64(0n)
    .at("i64.store", 8);
  const last = rateBytes - 1;
  f.get(state).get(state).at("i32.load8_u", last).i32(0x80).op("i32.or").at("i32.store8", last);
  f.get(output, wanted).op("i32.add").set(end).op("loop");
  f.get(state).call(permute).get(output).get(state).i32(rateBytes).call(copy);
  f.advance(output, rateBytes).get(output, end).op("i32.lt_u").branchIf(0).op("end");
  return f;
}
