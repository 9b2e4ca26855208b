import { SingleBar } from 'cli-progress';

/** Shows how far something has come: a bar on a terminal, a line every tenth elsewhere. On standard error. */
export class Progress {
  private bar?: SingleBar;
  private told = 0;

  constructor(private readonly what: string) {}

  readonly show = (fraction: number, rows: number): void => {
    const told = rows.toLocaleString('en-GB');
    if (process.stderr.isTTY) this.startedBar().update(Math.floor(fraction * 1000), { rows: told });
    const tenth = Math.floor(fraction * 10);
    if (this.bar || tenth <= this.told) return;
    this.told = tenth;
    process.stderr.write(`${this.what}: ${tenth * 10}%, ${told} rows\n`);
  };

  end(): void {
    this.bar?.stop();
  }

  private startedBar(): SingleBar {
    if (this.bar) return this.bar;
    const format = `${this.what} [{bar}] {percentage}% | {rows} rows`;
    this.bar = new SingleBar({ format, stream: process.stderr, hideCursor: true });
    this.bar.start(1000, 0, { rows: 0 });
    return this.bar;
  }
}
