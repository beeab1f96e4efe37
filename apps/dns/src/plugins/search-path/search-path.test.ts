import { ask, type AskOptions, type Reply } from '../../testing/ask';
import { answerBody, bareAnswer, serverFailure, type AnswerBody } from '../../wire/answer-body';
import { RCODE } from '../../wire/constants';
import { nameOfKey } from '../../wire/names';
import { chain } from '../plugin';
import { searchPath } from './search-path';

const address = (data: string) => answerBody({ answers: [{ type: 'A', ttl: 60, data }] });
const known: Record<string, AnswerBody> = {
  'www.example.com': address('192.0.2.1'),
  'v4.example.com': bareAnswer(0),
  'api.corp.example': address('192.0.2.2'),
  'web.default.svc.cluster.local': address('10.96.0.5'),
  'broken.example.com': serverFailure,
};
const asked: string[] = [];
const served = chain(
  [
    searchPath({
      zoneName: 'cluster.local',
      hostSearch: ['corp.example'],
      ttl: 5,
      hasNamespace: (name) => name === 'default',
    }),
  ],
  (query) => {
    asked.push(nameOfKey(query.key));
    return known[nameOfKey(query.key)] ?? bareAnswer(RCODE.nxDomain);
  },
);
const SUFFIX = '.default.svc.cluster.local';

test.each<{ name: string; o?: AskOptions; expected: Partial<Reply> }>([
  {
    name: `www.example.com${SUFFIX}`,
    expected: {
      rcode: 'NOERROR',
      answers: [`www.example.com${SUFFIX} CNAME www.example.com`, 'www.example.com A 192.0.2.1'],
    },
  },
  {
    name: `v4.example.com${SUFFIX}`,
    o: { type: 'AAAA' },
    expected: { rcode: 'NOERROR', answers: [`v4.example.com${SUFFIX} CNAME v4.example.com`] },
  },
  {
    name: `web.default${SUFFIX}`,
    expected: {
      answers: [
        `web.default${SUFFIX} CNAME web.default.svc.cluster.local`,
        'web.default.svc.cluster.local A 10.96.0.5',
      ],
    },
  },
  {
    name: `web.default.svc${SUFFIX}`,
    expected: {
      answers: [
        `web.default.svc${SUFFIX} CNAME web.default.svc.cluster.local`,
        'web.default.svc.cluster.local A 10.96.0.5',
      ],
    },
  },
  { name: `no.such.name${SUFFIX}`, expected: { rcode: 'NXDOMAIN', answers: [] } },
  { name: `broken.example.com${SUFFIX}`, expected: { rcode: 'NXDOMAIN', answers: [] } },
  { name: `api${SUFFIX}`, expected: { rcode: 'NXDOMAIN', answers: [] } },
  { name: `www.example.com${SUFFIX}`, o: { type: 'MX' }, expected: { rcode: 'NXDOMAIN', answers: [] } },
  { name: '_ldap._tcp.example.com.default.svc.cluster.local', expected: { rcode: 'NXDOMAIN', answers: [] } },
  { name: 'www.example.com.nowhere.svc.cluster.local', expected: { rcode: 'NXDOMAIN', answers: [] } },
  { name: 'www.example.com', expected: { answers: ['www.example.com A 192.0.2.1'] } },
])('$name', async ({ name, o, expected }) => {
  expect(await ask(served, name, o)).toMatchObject(expected);
});

test('the search domains of the node are tried before the bare name', async () => {
  asked.length = 0;
  await ask(served, `no.such${SUFFIX}`);
  expect(asked).toEqual([
    `no.such${SUFFIX}`,
    'no.such.svc.cluster.local',
    'no.such.cluster.local',
    'no.such.corp.example',
    'no.such',
  ]);
});
