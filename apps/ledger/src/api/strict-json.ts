/** A body that is no JSON object, that two readers could read differently, or that no ledger can keep. */
export class JsonRefused extends Error {}

/**
 * Objects and arrays within one another. Terms whose distributions lie in one another one deeper than they may
 * (DISTRIBUTION_DEPTH_MAX) need 26: so deep, their own rule says what is wrong.
 */
const DEPTH_MAX = 26;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a request body strictly: one object in well-formed UTF-8, no key twice, whole numbers only and within the safe
 * range (an amount is whole pence, never `1e3` or `0.1`), no NUL, no lone surrogate, no deep nesting.
 * @throws JsonRefused with a sentence that says what and where
 */
export function parseStrictJson(body: Uint8Array): object {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    throw new JsonRefused('The body is not well-formed UTF-8.');
  }
  if (text.trim() === '') throw new JsonRefused('The body is empty; send a JSON object.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new JsonRefused(`The body is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new JsonRefused('The body must be a JSON object.');
  }
  checkTokens(text);
  return value;
}

/** A string (a key together with its colon), a number or a bracket, in text that is known to be JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|[{}[\]]/g;

/** True for a key by which an object could pass for something else than data (`__proto__`, `toString`, …). */
export const isReservedKey = (key: string): boolean => key in Object.prototype || key === 'prototype';

/** Refuses what `JSON.parse` lets pass. Goes along the text, so that nothing recursive sees what nests too deep. */
function checkTokens(text: string): void {
  /** Keys seen so far of each object that is open; none for an array. */
  const open: (Set<string> | undefined)[] = [];
  let key = '';
  for (const [token, colon] of text.matchAll(TOKEN)) {
    switch (token[0]) {
      case '{':
      case '[':
        open.push(token === '{' ? new Set() : undefined);
        if (open.length > DEPTH_MAX) throw new JsonRefused(`The body nests more than ${DEPTH_MAX} deep.`);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"':
        if (colon === undefined) checkText(textOf(token), key);
        else {
          key = textOf(token.slice(0, -colon.length));
          checkKey(key, open.at(-1)!);
        }
        break;
      default:
        checkNumber(token, key);
    }
  }
}

const textOf = (token: string): string => (token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1));

function checkKey(key: string, keys: Set<string>): void {
  checkText(key, key);
  if (isReservedKey(key)) throw new JsonRefused(`"${key}" is not a key that means anything here.`);
  if (keys.has(key)) throw new JsonRefused(`The key "${clip(key)}" stands twice in one object.`);
  keys.add(key);
}

/** Half of a surrogate pair is no character; PostgreSQL keeps neither that nor NUL. */
function checkText(text: string, key: string): void {
  if (text.includes('\0')) throw new JsonRefused(`The value of "${clip(key)}" holds a NUL character.`);
  if (/\p{Surrogate}/u.test(text)) throw new JsonRefused(`The value of "${clip(key)}" holds half of a surrogate pair.`);
}

function checkNumber(token: string, key: string): void {
  const where = key === '' ? '' : ` (the value of "${clip(key)}")`;
  if (!/^-?\d+$/.test(token)) {
    throw new JsonRefused(
      `${clip(token)}${where} is not a whole number. Give amounts in whole pence, such as 100, and percentages as text, such as "12.5".`,
    );
  }
  if (!Number.isSafeInteger(Number(token))) {
    throw new JsonRefused(`${clip(token)}${where} is too large to be kept exactly.`);
  }
}

/** Cut to a length that an answer can show, never through a pair. */
const clip = (text: string): string =>
  text.length > 40 ? `${text.slice(0, 40).replace(/\p{Surrogate}/gu, '')}…` : text.replace(/\p{Surrogate}/gu, '\ufffd');
