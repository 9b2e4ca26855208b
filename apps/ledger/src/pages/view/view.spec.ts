import { readView } from './view';

describe('the view that an address asks for', () => {
  it('is everything when it asks for nothing', () => {
    const { view, errors, isFromForm } = readView({});
    expect(Object.values(view).filter((value) => value !== undefined)).toEqual([]);
    expect([errors, isFromForm]).toEqual([[], false]);
  });

  it('takes days and an exact instant from a link', () => {
    const asKnownAt = '2026-11-25T20:40:12.345678Z';
    const { view, errors } = readView({ placeId: ' oxford ', asAt: '2024-03-31', asKnownAt });
    expect(view).toMatchObject({ placeId: 'oxford', asAt: '2024-03-31', asKnownAt });
    expect(errors).toEqual([]);
  });

  it('takes days from the three fields of the form, months by name too', () => {
    const { view, errors, isFromForm } = readView({
      ...{ 'asAt-day': '31', 'asAt-month': 'March', 'asAt-year': '2024' },
      ...{ 'asKnownAt-day': '', 'asKnownAt-month': '', 'asKnownAt-year': '' },
    });
    expect(view).toMatchObject({ asAt: '2024-03-31', asKnownAt: undefined });
    expect([errors, isFromForm]).toEqual([[], true]);
  });

  it('keeps the exact instant while the form shows its day, and leaves it when the day is changed', () => {
    const asKnownAtExact = '2026-11-25T20:40:12.345678Z';
    const form = (day: string) => ({
      ...{ 'asAt-day': '', 'asAt-month': '', 'asAt-year': '', asKnownAtExact },
      ...{ 'asKnownAt-day': day, 'asKnownAt-month': '11', 'asKnownAt-year': '2026' },
    });
    expect(readView(form('25')).view.asKnownAt).toBe(asKnownAtExact);
    expect(readView(form('24')).view.asKnownAt).toBe('2026-11-24');
  });

  it.each([
    [{ 'asAt-day': '31', 'asAt-month': '2', 'asAt-year': '2024' }, '#asAt-day', 'real date'],
    [{ 'asAt-day': '31', 'asAt-month': '', 'asAt-year': '2024' }, '#asAt-month', 'must include a month'],
    [{ asAt: '2024-02-31' }, '#asAt-day', 'real date'],
    [{ asKnownAt: 'yesterday' }, '#asKnownAt-day', 'real date'],
    [{ financialYear: '2024-26' }, '#financialYear', 'financial year'],
  ])('says what is wrong with %j, and where', (values, href, says) => {
    expect(readView(values).errors).toMatchObject([{ href, text: expect.stringContaining(says) }]);
  });

  it.each([[['a', 'b']], [{ a: 1 }], [7], ['x'.repeat(5_000)]])('is not upset by %j', (placeId) => {
    const { view } = readView({ placeId });
    expect((view.placeId ?? '').length).toBeLessThanOrEqual(200);
  });
});
