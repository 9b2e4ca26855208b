import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Aggregates } from '@app/application';
import { type Actor } from '@app/domain';
import {
  chooseSetting,
  dryRunImport,
  ImportedBefore,
  type ImportFile,
  ImportFileError,
  importFile,
  type ImportOrder,
  ImportRefused,
  type ImportResult,
  type ImportSetting,
  ImportUnderWay,
  loadMapping,
  needsOfImport,
  oneImportAtOnce,
  openImportFile,
  SettingUnknown,
  withLock,
} from '@app/imports';
import { type ImportAnswers, type ImportJob, ImportJobs } from '@app/platform';
import { AgencyEntry } from '@app/read-models';
import { OPEN_LEDGER, type OpenLedger, todayInLondon, waitForReadModels } from '@app/runtime';
import { figuresOf, type Figures, type Found, foundBy } from './found';
import { type ReceivedUpload, UploadRefused } from './receive-upload';
import { UploadFolder } from './upload-folder';
import { UPLOAD_INFLATED_BYTES_MAX } from './upload-limits';

/** Who has a file checked or booked, and whether they may add to the registers of the whole ledger. */
export interface ImportOwner {
  readonly by: Actor;
  readonly mayAddToRegisters: boolean;
}

/** What a file came to, as it is kept with the job. */
export interface Outcome extends Figures {
  /** Rows among those booked that a run which was cut off had booked. */
  readonly rowsBookedBefore: number;
  /** How many files of rejected rows there are. */
  readonly rejectsFiles: number;
  readonly warnings: readonly string[];
}

type OnProgress = NonNullable<ImportOrder['onBooking']>;

/** The very file was imported, in full. */
export class FileImportedBefore extends Error {
  constructor(
    readonly fileDigest: string,
    readonly completedOn: string,
    readonly pooledFundId: string,
  ) {
    super('This file was imported before. Nothing is booked twice.');
  }
}

/** What is asked for cannot be done with the job as it is. The message is a sentence for people. */
export class ImportNotPossible extends Error {}

/** Rows that one import books at once with others would come in between: one import runs at a time. */
const ONE_AT_A_TIME = 'imports-in-the-browser';
const PROGRESS_EVERY_MS = 500;
/** How long whoever starts something waits for it to be over at once. */
const PATIENCE_MS = 1_500;
const TIDY_EVERY_MS = 60 * 60 * 1000;
const SHOWN_WITHIN_MS = 60_000;

