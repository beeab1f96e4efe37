import { parseHostPort } from './host-port';

test.each([
  ['0.0.0.0:10256', { host: '0.0.0.0', port: 10256 }],
  [':10256', { host: '0.0.0.0', port: 10256 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['::1:80', undefined],
  ['localhost:80', undefined],
  ['10.0.0.1', undefined],
  ['10.0.0.1:99999', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(parseHostPort(text)).toEqual(expected);
});
