import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemError } from './problems/problem';

/** Checks bodies and queries against their shapes: every field known, every field right, or a problem that names each. */
export const validation = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    exceptionFactory: (errors: ValidationError[]) => {
      const found = errors.flatMap((error) => fieldErrors(error, ''));
      const detail = found.map(({ path, message }) => `${path} ${message}`).join('; ');
      return new ProblemError(400, 'BODY_INVALID', `${detail}.`, { errors: found });
    },
  });

function fieldErrors(
  { property, constraints, children }: ValidationError,
  parent: string,
): { path: string; message: string }[] {
  const path = parent ? `${parent}.${property}` : property;
  const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
    path,
    message: rule === 'whitelistValidation' ? 'is not a field here' : message,
  }));
  return [...own, ...(children ?? []).flatMap((child) => fieldErrors(child, path))];
}
