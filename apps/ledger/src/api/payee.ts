import { type Payee } from '@app/domain';
import { type PayeeDto } from './dto/pool-years.dto';
import { ProblemError } from './problems/problem';

/** An agency or a provider: exactly one of the two. */
export function payeeOf({ agencyId, providerName }: PayeeDto): Payee {
  if (agencyId !== undefined && providerName === undefined) return { agencyId };
  if (providerName !== undefined && agencyId === undefined) return { providerName };
  throw new ProblemError(400, 'BODY_INVALID', 'payee must have either an agencyId or a providerName.');
}
