import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post } from '@nestjs/common';
import { type CommandAnswer, RequestReused } from '@app/application';
import { type Refusal } from '@app/domain';
import { type Draft, Drafts } from '@app/platform';
import { type Caller } from '../../access/caller';
import { Asking, requestIdFor } from '../../access/asking.service';
import { sightOf } from '../../access/sight-of';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { ProblemError } from '../../api/problems/problem';
import { Reports } from '../../api/reports.service';
import { type FieldError } from '../rendering/field-error';
import { PageController, redirect } from '../rendering/page.decorators';
import { Pages } from '../rendering/pages.service';
import { namedIn, refusalInWords } from '../rendering/refusal-in-words';
import { registerNames } from '../rendering/register-names';
import { asked, type Option, type Question } from './questions/question';
import { answerInWords, questionView } from './questions/question-view';
import { readAnswer } from './questions/read-answer';
import { questionsToChange } from './questions-to-change';
import { droppedBy, givenAnswers, Questions } from './questions.service';
import { mayRecord, type Recording } from './recording';
import { recordings } from './recordings/recordings';

type Values = Readonly<Record<string, unknown>>;

/** Recording, one thing a page: questions, a check of the answers, and the reference of what was recorded. */
@PageController('record')
export class RecordingController {
  constructor(
    private readonly pages: Pages,
    private readonly questions: Questions,
    private readonly asking: Asking,
    private readonly reports: Reports,
    private readonly drafts: Drafts,
  ) {}

  /** What the person may record. */
  @Get()
  list(@Http() http: HttpExchange) {
    const caller = callerOf(http);
    const offered = recordings.filter((recording) => recording.section === undefined && mayRecord(recording, caller));
    return this.pages.show(http, {
      template: 'recording/recordings.njk',
      title: 'Record',
      section: 'record',
      content: { offered: offered.map(({ name, title, about }) => ({ href: `/record/${name}/new`, title, about })) },
    });
  }

  /** Begins; what the address gives is answered already. */
  @Get(':recording/new')
  async begin(@Param('recording') name: string, @Http() http: HttpExchange) {
    const recording = recordingOf(name, http);
    const answers = givenAnswers(recording, http.request.query as Values);
    const draft = { draftId: randomUUID(), actorId: callerOf(http).actorId, recording: name, answers };
    await this.drafts.begin(draft);
    return redirect(http, await this.nextStep(recording, { ...draft, outcome: null }, http));
  }

  @Get(':recording/:draftId/check')
  async check(@Param('recording') name: string, @Param('draftId') draftId: string, @Http() http: HttpExchange) {
    const { recording, draft } = await this.found(name, draftId, http);
    if (draft.outcome) return redirect(http, stepOf(draft, 'done'));
    return this.showCheck(recording, draft, http);
  }

  /** Sends it. The draft's id is the request's: sent twice, it is recorded once. */
  @Post(':recording/:draftId/check')
  async send(@Param('recording') name: string, @Param('draftId') draftId: string, @Http() http: HttpExchange) {
    const { recording, draft } = await this.found(name, draftId, http);
    if (draft.outcome) return redirect(http, stepOf(draft, 'done'));
    const next = await this.nextStep(recording, draft, http);
    if (next !== stepOf(draft, 'check')) return redirect(http, next);
    const caller = callerOf(http);
    const { ask, command } = recording.asking(draft.answers, draftId);
    const request = { requestId: requestIdFor(caller, draftId), correlationId: http.request.id };
    const result = await this.asking.askAs(caller, ask, command as never, request).catch(refuseReused);
    if ('refused' in result) return this.showRefusal(recording, draft, http, result.refused);
    await this.drafts.recorded(draft, result.answer);
    if (result.answer.token !== undefined) await this.reports.waitUntilShown(result.answer.token);
    return redirect(http, stepOf(draft, 'done'));
  }

