import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemError } from './problems/problem';
import { isReservedKey } from './strict-json';

/** How many wrong fields an answer names. */
const ERRORS_SHOWN_MAX = 20;

const codes = {
  body: 'BODY_INVALID',
  query: 'QUERY_INVALID',
  param: 'PATH_MALFORMED',
  custom: 'BODY_INVALID',
} as const;

/** Fields that are wrong, on their way to becoming a problem. */
class FieldsRefused extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super();
  }
}

/** Checks bodies and queries against their shapes: every field known, every field right, or a problem that names each. */
export class ShapePipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      exceptionFactory: (errors: ValidationError[]) => new FieldsRefused(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && value === undefined) {
      throw new ProblemError(400, 'BODY_MISSING', 'The body is missing; send a JSON object as application/json.');
    }
    // A number in an address is text until its own pipe has looked at it.
    if (metadata.metatype === Number) return value;
    if (metadata.type === 'query') refuseReserved(value as object);
    try {
      const shaped: unknown = await super.transform(value, metadata);
      // A body is what was sent, not an instance of its shape: events take plain objects only.
      return metadata.type === 'body' ? value : shaped;
    } catch (error) {
      if (!(error instanceof FieldsRefused)) throw error;
      const found = error.errors.flatMap((each) => fieldErrors(each, ''));
      const errors = found.slice(0, ERRORS_SHOWN_MAX);
      const more = found.length > errors.length ? `; and ${found.length - errors.length} more` : '';
      const detail = `${errors.map(({ path, message }) => `${path} ${message}`).join('; ')}${more}.`;
      throw new ProblemError(400, codes[metadata.type], detail, { errors });
    }
  }
}

/** Nest drops such parameters unseen. */
function refuseReserved(query: object): void {
  const errors = Object.keys(query)
    .filter(isReservedKey)
    .map((path) => ({ path, message: 'is not a field here' }));
  if (errors.length === 0) return;
  throw new ProblemError(400, 'QUERY_INVALID', `${errors[0]!.path} is not a field here.`, { errors });
}

interface FieldError {
  readonly path: string;
  readonly message: string;
}

function fieldErrors({ property, constraints, children }: ValidationError, parent: string): readonly FieldError[] {
  const name = nameOf(property);
  const path = parent ? `${parent}.${name}` : name;
  const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
    path,
    message: rule === 'whitelistValidation' ? 'is not a field here' : message,
  }));
  return [...own, ...(children ?? []).flatMap((child) => fieldErrors(child, path))];
}

/** A field as an answer names it: its own name, or in quotes and cut short when it is none that a field can have. */
const nameOf = (property: string): string =>
  /^\w{1,64}$/.test(property) ? property : JSON.stringify(property.slice(0, 64));