/** Imports in the browser: keeps uploads, checks them, books them one at a time, and tells how far they have come. */
@Injectable()
export class Imports implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('imports');
  /** What this process is doing, by job. */
  private readonly underWay = new Map<string, Promise<void>>();
  private checking = Promise.resolve();
  private tidying?: NodeJS.Timeout;
  private isEnding = false;

  constructor(
    @Inject(OPEN_LEDGER) private readonly ledger: OpenLedger,
    private readonly commands: CommandBus,
    private readonly aggregates: Aggregates,
    private readonly jobs: ImportJobs,
    readonly folder: UploadFolder,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.folder.tidy();
    await this.noteThoseCutOff();
    this.tidying = setInterval(() => void this.folder.tidy().catch(this.tellLog), TIDY_EVERY_MS);
    this.tidying.unref();
  }

  /** Cuts off what is under way, which is resumed by confirming it again. */
  async onApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    clearInterval(this.tidying);
    await Promise.all(this.underWay.values());
  }

  /** @throws UploadRefused when nothing more can be kept for now */
  async makeRoom(): Promise<void> {
    const { hasRoom } = await this.folder.tidy();
    if (!hasRoom) throw new UploadRefused(503, 'Many files are waiting to be imported. Try again in an hour');
  }

  /**
   * Looks at a file that has arrived and keeps it as a job; what was answered for it before is answered again.
   * @param maySee whether the person may know what is booked in a fund
   * @throws ImportFileError for a file that the importer does not read, FileImportedBefore; neither is kept
   */
  async begin(
    { jobId, fileName }: ReceivedUpload,
    actorId: string,
    maySee: (pooledFundId: string) => Promise<boolean>,
  ): Promise<ImportJob> {
    try {
      const { sha256, sizeBytes } = await this.open(jobId, fileName);
      const { started, completedOn } = await this.aggregates.fileImport(sha256);
      if (started && completedOn) throw new FileImportedBefore(sha256, completedOn, started.target.pooledFundId);
      const begun = started &&
        (await maySee(started.target.pooledFundId)) && {
          preset: started.mapping.split(' ')[0]!,
          pooledFundId: started.target.pooledFundId,
          fundingStreamId: started.target.fundingStreamId,
          commissioningAgencyId: started.target.commissioningAgencyId,
        };
      await this.jobs.begin({ jobId, actorId, fileName, sizeBytes, fileDigest: sha256, ...(begun || {}) });
      return (await this.jobs.find(jobId))!;
    } catch (error) {
      await this.folder.drop(jobId);
      throw error;
    }
  }

  /** A job as it is now; undefined for what is none. */
  async find(jobId: string): Promise<ImportJob | undefined> {
    const job = await this.jobs.find(jobId);
    if (job?.state !== 'RUNNING' || this.underWay.has(jobId)) return job;
    await this.noteThoseCutOff();
    return this.jobs.find(jobId);
  }

  latest(limit: number): Promise<readonly ImportJob[]> {
    return this.jobs.latest(limit);
  }

  /** Jobs that imported, or were to import, the same file. */
  ofFile(fileDigest: string): Promise<readonly ImportJob[]> {
    return this.jobs.ofFile(fileDigest);
  }

  /** True while this process reads the file of a job. */
  isUnderWay(jobId: string): boolean {
    return this.underWay.has(jobId);
  }

  /** Where the rows of a file would go. @throws SettingUnknown */
  settingOf(answers: ImportAnswers): Promise<ImportSetting> {
    const { preset, pooledFundId, fundingStreamId, commissioningAgencyId } = answers;
    const choice = { preset, pooledFundId, fundingStreamId, commissioningAgencyId };
    return chooseSetting(
      Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== null)),
      this.aggregates,
    );
  }

  /**
   * Has a file read through and its dry run kept. Comes back when that is done, or after a moment while it goes on.
   * @throws ImportNotPossible when it is being read already, or imported
   */
  async check(job: ImportJob, answers: ImportAnswers, owner: ImportOwner): Promise<void> {
    const { jobId } = job;
    this.refuseWithoutFile(job);
    // Two readings at once could leave the answers of one beside what the other found.
    if (this.underWay.has(jobId)) throw new ImportNotPossible(UNDER_WAY);
    const asked = { ...answers, state: 'UPLOADED' as const, found: null, failure: null, targetFundId: null };
    const checked = this.checking.then(async () => {
      if (await this.jobs.change(jobId, asked, CAN_BE_CHECKED)) await this.readThrough({ ...job, ...answers }, owner);
    });
    this.checking = checked.catch(() => undefined);
    this.keepTrack(jobId, checked);
    await Promise.race([checked, pause(PATIENCE_MS)]);
  }

  /**
   * Books a file that was checked. Comes back when the import has begun; it goes on by itself.
   * @throws ImportNotPossible when another import is running, or the job cannot be imported (any more)
   */
  async confirm(job: ImportJob, owner: ImportOwner): Promise<void> {
    this.refuseWithoutFile(job);
    if (!CAN_BE_CONFIRMED.includes(job.state) || job.found === null) throw new ImportNotPossible(UNDER_WAY);
    await this.noteThoseCutOff();
    await new Promise<void>((begun, refused) => {
      const run = withLock(this.ledger.pool, ONE_AT_A_TIME, anotherRuns, async () => {
        const start = { state: 'RUNNING' as const, startedAt: new Date(), endedAt: null, failure: null, rowsDone: 0 };
        if (!(await this.jobs.change(job.jobId, start, CAN_BE_CONFIRMED))) throw new ImportNotPossible(UNDER_WAY);
        this.keepTrack(job.jobId, run);
        begun();
        await this.run(job, owner);
      }).catch(refused);
    });
    await Promise.race([this.settled(job.jobId), pause(PATIENCE_MS)]);
  }

  /** What this process is doing with a job; resolved when it does nothing. */
  settled(jobId: string): Promise<void> {
    return this.underWay.get(jobId) ?? Promise.resolve();
  }

  private async readThrough(job: ImportJob, owner: ImportOwner): Promise<void> {
    try {
      const setting = this.settingFor(await this.settingOf(job), owner);
      const file = await this.open(job.jobId, job.fileName);
      const mapping = await loadMapping(job.preset ?? 'auto');
      const registered = await this.registeredAgencies();
      const dryRun = await dryRunImport({
        file,
        mapping,
        setting,
        registered,
        today: todayInLondon(),
        onReading: this.goOn,
      });
      const needs = await needsOfImport(setting, dryRun.plan, this.aggregates, importerOf(job, owner));
      if (!owner.mayAddToRegisters) refuseAdditions(needs.filter(({ isOfTheLedger }) => isOfTheLedger));
      const { pooledFundId, name } = setting.fund;
      const { fundingStreamId } = setting.fundingStream;
      const found: Found = foundBy(dryRun, needs, { pooledFundId, fundName: name || pooledFundId, fundingStreamId });
      const change = { state: 'CHECKED' as const, found, targetFundId: pooledFundId };
      await this.jobs.change(job.jobId, { ...change, rowsTotal: found.figures.rowsRead }, ['UPLOADED']);
    } catch (error) {
      await this.jobs.change(job.jobId, { failure: this.sentenceOf(error) }, ['UPLOADED']);
    }
  }

  private async run(job: ImportJob, owner: ImportOwner): Promise<void> {
    const { jobId } = job;
    const progress = this.progressOf(jobId);
    try {
      const setting = this.settingFor(await this.settingOf(job), owner);
      const file = await this.open(jobId, job.fileName);
      const mapping = await loadMapping(job.preset ?? 'auto');
      const rejectsPath = this.folder.rejectsPath(jobId);
      const asked = { file, mapping, setting, rejectsPath, importer: importerOf(job, owner) };
      const order = {
        ...asked,
        registered: await this.registeredAgencies(),
        onReading: this.goOn,
        onBooking: progress.show,
      };
      const { commands, aggregates, ledger } = this;
      const result = await oneImportAtOnce(ledger.pool, file.sha256, () =>
        importFile(order, { commands, aggregates, store: ledger.store }),
      );
      await progress.end();
      await this.waitUntilShown();
      const done = { state: 'DONE' as const, outcome: outcomeOf(result), rowsDone: result.rowsRead };
      await this.jobs.change(jobId, { ...done, endedAt: new Date() }, ['RUNNING']);
      await this.folder.drop(jobId);
    } catch (error) {
      await progress.end();
      const failure = error instanceof ImportedBefore ? await this.tellBefore(job, error) : this.sentenceOf(error);
      const failed = { state: 'FAILED' as const, failure, endedAt: new Date() };
      await this.jobs.change(jobId, failed, ['RUNNING']);
    }
  }

  /** Whoever may not add to the registers imports what names only what is registered; other rows are rejected. */
  private settingFor(setting: ImportSetting, { mayAddToRegisters }: ImportOwner): ImportSetting {
    return mayAddToRegisters ? setting : { ...setting, registerAs: undefined };
  }

  private open(jobId: string, fileName: string): Promise<ImportFile> {
    return openImportFile(this.folder.uploadPath(jobId), { inflatedBytesMax: UPLOAD_INFLATED_BYTES_MAX }, fileName);
  }

  private refuseWithoutFile({ jobId }: ImportJob): void {
    if (!this.folder.keepsUpload(jobId))
      throw new ImportNotPossible(
        'The file is no longer kept. Upload it again: rows that are booked are not booked twice.',
      );
  }

  private async registeredAgencies(): Promise<readonly AgencyEntry[]> {
    await this.waitUntilShown();
    return this.ledger.dataSource.getRepository(AgencyEntry).find();
  }

  private async waitUntilShown(): Promise<void> {
    const { pool, store } = this.ledger;
    const head = await store.head();
    if (head !== undefined) await waitForReadModels(pool, store, head, SHOWN_WITHIN_MS);
  }

  /** Writes down how far a run has come, now and then. */
  private progressOf(jobId: string): { readonly show: OnProgress; readonly end: () => Promise<void> } {
    let toldAtMs = 0;
    let telling: Promise<unknown> = Promise.resolve();
    return {
      show: (_fraction, rows) => {
        this.goOn();
        if (Date.now() - toldAtMs < PROGRESS_EVERY_MS) return;
        toldAtMs = Date.now();
        telling = this.jobs.change(jobId, { rowsDone: rows }, ['RUNNING']).catch(this.tellLog);
      },
      end: async () => void (await telling),
    };
  }

  /** A run holds its lock for as long as it lives: what says that it runs, while nobody holds the lock, was cut off. */
  private async noteThoseCutOff(): Promise<void> {
    if ((await this.jobs.running()).length === 0) return;
    await withLock(this.ledger.pool, ONE_AT_A_TIME, anotherRuns, async () => {
      for (const { jobId } of await this.jobs.running()) {
        const cutOff = { state: 'FAILED' as const, failure: CUT_OFF, endedAt: new Date() };
        await this.jobs.change(jobId, cutOff, ['RUNNING']);
      }
    }).catch((error: unknown) => {
      if (!(error instanceof ImportNotPossible)) throw error;
    });
  }

  /** Stops reading when the service ends. */
  private readonly goOn = (): void => {
    if (this.isEnding) throw new ImportNotPossible(CUT_OFF);
  };

  private keepTrack(jobId: string, work: Promise<void>): void {
    const tracked = work.catch(this.tellLog).finally(() => {
      if (this.underWay.get(jobId) === tracked) this.underWay.delete(jobId);
    });
    this.underWay.set(jobId, tracked);
  }

  private readonly tellLog = (error: unknown): void =>
    this.logger.error(error instanceof Error ? error.stack : String(error));

  /** What another import of the file was for is told only to those who import it for the same fund. */
  private async tellBefore({ fileDigest, targetFundId }: ImportJob, error: ImportedBefore): Promise<string> {
    const { started } = await this.aggregates.fileImport(fileDigest);
    if (started?.target.pooledFundId === targetFundId) return error.message;
    return 'This very file was imported before, or begun, for something else. Nothing is booked twice.';
  }

  /** What people are told; what nobody foresaw goes to the log. */
  private sentenceOf(error: unknown): string {
    if (isForPeople(error)) return error.message;
    this.tellLog(error);
    return 'Something went wrong here, and the import stopped. Confirm it again: rows that are booked are not booked twice.';
  }
}

