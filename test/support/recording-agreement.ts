import { type Terms } from '@app/domain';
import { benefitOf } from './given-agreement';
import { today, yearOpenedOn } from './recording-fund';
import { sampleTerms } from './sample-terms';
import { asked, type TestService } from './test-service';

/** The agreement W14, of the fund `bcf` and these parties. */
export const INVESTMENT = '/api/v1/agreements/investment';
const parties = ['trafford-council', 'police', 'gm-icb', 'dwp'];

/** What one party saved in the first year, and how much of it is cash. */
export function benefitRecognised(agencyId: string, grossPence: number, cashablePct: string) {
  return benefitOf(agencyId, grossPence, { cashablePct });
}

/** The agreement with all benefits of its first year recognised: its shares can be calculated. */
export async function openInvestmentAgreement(service: TestService): Promise<void> {
  const { manager } = service;
  for (const agencyId of ['police', 'dwp']) {
    const agency = { agencyId, legalName: `The agency ${agencyId}`, kind: 'DEPARTMENT', tier: 'CENTRAL' };
    await manager.record('/api/v1/agencies', asked('2010-04-01', agency));
    await manager.record('/api/v1/pooled-funds/bcf/partners', asked(yearOpenedOn, { agencyId }));
  }
  await openAgreement(service, 'investment');
}

/** Another agreement of these parties in force, with the same benefits, and what its terms say else. */
export async function openAgreement(
  service: TestService,
  agreementId: string,
  over: Partial<Terms> = {},
): Promise<void> {
  const { manager, treasurer } = service;
  const address = `/api/v1/agreements/${agreementId}`;
  const terms = JSON.parse(
    JSON.stringify(sampleTerms(over)).replaceAll('"council"', '"trafford-council"').replaceAll('"nhs"', '"gm-icb"'),
  ) as Terms;
  const draft = { agreementId, placeId: 'trafford', pooledFundId: 'bcf', terms };
  await manager.record('/api/v1/agreements', asked(yearOpenedOn, draft));
  await manager.record(`${address}/terms/1/proposal`, asked(yearOpenedOn, {}));
  for (const byAgencyId of parties) {
    const officer = await service.caller({
      actorId: `officer-${byAgencyId}`,
      agencyId: byAgencyId,
      roles: ['APPROVER'],
    });
    const approval = { byAgencyId, approverPost: 'Board' };
    await officer.record(`${address}/terms/1/approvals`, asked(yearOpenedOn, approval));
    await officer.record(`${address}/terms/1/signatures`, asked(yearOpenedOn, { byAgencyId, signatoryPost: 'Chief' }));
  }
  await treasurer.record(`${address}/terms/1/effect`, asked('2013-04-01', {}));
  for (const [agencyId, grossPence, cashablePct] of [
    ['trafford-council', 180_000_00, '80'],
    ['police', 420_000_00, '40'],
    ['gm-icb', 350_000_00, '50'],
    ['dwp', 250_000_00, '100'],
  ] as const) {
    await manager.record(`${address}/benefits`, asked(today, benefitRecognised(agencyId, grossPence, cashablePct)));
  }
}
