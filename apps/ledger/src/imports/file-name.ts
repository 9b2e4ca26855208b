const LENGTH_MAX = 100;

/** What cannot be seen, or turns the direction of what can. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The name of an uploaded file as it is shown and recorded: its last part, one line of ordinary letters, never empty. */
export function cleanFileName(given: string | undefined): string {
  const last = (given ?? '').split(/[/\\]/).at(-1)!;
  const name = last.normalize('NFC').replace(UNSEEN, '').replace(/\s+/g, ' ').trim();
  if (/^\.*$/.test(name)) return 'upload';
  const letters = [...name];
  return letters.length <= LENGTH_MAX ? name : `${letters.slice(0, LENGTH_MAX - 1).join('')}…`;
}
