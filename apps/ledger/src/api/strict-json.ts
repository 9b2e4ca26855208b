import { parse } from 'lossless-json';

/** JSON that two readers could read differently, or that no ledger can keep. `at` is where, as far as is known. */
export class JsonRefused extends Error {}

/** Objects and arrays within one another. */
const DEPTH_MAX = 16;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a request body strictly: well-formed UTF-8, no key twice, whole numbers only and within the safe range (an
 * amount is whole pence, never `1e3` or `0.1`), no NUL, no lone surrogate, no deep nesting.
 * @throws JsonRefused with a sentence that says what and where
 */
export function parseStrictJson(body: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    throw new JsonRefused('The body is not well-formed UTF-8.');
  }
  checkDepth(text);
  try {
    return parse(text, refuseUnkeepable, { parseNumber: wholeNumber, onDuplicateKey: refuseDuplicate });
  } catch (error) {
    if (error instanceof JsonRefused) throw error;
    throw new JsonRefused(`The body is not JSON: ${(error as Error).message}.`);
  }
}

function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) {
    throw new JsonRefused(`${clip(text)} is not a whole number. Give amounts in whole pence and rates as text.`);
  }
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new JsonRefused(`${clip(text)} is too large to be kept exactly.`);
  return number;
}

function refuseDuplicate({ key, position }: { key: string; position: number }): never {
  throw new JsonRefused(`The key "${clip(key)}" stands twice in one object (at character ${position}).`);
}

function refuseUnkeepable(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new JsonRefused('"__proto__" is not a key that means anything here.');
  for (const text of [key, value]) {
    if (typeof text !== 'string') continue;
    if (text.includes('\0')) throw new JsonRefused(`The value of "${clip(key)}" holds a NUL character.`);
    if (!isWellFormed(text)) throw new JsonRefused(`The value of "${clip(key)}" holds half of a surrogate pair.`);
  }
  return value;
}

/** Half of a surrogate pair is no character: PostgreSQL could not keep it. */
const isWellFormed = (text: string): boolean =>
  !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);

/** Counts brackets outside strings, before anything recursive sees them. */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place];
    if (inString) {
      if (character === '\\') place += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > DEPTH_MAX) throw new JsonRefused(`The body nests more than ${DEPTH_MAX} deep.`);
    } else if (character === '}' || character === ']') depth -= 1;
  }
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
