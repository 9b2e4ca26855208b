import { Get, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ImportFileError } from '@app/imports';
import { type Caller } from '../../access/caller';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { ActorNames } from '../../identity/actor-names';
import { CHECKS_FORM_TOKEN, requireFormToken } from '../../identity/form-token';
import { FileImportedBefore, Imports } from '../../imports/imports.service';
import { receiveUpload, UploadRefused } from '../../imports/receive-upload';
import { UPLOAD_LIMITS_IN_WORDS } from '../../imports/upload-limits';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { day } from '../tables/format';
import { ImportAccess } from './import-access.service';
import { jobsTable } from './import-tables';

/** Jobs that are looked through for those that the person sees. */
const LATEST_MAX = 200;
const LISTED_MAX = 50;

/** Imports: those that there were, and the upload that begins another. */
@PageController('imports')
export class ImportsController {
  constructor(
    private readonly pages: Pages,
    private readonly imports: Imports,
    private readonly importAccess: ImportAccess,
    private readonly actorNames: ActorNames,
  ) {}

  @Get()
  async list(@Http() http: HttpExchange) {
    const caller = callerOf(http);
    this.importAccess.refuseOthers(caller);
    const seen = [];
    for (const job of await this.imports.latest(LATEST_MAX)) {
      if (seen.length < LISTED_MAX && (await this.importAccess.sees(caller, job))) seen.push(job);
    }
    return this.pages.show(http, {
      template: 'imports/imports.njk',
      title: 'Import published files',
      section: 'imports',
      tables: [jobsTable(seen, this.actorNames.called)],
      content: { limits: UPLOAD_LIMITS_IN_WORDS },
    });
  }

  @Get('new')
  form(@Http() http: HttpExchange) {
    this.importAccess.refuseOthers(callerOf(http));
    return this.showForm(http);
  }

  /** Takes the file. Its form's token is checked as the first of its fields arrives. */
  @Post('new')
  @HttpCode(200)
  @RouteConfig(CHECKS_FORM_TOKEN)
  async upload(@Http() http: HttpExchange) {
    const caller = callerOf(http);
    this.importAccess.refuseOthers(caller);
    const { request } = http;
    try {
      await this.imports.makeRoom();
      const received = await receiveUpload(request, this.imports.folder, (token) => requireFormToken(request, token));
      const maySee = (pooledFundId: string) => this.importAccess.mayImportInto(caller, pooledFundId);
      const job = await this.imports.begin(received, caller.actorId, maySee);
      return redirect(http, `/imports/${job.jobId}/settings`);
    } catch (error) {
      if (error instanceof UploadRefused) return this.showForm(http, error.message, error.status);
      if (error instanceof ImportFileError) return this.showForm(http, error.message, 422);
      if (error instanceof FileImportedBefore) return this.showImportedBefore(http, error);
      throw error;
    }
  }

  private async showImportedBefore(http: HttpExchange, { fileDigest, completedOn, pooledFundId }: FileImportedBefore) {
    const caller = callerOf(http);
    if (!(await this.importAccess.mayImportInto(caller, pooledFundId))) {
      return this.showForm(http, 'This file was imported before. Nothing is booked twice', 422);
    }
    const done = (await this.imports.ofFile(fileDigest)).find(({ state }) => state === 'DONE');
    const before = done
      ? {
          text: `The import of ${done.fileName} by ${this.actorNames.called(done.actorId)}`,
          href: `/imports/${done.jobId}`,
        }
      : { text: 'The fund that it was booked to', href: `/funds/${pooledFundId}` };
    const sentence = `This file was imported on ${day(completedOn)}. Nothing is booked twice`;
    return this.showForm(http, sentence, 422, before);
  }

  private showForm(
    http: HttpExchange,
    wrong?: string,
    status?: number,
    before?: { readonly text: string; readonly href: string },
  ) {
    const errors = wrong === undefined ? [] : [{ text: wrong.replace(/\.$/, ''), href: '#file' }];
    return this.pages.show(http, {
      template: 'imports/upload.njk',
      title: 'Upload a file',
      section: 'imports',
      backHref: '/imports',
      errors,
      status,
      content: { limits: UPLOAD_LIMITS_IN_WORDS, error: errors[0] && { text: errors[0].text }, before },
    });
  }
}

/** The person asking: the guard of pages has seen to it that there is one. */
export const callerOf = ({ request }: HttpExchange): Caller => request.caller!;
