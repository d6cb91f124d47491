/**
 * CRC-32C (Castagnoli; reflected polynomial 0x82f63b78, RFC 3720 §12.1), eight bytes a step.
 * It finds flipped bits; it proves nothing against somebody who wants to deceive: hashes and signatures do that.
 */

const tables = buildTables();

/**
 * Computes the CRC-32C of bytes, 0 … 2³²−1.
 * @param previous the CRC of the bytes before these, to compute over several parts
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  let i = 0;
  for (const end = bytes.length - 7; i < end; i += 8) crc = stepEight(bytes, i, crc);
  for (; i < bytes.length; i++) crc = lookup(0, crc ^ byteAt(bytes, i)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function stepEight(bytes: Uint8Array, i: number, crc: number): number {
  const low = crc ^ wordAt(bytes, i);
  return (
    lookup(7, low) ^
    lookup(6, low >>> 8) ^
    lookup(5, low >>> 16) ^
    lookup(4, low >>> 24) ^
    lookup(3, byteAt(bytes, i + 4)) ^
    lookup(2, byteAt(bytes, i + 5)) ^
    lookup(1, byteAt(bytes, i + 6)) ^
    lookup(0, byteAt(bytes, i + 7))
  );
}

function wordAt(bytes: Uint8Array, i: number): number {
  return (
    byteAt(bytes, i) |
    (byteAt(bytes, i + 1) << 8) |
    (byteAt(bytes, i + 2) << 16) |
    (byteAt(bytes, i + 3) << 24)
  );
}

function byteAt(bytes: Uint8Array, i: number): number {
  return bytes[i] as number;
}

function lookup(table: number, byte: number): number {
  return tables[table * 256 + (byte & 255)] as number;
}

/** Table k maps a byte to its CRC after k further zero bytes. */
function buildTables(): Int32Array {
  const built = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
    built[byte] = crc;
  }
  for (let i = 256; i < built.length; i++) {
    const previous = built[i - 256] as number;
    built[i] = (built[previous & 255] as number) ^ (previous >>> 8);
  }
  return built;
}
