import { Fraction } from '../../shared/fraction';
import { type Pence } from '../../shared/money';
import { type Tiers } from '../terms';
import { payByTiers } from './tiers';
import { Trace } from './trace';

const bands: Tiers['bands'] = [
  { from: '0', to: '100000', payPct: '0' },
  { from: '100000', to: '500000', payPct: '50' },
  { from: '500000', to: null, payPct: '80' },
];
const amounts: Tiers = { mode: 'MARGINAL', of: 'AMOUNT_PENCE', bands };

function paid(tiers: Tiers, pence: Pence, changePct?: string): { readonly pence: Pence; readonly says: string[] } {
  const trace = new Trace();
  const ratio = changePct === undefined ? undefined : Fraction.ofPct(changePct);
  const amount = payByTiers(tiers, Fraction.of(pence), ratio, trace);
  return { pence: amount.round('HALF_UP'), says: trace.lines.map((line) => line.says) };
}

describe('tiers of an amount', () => {
  it.each([
    [1_000_00, 0],
    [1_000_02, 1],
    [5_000_00, 2_000_00],
    [6_000_00, 2_800_00],
  ])('INV-48 that are marginal pay of %d pence %d: each band its own rate', (amount, pence) => {
    expect(paid(amounts, amount).pence).toBe(pence);
  });

  it.each([
    [999_99, 0],
    [1_000_00, 500_00],
    [4_999_99, 2_500_00],
    [5_000_00, 4_000_00],
  ])('INV-48 that are a cliff-edge pay of %d pence %d: one rate on all', (amount, pence) => {
    expect(paid({ ...amounts, mode: 'CLIFF_EDGE' }, amount).pence).toBe(pence);
  });

  it('leave out what lies beyond what is counted', () => {
    expect(paid({ ...amounts, countedUpTo: '600000' }, 9_999_00).pence).toBe(2_800_00);
    expect(paid({ ...amounts, mode: 'CLIFF_EDGE', countedUpTo: '600000' }, 9_999_00).pence).toBe(4_800_00);
  });

  it('pay nothing of nothing, nor of less', () => {
    expect(paid(amounts, 0).pence).toBe(0);
    expect(paid(amounts, -5_000_00).pence).toBe(0);
  });

  it('are told band by band (INV-53)', () => {
    expect(paid({ ...amounts, countedUpTo: '600000' }, 9_999_00).says).toEqual([
      'Counted up to £6,000.00 only.',
      'Marginal, £0.00 to £1,000.00: £1,000.00 × 0% = £0.00.',
      'Marginal, £1,000.00 to £5,000.00: £4,000.00 × 50% = £2,000.00.',
      'Marginal, £5,000.00 to £6,000.00: £1,000.00 × 80% = £800.00.',
    ]);
  });
});

describe('tiers of a change', () => {
  const change: Tiers = {
    mode: 'MARGINAL',
    of: 'CHANGE_PCT',
    bands: [
      { from: '0', to: '5', payPct: '50' },
      { from: '5', to: null, payPct: '100' },
    ],
    countedUpTo: '20',
  };

  it('take of the amount the part that the band has of the change, whatever the amount was corrected by', () => {
    expect(paid(change, 880_000_00, '11').pence).toBe(680_000_00);
    expect(paid(change, 440_000_00, '11').pence).toBe(340_000_00);
    expect(paid(change, 1_000_000_00, '25').pence).toBe(700_000_00);
  });

  it('pay nothing without a change, or for one the other way', () => {
    expect(paid(change, 880_000_00).pence).toBe(0);
    expect(paid(change, 880_000_00, '-3').pence).toBe(0);
  });

  it('keep a third a third', () => {
    const thirds: Tiers = {
      ...change,
      bands: [
        { from: '0', to: '1', payPct: '100' },
        { from: '1', to: null, payPct: '0' },
      ],
    };
    expect(paid(thirds, 100_00, '3').pence).toBe(33_33);
  });
});
