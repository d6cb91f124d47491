/**
 * A small assembler for WebAssembly (WebAssembly Core 2.0, binary format): as much as the hashing kernel needs. The
 * module is made from this source at start-up, so that no bytes are kept that nobody can read.
 */

/** Value types (§5.3.1). */
export const types = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type ValueType = keyof typeof types;

/** Instructions without immediates (§5.4), by their usual names. */
const plain = {
  "i32.eqz": [0x45],
  "i32.lt_u": [0x49],
  "i32.add": [0x6a],
  "i32.sub": [0x6b],
  "i32.and": [0x71],
  "i32.or": [0x72],
  "i32.shl": [0x74],
  "i32.shr_u": [0x76],
  "i32.rotl": [0x77],
  "i64.and": [0x83],
  "i64.xor": [0x85],
  "i64.rotl": [0x89],
  "i32x4.splat": [0xfd, 0x11],
  "v128.and": [0xfd, 0x4e],
  "v128.xor": [0xfd, 0x51],
  "i32x4.shl": [0xfd, 0xab, 0x01],
  "i32x4.shr_u": [0xfd, 0xad, 0x01],
  "i32x4.add": [0xfd, 0xae, 0x01],
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  else: [0x05],
  end: [0x0b],
} as const;

/** Loads and stores: code and alignment. */
const memory = {
  "i32.load": [[0x28], 2],
  "i64.load": [[0x29], 3],
  "i32.load8_u": [[0x2d], 0],
  "i32.store": [[0x36], 2],
  "i64.store": [[0x37], 3],
  "i32.store8": [[0x3a], 0],
  "i32.store16": [[0x3b], 1],
  "v128.load": [[0xfd, 0x00], 0],
  "v128.store": [[0xfd, 0x0b], 0],
} as const;

export type PlainName = keyof typeof plain;
export type MemoryName = keyof typeof memory;

/** A local variable of a function. */
export interface Local {
  readonly index: number;
}

/** One function, written instruction by instruction; every method returns it. */
export class FunctionWriter {
  readonly parameters: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  constructor(parameters: readonly ValueType[]) {
    this.parameters = parameters;
  }

  /** Returns the parameter at an index. */
  parameter(index: number): Local {
    return { index };
  }

  /** Declares a local; it begins as zero. */
  local(type: ValueType): Local {
    this.#locals.push(type);
    return { index: this.parameters.length + this.#locals.length - 1 };
  }

  /** Declares several locals of one type. */
  locals(type: ValueType, count: number): Local[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  op(...names: PlainName[]): this {
    for (const name of names) this.#code.push(...plain[name]);
    return this;
  }

  get(...locals: Local[]): this {
    for (const { index } of locals) this.#code.push(0x20, ...unsigned(index));
    return this;
  }

  set({ index }: Local): this {
    this.#code.push(0x21, ...unsigned(index));
    return this;
  }

  tee({ index }: Local): this {
    this.#code.push(0x22, ...unsigned(index));
    return this;
  }

  i32(value: number): this {
    this.#code.push(0x41, ...signed(BigInt(value | 0)));
    return this;
  }

  i64(value: bigint): this {
    this.#code.push(0x42, ...signed(BigInt.asIntN(64, value)));
    return this;
  }

  /** A load or store at a constant offset from the address on the stack. */
  at(name: MemoryName, offset = 0): this {
    const [code, alignment] = memory[name];
    this.#code.push(...code, alignment, ...unsigned(offset));
    return this;
  }

  /** Picks 16 bytes out of the 32 of two vectors. */
  shuffle(lanes: readonly number[]): this {
    this.#code.push(0xfd, 0x0d, ...lanes);
    return this;
  }

  call(functionIndex: number): this {
    this.#code.push(0x10, ...unsigned(functionIndex));
    return this;
  }

  /** Branches out of so many blocks, or to the beginning of a loop. */
  branch(depth: number): this {
    this.#code.push(0x0c, ...unsigned(depth));
    return this;
  }

  branchIf(depth: number): this {
    this.#code.push(0x0d, ...unsigned(depth));
    return this;
  }

  /** Adds a constant to a local. */
  advance(local: Local, by: number): this {
    return this.get(local).i32(by).op("i32.add").set(local);
  }

  /** Returns the entry of the code section (§5.5.13). */
  body(): number[] {
    const locals = this.#locals.flatMap((type) => [1, types[type]]);
    return sized([...unsigned(this.#locals.length), ...locals, ...this.#code, ...plain.end]);
  }
}

/** Writes a module of functions without results and one memory; functions are exported under their names. */
export function assemble(functions: Record<string, FunctionWriter>, pages: number): Uint8Array<ArrayBuffer> {
  const list = Object.entries(functions);
  const signatures = list.map(([, { parameters }]) => [
    0x60,
    ...sized(
      parameters.map((type) => types[type]),
      parameters.length,
    ),
    0,
  ]);
  const exports = list.map(([name], index) => [...text(name), 0, ...unsigned(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, signatures),
    ...section(
      3,
      list.map((_, index) => unsigned(index)),
    ),
    ...section(5, [[0, ...unsigned(pages)]]),
    ...section(7, [[...text("memory"), 2, 0], ...exports]),
    ...section(
      10,
      list.map(([, written]) => written.body()),
    ),
  ]);
}

function section(id: number, entries: number[][]): number[] {
  return [id, ...sized([...unsigned(entries.length), ...entries.flat()])];
}

function sized(bytes: number[], length = bytes.length): number[] {
  return [...unsigned(length), ...bytes];
}

function text(name: string): number[] {
  return sized([...new TextEncoder().encode(name)]);
}

/** Writes an unsigned LEB128 (§5.2.2). */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

/** Writes a signed LEB128 (§5.2.2). */
function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -64n || rest > 63n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest & 127n)];
}