  @Get(':recording/:draftId/done')
  async done(@Param('recording') name: string, @Param('draftId') draftId: string, @Http() http: HttpExchange) {
    const { recording, draft } = await this.found(name, draftId, http);
    if (!draft.outcome) return redirect(http, stepOf(draft, 'check'));
    const confirmation = recording.confirmation(draft.answers, draft.outcome as CommandAnswer);
    return this.pages.show(http, {
      template: 'recording/done.njk',
      title: confirmation.heading,
      section: sectionOf(recording),
      content: { ...confirmation, again: recording.section === undefined },
    });
  }

  @Get(':recording/:draftId/:question')
  async question(
    @Param('recording') name: string,
    @Param('draftId') draftId: string,
    @Param('question') questionName: string,
    @Http() http: HttpExchange,
  ) {
    const { recording, draft } = await this.found(name, draftId, http);
    if (draft.outcome) return redirect(http, stepOf(draft, 'done'));
    const { question, options } = await this.offered(recording, draft, questionName, http);
    return this.showQuestion(recording, draft, { question, options }, http);
  }

  @Post(':recording/:draftId/:question')
  async answer(
    @Param('recording') name: string,
    @Param('draftId') draftId: string,
    @Param('question') questionName: string,
    @Body() body: Values,
    @Http() http: HttpExchange,
  ) {
    const { recording, draft } = await this.found(name, draftId, http);
    if (draft.outcome) return redirect(http, stepOf(draft, 'done'));
    const { question, options } = await this.offered(recording, draft, questionName, http);
    const read = readAnswer(question, body, options);
    if (read.error)
      return this.showQuestion(recording, draft, { question, options }, http, { body, error: read.error });
    const dropped = droppedBy(recording, question, read.answer, draft.answers);
    const kept = Object.entries(draft.answers).filter(([name]) => !dropped.includes(name));
    const answers = { ...Object.fromEntries(kept), [question.name]: read.answer };
    await this.drafts.answer(draft, { [question.name]: read.answer }, dropped);
    return redirect(http, await this.nextStep(recording, { ...draft, answers }, http));
  }

  private async found(name: string, draftId: string, http: HttpExchange) {
    const recording = recordingOf(name, http);
    const draft = await this.drafts.find(callerOf(http).actorId, name, draftId);
    if (!draft) throw new ProblemError(404, 'NOT_FOUND', 'There is nothing at this address.');
    return { recording, draft };
  }

  private async offered(recording: Recording, { answers }: Draft, name: string, http: HttpExchange) {
    const question = asked(recording.questions, answers).find((each) => each.name === name);
    if (!question) throw new ProblemError(404, 'NOT_FOUND', 'There is nothing at this address.');
    return this.questions.offer(question, answers, callerOf(http));
  }

  /** Where to go now: the first question without an answer that stands, or the check of all. */
  private async nextStep(recording: Recording, draft: Draft, http: HttpExchange): Promise<string> {
    const { next } = await this.questions.progress(recording, draft.answers, callerOf(http));
    return stepOf(draft, next?.name ?? 'check');
  }

  private showQuestion(
    recording: Recording,
    draft: Draft,
    { question, options }: { readonly question: Question; readonly options: readonly Option[] },
    http: HttpExchange,
    wrong?: { readonly body: Values; readonly error: FieldError },
  ) {
    const before = asked(recording.questions, draft.answers);
    const previous = before[before.indexOf(question) - 1];
    return this.pages.show(http, {
      template: 'recording/question.njk',
      title: question.optional ? `${question.asks} (optional)` : question.asks,
      section: sectionOf(recording),
      backHref: previous ? stepOf(draft, previous.name) : startOf(recording),
      errors: wrong && [wrong.error],
      content: {
        caption: recording.title,
        stopHref: startOf(recording),
        question: questionView(question, draft.answers, options, wrong?.body, wrong?.error),
      },
    });
  }

