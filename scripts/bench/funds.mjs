// A ledger with as many open pooled funds as there are callers, for the benchmarks of the write side.
const today = new Date().toISOString().slice(0, 10);
const by = { actorId: 'bench', kind: 'PERSON' };
export const asked = { by, today, authorityRef: 'Benchmark', occurredOn: today };
const startYear = Number(today.slice(0, 4)) - (today.slice(5) >= '04-01' ? 0 : 1);
export const financialYear = `${startYear}-${String((startYear + 1) % 100).padStart(2, '0')}`;

/** One payment, as a command without its fund. */
export const payment = {
  ...asked,
  type: 'RecordPayment',
  fundingStreamId: 'general',
  payee: { providerName: 'Irwell Valley Housing Association' },
  commissioningAgencyId: 'council',
  spendType: 'REVENUE',
  netPence: 1_234_56,
  irrecoverableVatPence: 0,
  recoverableVatPence: 0,
  purpose: 'Supported housing, first quarter, framework agreement 17',
  bankRef: 'BACS 2026/04',
};

/** Registers a place, a council and a funding stream, and opens this year in so many funds. */
export async function openFunds(bus, { AskAgency, AskFundingStream, AskPlace, AskPooledFund, AskPoolYear }, count) {
  const ask = async (asking) => {
    const result = await bus.execute(asking);
    if (result.refused) throw new Error(result.refused.sentence);
  };
  const id = (requestId) => ({ requestId });
  await ask(
    new AskPlace(
      { ...asked, type: 'RegisterPlace', placeId: 'place', name: 'Place', kind: 'WHOLE_PLACE', gssCodes: [] },
      id('place'),
    ),
  );
  await ask(
    new AskAgency(
      { ...asked, type: 'RegisterAgency', agencyId: 'council', legalName: 'Council', kind: 'COUNCIL', tier: 'LOCAL' },
      id('council'),
    ),
  );
  const rules = { ringFence: 'NONE', permittedSpendTypes: ['REVENUE', 'CAPITAL'] };
  await ask(
    new AskFundingStream(
      {
        ...asked,
        type: 'DefineFundingStream',
        fundingStreamId: 'general',
        name: 'General',
        originAgencyId: 'council',
        ...rules,
      },
      id('general'),
    ),
  );
  await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const pooledFundId = `fund-${n}`;
      const terms = {
        placeId: 'place',
        legalBasis: 'OTHER',
        poolingBasis: 'POOLED',
        hostAgencyId: 'council',
        signature: 'REPORTED',
      };
      const pooledFundManager = { post: 'Pooled fund manager', agencyId: 'council' };
      await ask(
        new AskPooledFund(
          { ...asked, type: 'EstablishPooledFund', pooledFundId, name: pooledFundId, ...terms, pooledFundManager },
          id(`establish-${n}`),
        ),
      );
      await ask(new AskPoolYear({ ...asked, type: 'OpenPoolYear', pooledFundId, financialYear }, id(`open-${n}`)));
    }),
  );
}
