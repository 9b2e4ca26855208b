import { firstDayOf, nextFinancialYear, type PoolYearEvent } from '@app/domain';
import { AskPoolYear } from '../pool-year.handler';
import { type Policy, type PolicyRequest } from './policy';

/** Whenever a pool year closes, then open the next, unless it is open, and bring the balances forward (INV-42). */
export const openNextYearWhenYearCloses: Policy = {
  name: 'open-next-year-when-year-closes',
  whenever(event, today): readonly PolicyRequest[] {
    const closed = event as PoolYearEvent;
    if (closed.type !== 'PoolYearClosed') return [];
    const { pooledFundId, financialYear: fromFinancialYear, balances, matchHolds } = closed.data;
    const financialYear = nextFinancialYear(fromFinancialYear);
    const by = { actorId: 'system:open-next-year-when-year-closes', kind: 'SYSTEM' as const };
    const asked = { pooledFundId, financialYear, by, occurredOn: firstDayOf(financialYear), today };
    return [
      {
        ask: (request) => new AskPoolYear({ ...asked, type: 'OpenPoolYear' }, request),
        purpose: 'open',
        contentWith: ['POOL_YEAR_ALREADY_OPEN'],
      },
      {
        ask: (request) =>
          new AskPoolYear({ ...asked, type: 'BringForwardBalances', fromFinancialYear, balances, matchHolds }, request),
        purpose: 'bring-forward',
        contentWith: ['BALANCES_ALREADY_BROUGHT_FORWARD'],
      },
    ];
  },
};