  /** The refusal of the ledger, where the answers are checked: what it says, and what may be changed. */
  private async showRefusal(recording: Recording, draft: Draft, http: HttpExchange, refusal: Refusal) {
    const caller = callerOf(http);
    const names = await this.reports.look(sightOf(caller), {}, (look) => registerNames(look, namedIn(refusal)));
    const text = refusalInWords(refusal, (named) =>
      'actorId' in named
        ? named.actorId === caller.actorId
          ? caller.name
          : undefined
        : names(named.register, named.id),
    );
    return this.showCheck(recording, draft, http, { text, code: refusal.code });
  }

  private async showCheck(
    recording: Recording,
    draft: Draft,
    http: HttpExchange,
    refused?: { readonly text: string; readonly code: string },
  ) {
    const { answered, next } = await this.questions.progress(recording, draft.answers, callerOf(http));
    if (next && !refused) return redirect(http, stepOf(draft, next.name));
    // While an answer no longer stands there is nothing that all of them come to.
    const comesTo = next ? undefined : await this.questions.comesTo(recording, draft.answers, callerOf(http));
    const names = asked(recording.questions, draft.answers).map(({ name }) => name);
    const [first, ...others] = refused ? questionsToChange(refused.code, names) : [];
    const calledOf = (name: string) => recording.questions.find((question) => question.name === name)!.called;
    const errors = refused && [
      { text: refused.text, href: first ? `#${first}` : '#answers' },
      ...[first, ...others].flatMap((name) =>
        name === undefined ? [] : [{ text: `Change: ${calledOf(name)}`, href: stepOf(draft, name) }],
      ),
    ];
    return this.pages.show(http, {
      template: 'recording/check.njk',
      title: 'Check your answers',
      section: sectionOf(recording),
      errors,
      status: refused && 422,
      backHref: stepOf(draft, names.at(-1)!),
      tables: comesTo && [comesTo],
      content: {
        caption: recording.title,
        sends: recording.sends,
        correctedBy: recording.correctedBy ?? 'a reversal that names it',
        stopHref: startOf(recording),
        // What is answered but stands no more, because of what others recorded meanwhile, is shown too.
        rows: names.map((name) => {
          const offered = answered.find(({ question }) => question.name === name);
          const question = offered?.question ?? recording.questions.find((each) => each.name === name)!;
          return {
            name,
            called: question.called,
            says: answerInWords(question, draft.answers[name], offered?.options ?? []),
            href: stepOf(draft, name),
            error: name === first ? refused?.text : undefined,
          };
        }),
      },
    });
  }
}

const stepOf = ({ recording, draftId }: Pick<Draft, 'recording' | 'draftId'>, step: string): string =>
  `/record/${recording}/${draftId}/${step}`;

const callerOf = ({ request }: HttpExchange): Caller => request.caller!;

const sectionOf = ({ section }: Recording) => section ?? 'record';

/** Where people begin, and where they go who record nothing. */
const startOf = (recording: Recording): string => `/${sectionOf(recording)}`;

/** A request that was recorded before with other answers: its first answer got lost on the way to the draft. */
function refuseReused(error: unknown): { readonly refused: Refusal } {
  if (!(error instanceof RequestReused)) throw error;
  const sentence =
    'This was recorded already, with the answers as they were when you first sent them. Nothing more was recorded. Look for the entry among the transactions.';
  return { refused: { code: 'RECORDED_BEFORE', sentence, details: {} } };
}

/** @throws ProblemError when there is no such recording, or none for this person */
function recordingOf(name: string, http: HttpExchange): Recording {
  const found = recordings.find((each) => each.name === name);
  if (!found) throw new ProblemError(404, 'NOT_FOUND', 'There is nothing at this address.');
  if (mayRecord(found, callerOf(http))) return found;
  throw new ProblemError(403, 'NOT_ALLOWED', `Your roles do not let you do this: ${found.title.toLowerCase()}.`);
}
