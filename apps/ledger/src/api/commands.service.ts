import { type Command, CommandBus } from '@nestjs/cqrs';
import { Injectable } from '@nestjs/common';
import { type Actor, type Asked } from '@app/domain';
import {
  AskAgency,
  AskAgreement,
  AskFundingStream,
  AskPlace,
  AskPooledFund,
  AskPoolYear,
  type CommandAnswer,
  type CommandRequest,
  type CommandResult,
} from '@app/application';
import { todayInLondon } from '@app/runtime';
import { type FastifyReply } from 'fastify';
import { type KnownRequest } from './caller';
import { type CommandType, mayAsk } from './permissions';
import { ProblemError } from './problems/problem';

/** What a controller asks for: a command's type and fields, of one of the aggregates. */
type Asks =
  | { readonly ask: typeof AskPlace }
  | { readonly ask: typeof AskAgency }
  | { readonly ask: typeof AskFundingStream }
  | { readonly ask: typeof AskPooledFund }
  | { readonly ask: typeof AskPoolYear }
  | { readonly ask: typeof AskAgreement };
type Ask = Asks['ask'];
type CommandOf<Class extends Ask> = ConstructorParameters<Class>[0];
/** A command as a controller gives it: who asks, and when, is added here. */
export type Given<Class extends Ask> =
  CommandOf<Class> extends infer Each
    ? Each extends { readonly type: string }
      ? Omit<Each, 'by' | 'today'>
      : never
    : never;

/** Hands commands from HTTP to the write side and tells what became of them. */
@Injectable()
export class Commands {
  constructor(private readonly bus: CommandBus) {}

  /**
   * Asks for a command. Answers 201 with what was recorded, or 200 when there was nothing to record.
   * @throws ProblemError for a refusal, a missing key or a role that may not ask
   */
  async ask<Class extends Ask>(
    ask: Class,
    command: Given<Class>,
    http: { readonly request: KnownRequest; readonly reply: FastifyReply },
  ): Promise<Omit<CommandAnswer, 'repeated'>> {
    const { request, reply } = http;
    const caller = request.caller!;
    const { type } = command as { readonly type: CommandType };
    if (!mayAsk(caller.roles, type)) {
      throw new ProblemError(
        403,
        'NOT_ALLOWED',
        `Your key has the roles ${caller.roles.join(', ')}; none of them may ask for ${type}.`,
      );
    }
    const by: Actor = { actorId: caller.actorId, agencyId: caller.agencyId ?? undefined, kind: 'PERSON' };
    const today = todayInLondon();
    const asked = { ...(command as object), by, today } as unknown as Asked;
    const asking = new (ask as unknown as new (command: Asked, request: CommandRequest) => Command<CommandResult>)(
      asked,
      commandRequestOf(request),
    );
    const result = await this.bus.execute(asking);
    if ('refused' in result) throw refusalProblem(result.refused);
    const { repeated, ...answer } = result.answer;
    void reply.status(answer.events.length > 0 ? 201 : 200).header('etag', `"${answer.version}"`);
    if (repeated) void reply.header('idempotency-replayed', 'true');
    return answer;
  }
}

/** Visible ASCII, so that a key reads the same in every log. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;

/**
 * The id of a request in the log: of the API, this caller's, with this key.
 * @throws ProblemError when the key is missing or malformed
 */
export function requestIdOf(request: KnownRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') {
    throw new ProblemError(
      400,
      'IDEMPOTENCY_KEY_MISSING',
      'Send an Idempotency-Key with every write, a new one for each thing you do.',
    );
  }
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new ProblemError(
      400,
      'IDEMPOTENCY_KEY_MALFORMED',
      'An Idempotency-Key is 1 to 128 visible ASCII characters.',
    );
  }
  return `api:${request.caller!.actorId}:${key}`;
}

function commandRequestOf(request: KnownRequest): CommandRequest {
  const asked = { requestId: requestIdOf(request), correlationId: request.id };
  const ifMatch = request.headers['if-match'];
  if (ifMatch === undefined) return asked;
  const version = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (version === undefined) {
    throw new ProblemError(400, 'IF_MATCH_MALFORMED', 'If-Match takes the ETag of an answer, such as "12".');
  }
  return { ...asked, expectedVersion: Number(version) };
}

function refusalProblem({
  code,
  sentence,
  details,
}: {
  code: string;
  sentence: string;
  details: object;
}): ProblemError {
  return new ProblemError(statusOf(code), code, sentence, { details });
}

/** What is not there is 404, what is there already is 409, every other refusal 422. */
function statusOf(code: string): number {
  if (code.endsWith('_UNKNOWN')) return 404;
  return code.includes('_ALREADY_') ? 409 : 422;
}
