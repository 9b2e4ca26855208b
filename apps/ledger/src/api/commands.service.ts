import { Injectable } from '@nestjs/common';
import { type CommandAnswer, type CommandRequest } from '@app/application';
import { type Refusal } from '@app/domain';
import { type Ask, Asking, type Given, requestIdFor } from '../access/asking.service';
import { type KnownRequest } from '../access/caller';
import { type HttpExchange } from './http.decorator';
import { ProblemError } from './problems/problem';

/** Takes commands from HTTP and tells what became of them. */
@Injectable()
export class Commands {
  constructor(private readonly asking: Asking) {}

  /**
   * Asks for a command. Answers 201 with what was recorded, or 200 when there was nothing to record.
   * @throws ProblemError for a refusal, a missing key or a role that may not ask
   */
  async ask<Class extends Ask>(
    ask: Class,
    command: Given<Class>,
    { request, reply }: HttpExchange,
  ): Promise<Omit<CommandAnswer, 'repeated'>> {
    const result = await this.asking.askAs(request.caller!, ask, command, commandRequestOf(request));
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
  return requestIdFor(request.caller!, key);
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

const refusalProblem = ({ code, sentence, details }: Refusal): ProblemError =>
  new ProblemError(statusOf(code), code, sentence, { details });

/** What is not there is 404, what is there already is 409, what no role allows is 403, every other refusal 422. */
function statusOf(code: string): number {
  if (code === 'NOT_ALLOWED') return 403;
  if (code.endsWith('_UNKNOWN')) return 404;
  return code.includes('_ALREADY_') ? 409 : 422;
}
