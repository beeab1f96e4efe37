import { joinHostPort, splitHostPort } from './host-port';

test.each([
  ['10.0.0.1:80', { host: '10.0.0.1', port: 80 }],
  ['[fd00::1]:65535', { host: 'fd00::1', port: 65_535 }],
  ['name:1', { host: 'name', port: 1 }],
])('%s', (text, parts) => {
  expect(splitHostPort(text)).toEqual(parts);
  expect(joinHostPort(parts)).toBe(text);
});

test.each([
  '',
  ':80',
  '10.0.0.1',
  '10.0.0.1:',
  '10.0.0.1:0',
  '10.0.0.1:65536',
  '10.0.0.1:8a',
  'fd00::1:80',
  '[]:80',
  '[a:80',
  'a:80:90',
])('%j is no host and port', (text) => expect(splitHostPort(text)).toBeUndefined());
