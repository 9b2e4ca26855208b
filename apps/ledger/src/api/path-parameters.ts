import { Injectable, type PipeTransform } from '@nestjs/common';
import { isFinancialYear, isIdentifier } from '@app/domain';
import { ProblemError } from './problems/problem';

const malformed = (what: string, message: string) =>
  new ProblemError(400, 'PATH_MALFORMED', `The address names a ${what} that cannot be one: it ${message}.`);

/** An identifier in an address. */
@Injectable()
export class IdentifierInPath implements PipeTransform<string, string> {
  transform(value: string): string {
    if (isIdentifier(value)) return value;
    throw malformed('thing', 'must be 1 to 64 of a-z, 0-9 and -, beginning and ending with a letter or digit');
  }
}

/** A financial year in an address. */
@Injectable()
export class YearInPath implements PipeTransform<string, string> {
  transform(value: string): string {
    if (isFinancialYear(value)) return value;
    throw malformed('financial year', 'must be like 2024-25');
  }
}

/** A whole number in an address, from 1. */
@Injectable()
export class NumberInPath implements PipeTransform<string, number> {
  transform(value: string): number {
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    throw malformed('number', 'must be a whole number from 1');
  }
}
