import { SingleBar } from 'cli-progress';

/** Shows how far something has come: a bar on a terminal, a line every tenth elsewhere. On standard error. */
export class Progress {
  private readonly bar?: SingleBar;
  private told = 0;

  constructor(private readonly what: string) {
    if (!process.stderr.isTTY) return;
    this.bar = new SingleBar({
      format: `${what} [{bar}] {percentage}% | {rows} rows`,
      stream: process.stderr,
      hideCursor: true,
    });
    this.bar.start(1000, 0, { rows: 0 });
  }

  show(fraction: number, rows: number): void {
    this.bar?.update(Math.floor(fraction * 1000), { rows: rows.toLocaleString('en-GB') });
    const tenth = Math.floor(fraction * 10);
    if (this.bar || tenth <= this.told) return;
    this.told = tenth;
    process.stderr.write(`${this.what}: ${tenth * 10}%, ${rows.toLocaleString('en-GB')} rows\n`);
  }

  end(): void {
    this.bar?.stop();
  }
}
