import { STATUS_CODES } from 'node:http';

/** An error as the API tells it (RFC 9457). `code` is stable for ever; `detail` is a sentence for people. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Figures and names behind a refusal. */
  readonly details?: unknown;
  /** Fields that are wrong, each with where and what; those of terms have a code besides. */
  readonly errors?: readonly { readonly path: string; readonly message: string; readonly code?: string }[];
}

/** Thrown at the edge: answers the request with a problem. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly more: Pick<Problem, 'details' | 'errors'> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
  }
}

/** The body of a problem. Its type is a name, not an address: the code's entry in the API's document. */
export function problemBody(
  status: number,
  code: string,
  detail: string,
  more: Pick<Problem, 'details' | 'errors'> = {},
): Problem {
  const { details, errors } = more;
  return {
    type: `urn:common-purse:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    details,
    errors,
  };
}
