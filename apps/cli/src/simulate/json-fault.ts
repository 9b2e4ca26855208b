/** Where a text stops being JSON, or being JSON that every reader reads alike. Lines and columns count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly says: string;
}

/** Objects and lists within one another; terms need a third of it. */
const DEPTH_MAX = 64;

/** What stands between escapes in a text. Not one pattern for all of it: that overflows on a text of megabytes. */
const LETTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const BLANK = /[ \t\n\r]*/y;

/**
 * Finds the first fault of a text that is to be JSON: `JSON.parse` does not always say where, and lets a key stand
 * twice in one object, of which it drops the first unseen.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const scan = new Scan(text);
  try {
    scan.blank();
    scan.value(0);
    if (scan.at < text.length) scan.fail('The text goes on after its end.');
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const before = text.slice(0, error.at).split('\n');
    return { line: before.length, column: before.at(-1)!.length + 1, says: error.message };
  }
}

class Fault extends Error {
  constructor(
    readonly at: number,
    says: string,
  ) {
    super(says);
  }
}

class Scan {
  at = 0;

  constructor(private readonly text: string) {}

  /** Goes past a value and the blank after it. */
  value(depth: number): void {
    if (depth > DEPTH_MAX) this.fail(`It nests more than ${DEPTH_MAX} deep.`);
    if (this.takes('{')) this.members(depth);
    else if (this.takes('[')) this.items(depth);
    else if (this.string() === undefined && ![NUMBER, WORD].some((token) => this.matches(token) !== undefined)) {
      this.failAtValue();
    }
    this.blank();
  }

  blank(): void {
    this.matches(BLANK);
  }

  fail(says: string): never {
    throw new Fault(this.at, says);
  }

  private members(depth: number): void {
    const keys = new Set<string>();
    if (this.takes('}')) return;
    do {
      const start = this.at;
      const token = this.string();
      if (token === undefined) {
        this.fail(keys.size === 0 ? 'A name in quotes must be here, or }.' : 'A name in quotes must be here.');
      }
      const key = JSON.parse(token) as string;
      if (keys.has(key)) throw new Fault(start, `The name ${token} stands twice in one object.`);
      keys.add(key);
      this.blank();
      if (!this.takes(':')) this.fail('A colon must be here.');
      this.value(depth + 1);
    } while (this.takes(','));
    if (!this.takes('}')) this.fail('A comma or } must be here.');
  }

  private items(depth: number): void {
    if (this.takes(']')) return;
    do this.value(depth + 1);
    while (this.takes(','));
    if (!this.takes(']')) this.fail('A comma or ] must be here.');
  }

  /** Goes past a text in quotes, if one that is right is here. */
  private string(): string | undefined {
    const start = this.at;
    if (this.text[start] !== '"') return undefined;
    this.at += 1;
    do this.matches(LETTERS);
    while (this.matches(ESCAPE) !== undefined);
    if (this.text[this.at] === '"') return this.text.slice(start, ++this.at);
    this.at = start;
    return undefined;
  }

  /** Goes past this character and the blank after it, if it is here. */
  private takes(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    this.blank();
    return true;
  }

  private matches(token: RegExp): string | undefined {
    token.lastIndex = this.at;
    const found = token.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private failAtValue(): never {
    const here = this.text[this.at];
    if (here === undefined) this.fail('The text ends too early.');
    if (here === '"') this.fail('This text in quotes does not end on its line, or holds what it must not.');
    if (here === '}' || here === ']') this.fail(`A value must be here, not ${here}; perhaps a comma is too many.`);
    return this.fail('A value must be here: an object, a list, text in quotes, a number, true, false or null.');
  }
}
