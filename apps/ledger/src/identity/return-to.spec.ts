import { localPath } from './return-to';

describe('the way back after sign-in', () => {
  test.each([
    ['/', '/'],
    [
      '/pooled-funds/troubled-families?year=2012-13&asAt=2013-03-31',
      '/pooled-funds/troubled-families?year=2012-13&asAt=2013-03-31',
    ],
    ['/a/../b', '/b'],
    ['/search?q=https://elsewhere.example', '/search?q=https://elsewhere.example'],
    ['/caf%C3%A9', '/caf%C3%A9'],
    ['/caf\u00e9', '/caf%C3%A9'],
    ['/place#part', '/place'],
  ])('%j leads to %j', (asked, path) => {
    expect(localPath(asked)).toBe(path);
  });

  test.each([
    undefined,
    '',
    ['/a', '/b'],
    'elsewhere',
    'https://elsewhere.example/',
    'https:/elsewhere.example',
    'javascript:alert(1)',
    '//elsewhere.example',
    '///elsewhere.example',
    '/\\elsewhere.example',
    '\\\\elsewhere.example',
    '/a\\b',
    '/\t/elsewhere.example',
    '/\n/elsewhere.example',
    '/\r\nset-cookie: a=b',
    '/\u0000',
    '/ /elsewhere.example',
    '\u00a0//elsewhere.example',
    '/.//elsewhere.example',
    '/a/..//elsewhere.example',
    '/%2e//elsewhere.example',
    `/${'a'.repeat(2_000)}`,
  ])('%j leads to the first page', (asked) => {
    expect(localPath(asked)).toBe('/');
  });
});
