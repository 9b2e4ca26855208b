import { InvalidAppend } from './errors';

const DEPTH_MAX = 64;

/**
 * JSON text of a payload, after checking that every log can hold it and give it back unchanged.
 * @throws InvalidAppend naming the path of what cannot be held.
 */
export function payloadText(what: string, payload: object): string {
  checkValue(what, payload, 0);
  const text = JSON.stringify(payload);
  // Only these escapes can hide a NUL or a lone surrogate, so the strings are walked only when one is there.
  if (text.includes('\\u')) checkStrings(what, payload);
  return text;
}

/** Whether a text holds neither NUL nor half of a surrogate pair. PostgreSQL refuses both. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

function checkValue(path: string, value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (!Number.isSafeInteger(value)) throw new InvalidAppend(`${path} is ${value}, which is no safe integer.`);
      return;
    case 'object':
      break;
    default:
      throw new InvalidAppend(`${path} is ${typeof value}, which JSON cannot hold.`);
  }
  if (value === null) return;
  if (depth === DEPTH_MAX) throw new InvalidAppend(`${path} is nested deeper than ${DEPTH_MAX} levels.`);
  if (Array.isArray(value)) {
    // By index, because a hole in a sparse array would otherwise be skipped here and become null in the log.
    for (let index = 0; index < value.length; index++) checkValue(`${path}[${index}]`, value[index], depth + 1);
    return;
  }
  if (!isPlain(value)) throw new InvalidAppend(`${path} is no plain object.`);
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (inner !== undefined) checkValue(`${path}.${key}`, inner, depth + 1);
  }
}

/** By the prototype's prototype, because each realm (a Jest test, a vm) has an `Object.prototype` of its own. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function checkStrings(path: string, value: unknown): void {
  if (typeof value === 'string') {
    if (!isStorableText(value)) throw new InvalidAppend(`${path} holds NUL or a lone surrogate.`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorableText(key)) throw new InvalidAppend(`A key in ${path} holds NUL or a lone surrogate.`);
      checkStrings(`${path}.${key}`, inner);
    }
  }
}