const CAN_BE_CHECKED = ['UPLOADED', 'CHECKED', 'FAILED'] as const;
const CAN_BE_CONFIRMED: readonly ImportJob['state'][] = ['CHECKED', 'FAILED'];
const UNDER_WAY = 'This file is being read or imported already. Wait until that is done.';
const CUT_OFF = 'The service was stopped before the import was done.';

const anotherRuns = (): Error =>
  new ImportNotPossible('Another import is running, and one runs at a time. Confirm this one when it is done.');

const isForPeople = (error: unknown): error is Error =>
  [ImportFileError, ImportedBefore, ImportRefused, ImportUnderWay, SettingUnknown, ImportNotPossible].some(
    (kind) => error instanceof kind,
  );

const importerOf = ({ authorityRef, fileName }: ImportJob, { by }: ImportOwner) => ({
  by,
  authorityRef: authorityRef ?? `Published file ${fileName}`.slice(0, 200),
  today: todayInLondon(),
});

const outcomeOf = (result: ImportResult): Outcome => ({
  ...figuresOf(result),
  rowsBookedBefore: result.rowsBookedBefore,
  rejectsFiles: result.rejectsPaths.length,
  warnings: result.warnings,
});

function refuseAdditions(needs: readonly { readonly what: string }[]): void {
  if (needs.length === 0) return;
  const named = needs.slice(0, 5).map(({ what }) => what);
  const more = needs.length > 5 ? ` and ${needs.length - 5} more` : '';
  throw new ImportNotPossible(
    `The ledger lacks what this file needs: ${named.join(', ')}${more}. Your role does not reach that far. Ask somebody whose role covers the whole ledger to add it, or to import the file.`,
  );
}
