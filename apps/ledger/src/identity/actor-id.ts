import { createHash } from 'node:crypto';
import { isIdentifier } from '@app/domain';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DERIVED = /^oidc-[0-9a-f]{32}$/;

/**
 * Who a provider's subject is in the ledger's events: the subject itself where it is an identifier, a GUID in small
 * letters, and otherwise a digest of issuer and subject. Only a GUID is the same in capitals (RFC 9562): of other
 * subjects, `Alex` and `alex` are two people. A subject that looks like a digest is digested too, so that no provider's
 * subject can pose as another's.
 */
export function actorIdOf(issuer: string, subject: string): string {
  if (isIdentifier(subject) && !DERIVED.test(subject)) return subject;
  if (GUID.test(subject)) return subject.toLowerCase();
  return `oidc-${createHash('sha256').update(issuer).update('\n').update(subject).digest('hex').slice(0, 32)}`;
}
