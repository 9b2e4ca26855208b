import { createHash } from 'node:crypto';
import { type CommandBus } from '@nestjs/cqrs';
import { type AskFileImport, type AskPoolYear, type Aggregates, type CommandResult } from '@app/application';
import { type Actor, type FileImportState, type Refusal } from '@app/domain';
import { type ImportPlan } from './plan-import';
import { type ImportSetting } from './import-setting';
import { type NeedAsking, needsOf } from './needs';

/** Who imports, under which authority. */
export interface Importer {
  readonly by: Actor;
  readonly authorityRef: string;
  readonly today: string;
}

/** The ledger would not take something that the import needs before its first row. */
export class ImportRefused extends Error {
  constructor(
    readonly what: string,
    readonly refusal: Refusal,
  ) {
    super(`${what}: ${refusal.sentence}`);
  }
}

/** Makes what a plan needs and the ledger lacks: places, agencies, the fund, its partners, funding streams and years. */
export class LedgerRequests {
  constructor(
    private readonly bus: CommandBus,
    private readonly aggregates: Aggregates,
    readonly importer: Importer,
  ) {}

  fileImport(fileDigest: string): Promise<FileImportState> {
    return this.aggregates.fileImport(fileDigest);
  }

  ask(asking: AskPoolYear | AskFileImport): Promise<CommandResult> {
    return this.bus.execute<AskPoolYear | AskFileImport, CommandResult>(asking);
  }

  /** Makes what a plan needs and the ledger lacks, and says what it made. @throws ImportRefused */
  async prepare(setting: ImportSetting, plan: ImportPlan): Promise<readonly string[]> {
    const made: string[] = [];
    for await (const { what, asking } of needsOf(setting, plan, this.aggregates, this)) {
      await this.must(what, asking);
      made.push(what);
    }
    return made;
  }

  /** What every command carries. */
  asked(occurredOn: string = this.importer.today) {
    return { ...this.importer, occurredOn };
  }

  private async must(what: string, asking: NeedAsking): Promise<void> {
    const { command } = asking({ requestId: '' });
    const digest = createHash('sha256').update(JSON.stringify(command)).digest('base64url');
    const result = await this.bus.execute<object, CommandResult>(
      asking({ requestId: `import-setting:${digest}` }) as never,
    );
    if ('refused' in result) throw new ImportRefused(what, result.refused);
  }
}
