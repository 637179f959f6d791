/** The framing of TFRecord files: length, its checksum, data, its checksum (CRC-32C, masked), little endian. */

const HEADER = 12
const FOOTER = 4
const table = crcTable()

function crcTable(): Uint32Array {
  // The reversed polynomial of Castagnoli.
  const polynomial = 0x82f63b78
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value >>> 0
  })
}

/** CRC-32C, rotated and shifted as TFRecord stores it. */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  const plain = (crc ^ 0xffffffff) >>> 0
  return (((plain >>> 15) | (plain << 17)) + 0xa282ead8) >>> 0
}

export type TfRecord = { data: Uint8Array } | { reason: string }

/** The records of a file; the last is a reason when the rest of the file cannot be read. */
export function* readRecords(bytes: Uint8Array): Generator<TfRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.length) {
    if (at + HEADER > bytes.length) return yield { reason: 'The file ends inside a record.' }
    const length = Number(view.getBigUint64(at, true))
    if (maskedCrc(bytes.subarray(at, at + 8)) !== view.getUint32(at + 8, true)) {
      return yield { reason: 'The length of a record is damaged, so the rest of the file cannot be read.' }
    }
    const end = at + HEADER + length
    if (end + FOOTER > bytes.length) return yield { reason: 'The file ends inside a record.' }
    const data = bytes.subarray(at + HEADER, end)
    yield maskedCrc(data) === view.getUint32(end, true) ? { data } : { reason: 'The record is damaged.' }
    at = end + FOOTER
  }
}

/** One record with its frame. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const framed = new Uint8Array(HEADER + data.length + FOOTER)
  const view = new DataView(framed.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedCrc(framed.subarray(0, 8)), true)
  framed.set(data, HEADER)
  view.setUint32(HEADER + data.length, maskedCrc(data), true)
  return framed
}
