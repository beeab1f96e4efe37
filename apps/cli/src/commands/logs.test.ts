import { durationMs, linesSince, namesOf } from './logs';

const KNOWN = ['supervisor', 'etcd', 'proxy-node-1', 'proxy-node-2'];

test.each([
  ['etcd', ['etcd']],
  ['proxy', ['proxy-node-1', 'proxy-node-2']],
  ['proxy-node-2', ['proxy-node-2']],
])('%s is %j', (service, names) => expect(namesOf(service, KNOWN)).toEqual(names));

test('an unknown service is told with those that there are', () => {
  expect(() => namesOf('dsn', KNOWN)).toThrow(/no service is called dsn; there are: supervisor, etcd/);
});

test.each([
  ['30s', 30_000],
  ['1h30m', 5_400_000],
])('%s is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

test.each(['', '5', 'm', '1d', '-1s'])('%j is no duration', (text) =>
  expect(() => durationMs(text)).toThrow(/--since/),
);

const LOG = `{"level":"info","time":"2026-01-01T10:00:00.000Z","msg":"a"}
    at a stack
{"level":"warn","ts":"2026-01-01T10:00:05.000Z","msg":"b"}
time="2026-01-01T10:00:07Z" level=info msg=c
without a time
`;

test.each([
  ['everything', undefined, 5],
  ['from a time on', '2026-01-01T10:00:05Z', 3],
  ['with what follows a line', '2026-01-01T10:00:06Z', 2],
  ['nothing', '2026-01-01T11:00:00Z', 0],
])('%s', (_, from, count) => {
  expect(linesSince(LOG, from === undefined ? from : Date.parse(from))).toHaveLength(count);
});
