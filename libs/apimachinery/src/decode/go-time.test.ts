import { parseGoTime, RFC3339, RFC3339_MICRO } from './go-time';

const layouts = { RFC3339, RFC3339_MICRO };
type Name = keyof typeof layouts;

// What Go 1.26 reads, and what it says of the rest.
test.each<[Name, string, string, string]>([
  ['RFC3339', '2026-02-28T13:14:15Z', '2026-02-28T13:14:15.000Z', ''],
  ['RFC3339', '2026-02-28T13:14:15.1234567891Z', '2026-02-28T13:14:15.000Z', '123456789'],
  ['RFC3339', '2026-02-28T13:14:15,5Z', '2026-02-28T13:14:15.000Z', '5'],
  ['RFC3339', '2026-02-28T1:14:15Z', '2026-02-28T01:14:15.000Z', ''],
  ['RFC3339', '2026-02-28T13:14:15+24:00', '2026-02-27T13:14:15.000Z', ''],
  ['RFC3339', '2026-02-28T13:14:15-05:60', '2026-02-28T19:14:15.000Z', ''],
  ['RFC3339', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z', ''],
  ['RFC3339', '0099-12-31T00:00:00Z', '0099-12-31T00:00:00.000Z', ''],
  ['RFC3339_MICRO', '2026-02-28T13:14:15.123456+05:30', '2026-02-28T07:44:15.000Z', '123456'],
])('%s reads %s', (layout, text, instant, fraction) => {
  expect(parseGoTime(text, layouts[layout])).toEqual({ instantMs: Date.parse(instant), fraction });
});

const asLayout = (element: string, rest: string, layout: Name = 'RFC3339') =>
  ` as "${layouts[layout].text}": cannot parse "${rest}" as "${element}"`;

test.each<[Name, string, string]>([
  ['RFC3339', '', asLayout('2006', '')],
  ['RFC3339', 'yesterday', asLayout('2006', 'yesterday')],
  ['RFC3339', '2026-2-28T13:14:15Z', asLayout('01', '2-28T13:14:15Z')],
  ['RFC3339', '2026-02-28 13:14:15Z', asLayout('T', ' 13:14:15Z')],
  ['RFC3339', '2026-02-28T13:14:15', asLayout('Z07:00', '')],
  ['RFC3339', '2026-02-28T13:14:15.Z', asLayout('Z07:00', '.Z')],
  ['RFC3339', '2026-02-28T13:14:15+0530', asLayout('Z07:00', '+0530')],
  ['RFC3339', '2026-02-28T13:14:15Z!', ': extra text: "!"'],
  ['RFC3339', '2026-13-28T13:14:15Z', ': month out of range'],
  ['RFC3339', '2026-02-30T00:00:00Z', ': day out of range'],
  ['RFC3339', '2026-01-00T00:00:00Z', ': day out of range'],
  ['RFC3339', '2026-01-01T24:00:00Z', ': hour out of range'],
  ['RFC3339', '2026-01-01T00:60:00Z', ': minute out of range'],
  ['RFC3339', '2026-01-01T00:00:60Z', ': second out of range'],
  ['RFC3339', '2026-01-01T00:00:00+25:00', ': time zone offset hour out of range'],
  ['RFC3339', '2026-01-01T00:00:00+00:61', ': time zone offset minute out of range'],
  ['RFC3339_MICRO', '2026-01-01T00:00:00Z', asLayout('.000000', 'Z', 'RFC3339_MICRO')],
  ['RFC3339_MICRO', '2026-01-01T00:00:00.12345Z', asLayout('.000000', '.12345Z', 'RFC3339_MICRO')],
  ['RFC3339_MICRO', '2026-01-01T00:00:00.1234567Z', asLayout('Z07:00', '7Z', 'RFC3339_MICRO')],
])('%s refuses %j', (layout, text, problem) => {
  expect(() => parseGoTime(text, layouts[layout])).toThrow(new Error(`parsing time "${text}"${problem}`));
});

test('what it quotes is printable', () => {
  expect(() => parseGoTime('é"\\', RFC3339)).toThrow('parsing time "\\xc3\\xa9\\"\\\\" as');
  expect(() => parseGoTime('\n\x7f€\ud800', RFC3339)).toThrow(
    'parsing time "\\x0a\x7f\\xe2\\x82\\xac\\xef\\xbf\\xbd" as',
  );
});
