import { isNativeError } from 'node:util/types';
import { HttpException, Logger, NotFoundException } from '@nestjs/common';
import { RequestReused, VersionNotExpected } from '@app/application';
import { TooLarge, Unavailable } from '@app/event-store';
import {
  CursorMalformed,
  FiguresTooLarge,
  NoSuchAgreement,
  NoSuchDispute,
  NoSuchPoolYear,
  NoSuchTestPeriod,
} from '@app/read-models';
import { ReadModelsBehind } from '@app/runtime';
import { JsonRefused } from '../strict-json';
import { ProblemError } from './problem';

/** What a caller is told of an error, whether as a problem of the API or as a page. */
export interface Told {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const RETRY_AFTER = { 'retry-after': '1' };
const logger = new Logger('service');

/**
 * Says what is to be told of whatever was thrown. What nobody foresaw is logged and told without its insides.
 * @param request how the log names what was asked, such as `GET /funds`
 */
export function tellError(error: unknown, request: string): Told {
  if (error instanceof ProblemError) {
    return { status: error.status, code: error.code, detail: error.message, headers: error.more.headers };
  }
  const known = tellKnown(error);
  if (known) return known;
  logger.error(request, error instanceof Error ? error.stack : String(error));
  return {
    status: 500,
    code: 'UNEXPECTED',
    detail: 'Something went wrong here. Nothing more was recorded than was acknowledged.',
  };
}

function tellKnown(error: unknown): Told | undefined {
  if (!isNativeError(error)) return undefined;
  const detail = error.message;
  if (error instanceof JsonRefused) return { status: 400, code: 'JSON_REFUSED', detail };
  if (error instanceof RequestReused) return { status: 422, code: 'IDEMPOTENCY_KEY_REUSED', detail };
  if (error instanceof VersionNotExpected) return { status: 412, code: 'VERSION_NOT_EXPECTED', detail };
  if (error instanceof TooLarge) return { status: 413, code: 'TOO_LARGE', detail };
  if (error instanceof CursorMalformed) return { status: 400, code: 'CURSOR_MALFORMED', detail };
  if (error instanceof NoSuchPoolYear) return { status: 404, code: 'POOL_YEAR_UNKNOWN', detail };
  if (error instanceof NoSuchAgreement) return { status: 404, code: 'AGREEMENT_UNKNOWN', detail };
  if (error instanceof NoSuchDispute) return { status: 404, code: 'DISPUTE_UNKNOWN', detail };
  if (error instanceof NoSuchTestPeriod) return { status: 404, code: 'TEST_PERIOD_UNKNOWN', detail };
  if (error instanceof FiguresTooLarge) return { status: 422, code: 'FIGURES_TOO_LARGE', detail };
  if (error instanceof ReadModelsBehind) return { status: 503, code: 'NOT_SHOWN_YET', detail, headers: RETRY_AFTER };
  if (error instanceof Unavailable) {
    const sentence =
      error.outcome === 'unknown'
        ? 'The ledger did not answer. Send the same request again with the same Idempotency-Key to learn what became of it.'
        : 'The ledger cannot take this now, and nothing was recorded. Send it again in a moment.';
    return { status: 503, code: 'UNAVAILABLE', detail: sentence, headers: RETRY_AFTER };
  }
  return tellFastify(error instanceof HttpException ? (error.cause ?? error) : error);
}

/** What Fastify throws before a controller is reached, and Nest for an address that there is not. */
function tellFastify(error: unknown): Told | undefined {
  if (error instanceof NotFoundException) {
    return { status: 404, code: 'NOT_FOUND', detail: 'There is nothing at this address.' };
  }
  const { code = '', statusCode, message } = error as { code?: string; statusCode?: number; message: string };
  if (statusCode === undefined) return DATABASE_GONE.test(`${code} ${message}`) ? databaseGone : undefined;
  if (statusCode < 400 || statusCode > 499) return undefined;
  return fastifyProblems[code] ?? { status: statusCode, code: 'BAD_REQUEST', detail: `${message}.` };
}

/** What the driver says when PostgreSQL cannot be reached, shuts down, or breaks off (SQLSTATE classes 08, 53, 57P). */
const DATABASE_GONE =
  /^(?:08\w{3}|53\w{3}|57P\w{2}|ECONN\w+|EPIPE|ETIMEDOUT) |Connection terminated|connection error|Client was closed|timeout exceeded/;
const databaseGone: Told = {
  status: 503,
  code: 'UNAVAILABLE',
  detail: 'The database does not answer. Try again in a moment.',
  headers: RETRY_AFTER,
};

const truncated: Told = {
  status: 400,
  code: 'BODY_TRUNCATED',
  detail: 'The body is not as long as its Content-Length says.',
};
const fastifyProblems: Readonly<Record<string, Told>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'TOO_LARGE', detail: 'The body is larger than 256 KiB.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'CONTENT_TYPE_NOT_JSON',
    detail: 'Send the body as application/json.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: truncated,
  ECONNRESET: truncated,
};
