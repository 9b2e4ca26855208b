import { InvalidAppend } from './errors';

const DEPTH_MAX = 64;

/**
 * JSON text of a payload, after checking that every log can hold it and give it back unchanged.
 * @throws InvalidAppend naming the path of what cannot be held.
 */
export function payloadText(what: string, payload: object): string {
  const fault = faultOf(payload, 0);
  if (fault) throw new InvalidAppend(what + fault);
  const text = JSON.stringify(payload);
  // Only these escapes can hide a NUL or a lone surrogate, so the strings are walked only when one is there.
  if (text.includes('\\u')) checkStrings(what, payload);
  return text;
}

/** Whether a text holds neither NUL nor half of a surrogate pair. PostgreSQL refuses both. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && (text as WellFormable).isWellFormed();
}

/** Node has it since 20; TypeScript's library of ES2023 does not. */
type WellFormable = string & { isWellFormed(): boolean };

/** What is wrong with a value, after the path to it; the path is put together only when something is. */
function faultOf(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isSafeInteger(value) ? undefined : ` is ${value}, which is no safe integer.`;
    case 'object':
      break;
    default:
      return ` is ${typeof value}, which JSON cannot hold.`;
  }
  if (value === null) return undefined;
  if (depth === DEPTH_MAX) return ` is nested deeper than ${DEPTH_MAX} levels.`;
  if (Array.isArray(value)) {
    // By index, because a hole in a sparse array would otherwise be skipped here and become null in the log.
    for (let index = 0; index < value.length; index++) {
      const fault = faultOf(value[index], depth + 1);
      if (fault) return `[${index}]${fault}`;
    }
    return undefined;
  }
  if (!isPlain(value)) return ' is no plain object.';
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    const fault = inner === undefined ? undefined : faultOf(inner, depth + 1);
    if (fault) return `.${key}${fault}`;
  }
  return undefined;
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
