import { createReadStream } from 'node:fs';
import { Body, Get, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { SettingUnknown } from '@app/imports';
import { type ImportAnswers, type ImportJob } from '@app/platform';
import { choicesOf, type Choosable } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { ProblemError } from '../../api/problems/problem';
import { Reports } from '../../api/reports.service';
import { type Found } from '../../imports/found';
import { ImportNotPossible, Imports } from '../../imports/imports.service';
import { UPLOAD_LIMITS_IN_WORDS } from '../../imports/upload-limits';
import { addressOf } from '../rendering/addresses';
import { errorMessage, type FieldError } from '../rendering/field-error';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { money } from '../tables/format';
import { ImportAccess } from './import-access.service';
import { kindsOfFile, readAnswers, settingError } from './import-answers';
import { columnsTable, figuresTable, firstRejectsTable, firstRowsTable, outcomeOf } from './import-tables';
import { callerOf } from './imports.controller';

type Values = Readonly<Record<string, unknown>>;

/** A register with more entries is typed by its identifier instead of chosen from a list. */
const LISTED_MAX = 60;
const REFRESH_SECONDS = 2;

const fields: readonly { readonly name: Choosable & keyof ImportAnswers; readonly label: string }[] = [
  { name: 'pooledFundId', label: 'Fund (optional, except for another file)' },
  { name: 'fundingStreamId', label: 'Funding stream (optional, except for another file)' },
];

/** One import: what its file is, what would happen, how far it has come, what became of it. */
@PageController('imports/:jobId')
export class ImportJobController {
  constructor(
    private readonly pages: Pages,
    private readonly imports: Imports,
    private readonly importAccess: ImportAccess,
    private readonly reports: Reports,
  ) {}

  /** Whatever there is to be seen of the import now. */
  @Get()
  async job(@Param('jobId') jobId: string, @Http() http: HttpExchange) {
    const job = await this.importAccess.find(callerOf(http), jobId);
    if (job.state === 'RUNNING' || this.imports.isUnderWay(jobId)) return this.showProgress(job, http);
    switch (job.state) {
      case 'UPLOADED':
        return redirect(http, `/imports/${jobId}/settings`);
      case 'DONE':
        return this.showDone(job, http);
      default:
        return this.showCheck(job, http, []);
    }
  }

  @Get('settings')
  async settings(@Param('jobId') jobId: string, @Http() http: HttpExchange) {
    const job = await this.importAccess.find(callerOf(http), jobId);
    if (job.state === 'RUNNING' || job.state === 'DONE') return redirect(http, `/imports/${jobId}`);
    const failure = job.state === 'UPLOADED' ? job.failure : null;
    const errors = failure === null ? [] : [{ text: failure.replace(/\.$/, ''), href: '#preset' }];
    return this.showSettings(job, http, errors);
  }

  /** Checks the file: reads it through and books nothing. */
  @Post('settings')
  @HttpCode(200)
  async check(@Param('jobId') jobId: string, @Body() body: Values, @Http() http: HttpExchange) {
    const caller = callerOf(http);
    const job = await this.importAccess.find(caller, jobId);
    const { answers, errors } = readAnswers(body);
    if (errors.length > 0) return this.showSettings(job, http, errors, body);
    try {
      const { fund } = await this.imports.settingOf(answers);
      const owner = await this.importAccess.ownerFor(caller, fund.pooledFundId);
      if ('refused' in owner) throw new SettingUnknown('pooledFundId', owner.refused);
      await this.imports.check(job, answers, owner);
    } catch (error) {
      if (error instanceof SettingUnknown) return this.showSettings(job, http, [settingError(error)], body);
      if (!(error instanceof ImportNotPossible)) throw error;
      return this.showSettings(job, http, [{ text: error.message.replace(/\.$/, ''), href: '#preset' }], body);
    }
    return redirect(http, `/imports/${jobId}`);
  }

  /** Books what was checked. Sent twice, it is booked once. */
  @Post('confirm')
  @HttpCode(200)
  async confirm(@Param('jobId') jobId: string, @Http() http: HttpExchange) {
    const caller = callerOf(http);
    const job = await this.importAccess.find(caller, jobId);
    if (job.state === 'RUNNING' || job.state === 'DONE') return redirect(http, `/imports/${jobId}`);
    if (job.targetFundId === null) return redirect(http, `/imports/${jobId}/settings`);
    const owner = await this.importAccess.ownerFor(caller, job.targetFundId);
    if ('refused' in owner) throw new ProblemError(403, 'NOT_ALLOWED', owner.refused);
    try {
      await this.imports.confirm(job, owner);
    } catch (error) {
      if (!(error instanceof ImportNotPossible)) throw error;
      const now = await this.importAccess.find(caller, jobId);
      if (now.state === 'RUNNING' || now.state === 'DONE') return redirect(http, `/imports/${jobId}`);
      return this.showCheck(job, http, [{ text: error.message.replace(/\.$/, ''), href: '#confirm' }]);
    }
    return redirect(http, `/imports/${jobId}`);
  }

  /** The rows that were rejected, as CSV that can be mended and imported. */
  @Get('rejects/:number')
  async rejects(@Param('jobId') jobId: string, @Param('number') number: string, @Http() http: HttpExchange) {
    const job = await this.importAccess.find(callerOf(http), jobId);
    const isKept = job.state === 'DONE' && /^[1-9]\d{0,3}$/.test(number);
    const path = isKept ? this.imports.folder.rejectsKept(jobId, Number(number)) : undefined;
    if (path === undefined) {
      const { keptFor } = UPLOAD_LIMITS_IN_WORDS;
      throw new ProblemError(404, 'NOT_FOUND', `Rejected rows are kept for ${keptFor}. These are not kept any more.`);
    }
    return new StreamableFile(createReadStream(path), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="rejected-rows-${number}.csv"`,
    });
  }

  private async showSettings(job: ImportJob, http: HttpExchange, errors: readonly FieldError[], typed?: Values) {
    const given = (name: string, kept: string | null): string => {
      const value = typed?.[name];
      return typed ? (typeof value === 'string' ? value : '') : (kept ?? '');
    };
    const registers = await this.reports.look(sightOf(callerOf(http)), {}, async (look) => {
      const listed = [];
      for (const { name, label } of fields) {
        listed.push({ name, label, choices: await choicesOf(look, name, LISTED_MAX + 1) });
      }
      return listed;
    });
    const preset = given('preset', job.preset);
    return this.pages.show(http, {
      template: 'imports/settings.njk',
      title: 'What is in this file?',
      section: 'imports',
      backHref: '/imports',
      errors,
      status: errors.length > 0 ? 422 : undefined,
      content: {
        job,
        kinds: kindsOfFile.map((kind) => ({
          value: kind.preset,
          text: kind.text,
          hint: { text: kind.hint },
          checked: kind.preset === preset,
        })),
        registers: registers.map(({ name, label, choices }) => {
          const value = given(name, job[name]);
          const asKind = { value: '', text: 'As the kind of file says', selected: value === '' };
          const items = choices.map((each) => ({ value: each.id, text: each.name, selected: each.id === value }));
          const error = errorMessage(errors, name);
          return { name, label, value, error, items: choices.length > LISTED_MAX ? undefined : [asKind, ...items] };
        }),
        authorityRef: given('authorityRef', job.authorityRef),
        expected: given('expected', job.expectedPence === null ? null : decimalOf(job.expectedPence)),
        wrong: Object.fromEntries(
          ['preset', 'authorityRef', 'expected'].map((name) => [name, errorMessage(errors, name)]),
        ),
        limits: UPLOAD_LIMITS_IN_WORDS,
      },
    });
  }

  private showCheck(job: ImportJob, http: HttpExchange, errors: readonly FieldError[]) {
    const found = job.found as Found | null;
    if (found === null) return redirect(http, `/imports/${job.jobId}/settings`);
    const isStopped = job.state === 'FAILED';
    return this.pages.show(http, {
      template: 'imports/check.njk',
      title: isStopped ? 'The import stopped' : 'Check the file before you import it',
      section: 'imports',
      backHref: `/imports/${job.jobId}/settings`,
      errors,
      status: errors.length > 0 ? 422 : undefined,
      tables: [
        figuresTable(found.figures, false),
        firstRowsTable(found),
        firstRejectsTable(found),
        ...found.parts.map(columnsTable),
      ],
      content: {
        job,
        found,
        isStopped,
        isFileKept: this.imports.folder.keepsUpload(job.jobId),
        expected: expectedOf(job, found),
      },
    });
  }

  private showProgress(job: ImportJob, http: HttpExchange) {
    return this.pages.show(http, {
      template: 'imports/progress.njk',
      title: job.state === 'RUNNING' ? 'Importing' : 'Reading the file',
      section: 'imports',
      refreshSeconds: REFRESH_SECONDS,
      content: { job, href: `/imports/${job.jobId}` },
    });
  }

  private showDone(job: ImportJob, http: HttpExchange) {
    const outcome = outcomeOf(job)!;
    const found = job.found as Found;
    const { pooledFundId } = found.target;
    const kept = [...Array(outcome.rejectsFiles).keys()]
      .map((place) => place + 1)
      .filter((number) => this.imports.folder.rejectsKept(job.jobId, number) !== undefined);
    return this.pages.show(http, {
      template: 'imports/done.njk',
      title: 'File imported',
      section: 'imports',
      tables: [figuresTable(outcome, true)],
      content: {
        job,
        outcome,
        found,
        rejects: kept.map((number) => ({ number, href: `/imports/${job.jobId}/rejects/${number}` })),
        limits: UPLOAD_LIMITS_IN_WORDS,
        fundHref: `/funds/${pooledFundId}`,
        transactionsHref: addressOf('/transactions', { pooledFundId }),
        years: found.years.map(({ financialYear }) => ({
          financialYear,
          href: addressOf('/transactions', { pooledFundId, financialYear }),
        })),
      },
    });
  }
}

/** The total that the person expects beside the one that was read. */
function expectedOf({ expectedPence }: ImportJob, { figures }: Found) {
  if (expectedPence === null) return undefined;
  const apart = BigInt(figures.sumReadPence) - BigInt(expectedPence);
  return {
    expected: money(BigInt(expectedPence)),
    read: money(BigInt(figures.sumReadPence)),
    agrees: apart === 0n,
    apart: money(apart < 0n ? -apart : apart),
    isMore: apart > 0n,
    agreesWithBooked: apart !== 0n && figures.sumBookedPence === expectedPence,
  };
}

const decimalOf = (pence: string): string =>
  pence.replace(/^(-?)(\d+)$/, (_, sign: string, digits: string) => {
    const padded = digits.padStart(3, '0');
    return `${sign}${padded.slice(0, -2)}.${padded.slice(-2)}`;
  });
