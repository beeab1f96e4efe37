import { hasFormat, isKnownFormat } from './formats';

// What Kubernetes takes of texts in custom resources, and what it refuses; no format takes an empty one.
const CASES: Record<string, { good: string[]; bad: string[] }> = {
  'date-time': {
    good: ['2026-01-02T03:04:05Z', '2026-01-02t03:04:05.5+01:00', '2024-02-29T23:59:59z'],
    bad: ['2026-01-02', '2026-01-02T24:00:00Z', '2026-02-30T00:00:00Z', '2026-01-02 03:04:05Z', 'now'],
  },
  datetime: { good: ['2026-01-02T03:04:05Z'], bad: ['2026-01-02'] },
  date: { good: ['2026-02-28', '2024-02-29'], bad: ['2026-02-29', '2026-2-1', '2026-13-01', '2026-01-02T03:04:05Z'] },
  duration: {
    good: ['1s', '-1h30m', '.5s', '0', '1d', 'P1D', '1.5d', '3 weeks', '2 hours'],
    bad: ['5', 'x', 'day', '1 fortnight'],
  },
  ipv4: { good: ['10.0.0.1', '010.0.0.1'], bad: ['10.0.0', '::1', '10.0.0.256', 'a.b.c.d'] },
  ipv6: { good: ['::1', 'fd00::1', 'FD00::1'], bad: ['10.0.0.1', 'fd00::1::2', '[::1]'] },
  cidr: { good: ['10.0.0.0/8', '10.0.0.1/8', '010.0.0.0/8', 'fd00::/8'], bad: ['10.0.0.0', '10.0.0.0/33', '/8'] },
  mac: {
    good: ['01:23:45:67:89:ab', '01-23-45-67-89-AB', '0123.4567.89ab', '01:23:45:67:89:ab:cd:ef'],
    bad: ['01:23:45', '0123456789ab', '01:23:45-67:89:ab'],
  },
  uuid: {
    good: [
      '5c9a2f9e-0000-0000-0000-000000000001',
      '5C9A2F9E-0000-0000-0000-000000000001',
      '5c9a2f9e00000000'.repeat(2),
    ],
    bad: ['5c9a2f9e', '5c9a2f9e-0000-0000-0000-00000000000g'],
  },
  uuid3: { good: ['5c9a2f9e-0000-3000-0000-000000000001'], bad: ['5c9a2f9e-0000-4000-8000-000000000001'] },
  uuid4: {
    good: ['5c9a2f9e-0000-4000-8000-000000000001'],
    bad: ['5c9a2f9e-0000-4000-0000-000000000001', '5c9a2f9e-0000-5000-8000-000000000001'],
  },
  uuid5: { good: ['5c9a2f9e-0000-5000-b000-000000000001'], bad: ['5c9a2f9e-0000-4000-8000-000000000001'] },
  byte: { good: ['aGk=', 'aGkh'], bad: ['aGk', 'a===', 'hi there'] },
  hostname: {
    good: ['a', 'a.example', 'A-1.example', 'bücher.example'],
    bad: ['a_b', '-a', 'a b', `${'a'.repeat(64)}.example`],
  },
  'k8s-short-name': { good: ['a', 'a-1'], bad: ['a.b', 'A', '-a', 'a'.repeat(64)] },
  'k8s-long-name': { good: ['a', 'a.b-1.c'], bad: ['A.b', 'a..b', 'a'.repeat(254)] },
  email: { good: ['a@example.com', 'A B <a@example.com>', '"a b"@example.com'], bad: ['a', '@example.com', 'a@'] },
  uri: { good: ['https://example.com/a?b=c', '/a/b', 'urn:a:b'], bad: ['a', 'https://a b', 'https://a/%zz'] },
};

const rows = (which: 'good' | 'bad') =>
  Object.entries(CASES).flatMap(([format, texts]) => texts[which].map((text): [string, string] => [format, text]));

test.each(rows('good'))('%s: %s', (format, text) => expect(hasFormat(text, format)).toBe(true));
test.each([...rows('bad'), ...Object.keys(CASES).map((format): [string, string] => [format, ''])])(
  'no %s: "%s"',
  (format, text) => expect(hasFormat(text, format)).toBe(false),
);

test.each<[string, string, boolean]>([
  ['date-time', 'string', true],
  ['date-time', '', true],
  ['date-time', 'integer', false],
  ['int64', 'integer', true],
  ['double', 'number', true],
  ['int64', 'string', false],
  ['quantity', 'string', false],
  ['', 'string', false],
  ['', '__proto__', false],
  ['int32', 'constructor', false],
])('%s means something for "%s": %p', (format, type, known) => expect(isKnownFormat(format, type)).toBe(known));

test('what is no format says nothing', () => expect(hasFormat('', 'x')).toBe(true));
