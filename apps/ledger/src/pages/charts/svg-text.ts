import { TEXT_SIZE } from './svg';

// Widths of Arial in parts of its size. Nothing on the server knows the reader's font, so these err on the wide side.
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl|'’.,:;! ]/, 0.28],
  [/[ftrI()[\]/\-]/, 0.34],
  [/[mwMW@%—…]/, 0.95],
  [/[A-HJ-LN-VX-Z&−+=<>]/, 0.7],
  [/[\u0020-\u024f–£]/, 0.56],
];

/** About how wide a text is drawn, in units of the drawing. */
export function textWidth(text: string, weight: 'regular' | 'bold' = 'regular'): number {
  let parts = 0;
  for (const sign of text) parts += WIDTHS.find(([signs]) => signs.test(sign))?.[1] ?? 1;
  return parts * TEXT_SIZE * (weight === 'bold' ? 1.08 : 1);
}

/** A text cut to a width, its end then an ellipsis. */
export function cutToWidth(text: string, width: number, weight: 'regular' | 'bold' = 'regular'): string {
  if (textWidth(text, weight) <= width) return text;
  const signs = [...text];
  while (signs.length > 0 && textWidth(`${signs.join('')}…`, weight) > width) signs.pop();
  return `${signs.join('').trimEnd()}…`;
}

/** A text broken between words into at most so many lines, the last one cut when even they do not hold it. */
export function wrapped(
  text: string,
  width: number,
  linesMax: number,
  weight: 'regular' | 'bold' = 'regular',
): string[] {
  const lines: string[] = [];
  let rest = text.trim().split(/\s+/);
  while (rest.length > 0 && lines.length < linesMax - 1) {
    let taken = 1;
    while (taken < rest.length && textWidth(rest.slice(0, taken + 1).join(' '), weight) <= width) taken += 1;
    lines.push(cutToWidth(rest.slice(0, taken).join(' '), width, weight));
    rest = rest.slice(taken);
  }
  return rest.length === 0 ? lines : [...lines, cutToWidth(rest.join(' '), width, weight)];
}
