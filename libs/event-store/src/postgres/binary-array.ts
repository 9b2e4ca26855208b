/** Element types of arrays sent to PostgreSQL, by their object ids, which are the same in every PostgreSQL. */
export const ELEMENT = { json: 114, int4: 23, text: 25, uuid: 2950 } as const;

const HEADER_BYTES = 20;

/**
 * Arrays in PostgreSQL's binary format. The driver sends a Buffer as it is, so nothing is escaped here and nothing
 * parsed there: the text format costs both sides several times as much.
 */
export function textArray(elements: readonly string[], elementType: number = ELEMENT.text): Buffer {
  let bytes = HEADER_BYTES;
  for (const element of elements) bytes += 4 + Buffer.byteLength(element);
  const buffer = Buffer.allocUnsafe(bytes);
  let at = writeHeader(buffer, elementType, elements.length);
  for (const element of elements) {
    const written = buffer.write(element, at + 4);
    buffer.writeInt32BE(written, at);
    at += 4 + written;
  }
  return buffer;
}

/** An array of `integer`. */
export function integerArray(elements: readonly number[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + 8 * elements.length);
  let at = writeHeader(buffer, ELEMENT.int4, elements.length);
  for (const element of elements) {
    buffer.writeInt32BE(4, at);
    buffer.writeInt32BE(element, at + 4);
    at += 8;
  }
  return buffer;
}

/** An array of `uuid`, each given in its canonical form. */
export function uuidArray(elements: readonly string[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + 20 * elements.length);
  let at = writeHeader(buffer, ELEMENT.uuid, elements.length);
  for (const element of elements) {
    buffer.writeInt32BE(16, at);
    buffer.write(element.replaceAll('-', ''), at + 4, 'hex');
    at += 20;
  }
  return buffer;
}

/** One dimension, no nulls, element type, length, and the first subscript, which is 1. Never for an empty array. */
function writeHeader(buffer: Buffer, elementType: number, length: number): number {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(elementType, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return HEADER_BYTES;
}
