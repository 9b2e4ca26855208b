import { decode } from 'iconv-lite';
import { TEXT_CHARACTERS_MAX } from './import-limits';

/** Why a text value cannot be taken over. */
export type TextRefusal = 'TEXT_TOO_LONG' | 'TEXT_UNSAFE_CHARACTER';

/** A cell as text to keep, or why it cannot be kept. */
export type CleanText = { readonly text: string; readonly refusal?: undefined } | { readonly refusal: TextRefusal };

const PLAIN = /^[!-&(-<>-~][!-~]*(?: [!-~]+)*$/;
/**
 * NUL, lone surrogates, and the marks that reverse the direction of writing, with which a payee's name can be made to
 * look like another.
 */
const FORBIDDEN = /[\u0000\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
/** White space, and the control characters that stand for nothing that could be seen. */
const SPACES = /[\s\u0001-\u001f\u007f-\u009f\u200b\u2060]+/g;

/**
 * Published files hold dashes and apostrophes that were Windows-1252 bytes and were taken for Unicode on the way: U+0096
 * for an en dash. As control characters they mean nothing, so each is read as the character that its byte stood for.
 */
const WRONGLY_DECODED = /[\u0080-\u0084\u0086-\u009f]/g;

/**
 * Trims a cell and collapses its white space; unwraps text that a spreadsheet wrote as a formula (`="00123"`) or behind
 * an apostrophe (`'00123`, `'=x`). Nothing is cut or replaced silently.
 */
export function cleanText(cell: string): CleanText {
  let text = cell;
  if (!PLAIN.test(text)) {
    text = text.replace(WRONGLY_DECODED, readAsWindows1252);
    if (FORBIDDEN.test(text)) return { refusal: 'TEXT_UNSAFE_CHARACTER' };
    text = text.replace(SPACES, ' ').trim();
    // The apostrophe may stand before the wrapped text in a rejects file of ours, hence in this order.
    text = text.replace(/^'['\s]*(?=[=+\-@\d])/, '');
    text = text.replace(/^="(.*)"$/, '$1').trim();
  }
  if (text.length > TEXT_CHARACTERS_MAX) return { refusal: 'TEXT_TOO_LONG' };
  return { text: ownCopy(text) };
}

/** Cells are slices of the chunk that they were read from; a copy lets go of it. */
export const ownCopy = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));

function readAsWindows1252(character: string): string {
  const meant = decode(Buffer.from([character.charCodeAt(0)]), 'windows-1252');
  return meant === '\ufffd' ? character : meant;
}
