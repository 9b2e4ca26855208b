import { perPound } from './agreement-summary.query';

describe('benefit for each pound of cost', () => {
  it.each([
    [1_200_000_00, 600_000_00, '2.00'],
    [2_01, 2_00, '1.01'],
    [2_00_99, 2_00_00, '1.00'],
    [0, 1, '0.00'],
    [1_00, 0, null],
  ])('%d pence for %d pence: %s, half a hundredth up, exactly', (benefitPence, costPence, ratio) => {
    expect(perPound(benefitPence, costPence)).toBe(ratio);
  });
});
