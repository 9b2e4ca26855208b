import { addressOf, addressWith } from './addresses';
import { pageLinks } from './page-numbers';

describe('an address of a page', () => {
  it('leaves out what is not given, and keeps what was in it', () => {
    expect(addressOf('/funds', { placeId: 'oxford', agencyId: undefined, by: '' })).toBe('/funds?placeId=oxford');
    expect(addressOf('/funds', {})).toBe('/funds');
    expect(addressWith('/?placeId=oxford&by=fund', { by: 'line', agencyId: 'nhs' })).toBe(
      '/?placeId=oxford&by=line&agencyId=nhs',
    );
    expect(addressWith('/?placeId=oxford&by=fund', { by: undefined })).toBe('/?placeId=oxford');
  });

  it('writes what people typed so that it stays one value', () => {
    const address = addressWith('/transactions', { search: 'a&b=c #<script>' });
    expect(new URL(address, 'http://localhost').searchParams.get('search')).toBe('a&b=c #<script>');
  });
});

describe('links to the pages of something', () => {
  const numbers = (current: number, last: number) =>
    pageLinks('/?by=fund', 'page', current, last).items.map((item) => ('ellipsis' in item ? '…' : item.number));

  it('name the first, the last and those beside the current one', () => {
    expect(numbers(1, 1)).toEqual([1]);
    expect(numbers(1, 3)).toEqual([1, 2, 3]);
    expect(numbers(5, 10)).toEqual([1, '…', 4, 5, 6, '…', 10]);
    expect(numbers(10, 10)).toEqual([1, '…', 9, 10]);
  });

  it('keep the rest of the address, and name no page for the first', () => {
    const { previous, next } = pageLinks('/?by=fund&page=2', 'page', 2, 3);
    expect(previous).toEqual({ href: '/?by=fund' });
    expect(next).toEqual({ href: '/?by=fund&page=3' });
    expect(pageLinks('/', 'page', 1, 2).previous).toBeUndefined();
    expect(pageLinks('/', 'page', 2, 2).next).toBeUndefined();
  });
});
