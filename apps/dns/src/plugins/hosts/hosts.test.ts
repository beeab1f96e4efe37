import { ask, type AskOptions, type Reply } from '../../testing/ask';
import { refused } from '../../wire/answer-body';
import { chain } from '../plugin';
import { hosts } from './hosts';

const served = chain(
  [
    hosts({
      ttl: 7,
      hosts: [
        { address: '192.0.2.7', names: ['db.corp.example', 'db'] },
        { address: '192.0.2.8', names: ['db.corp.example'] },
        { address: '192.0.2.8', names: ['db.corp.example'] },
        { address: '2001:db8::7', names: ['six.corp.example'] },
      ],
    }),
  ],
  () => refused,
);

test.each<{ name: string; o?: AskOptions; expected: Partial<Reply> }>([
  {
    name: 'DB.corp.example',
    expected: {
      rcode: 'NOERROR',
      authoritative: true,
      answers: ['DB.corp.example A 192.0.2.7', 'DB.corp.example A 192.0.2.8'],
      ttls: [7, 7],
    },
  },
  { name: 'db', expected: { answers: ['db A 192.0.2.7'] } },
  { name: 'db', o: { type: 'AAAA' }, expected: { rcode: 'NOERROR', authoritative: true, answers: [] } },
  { name: 'db', o: { type: 'MX' }, expected: { rcode: 'REFUSED' } },
  {
    name: 'six.corp.example',
    o: { type: 'AAAA' },
    expected: { answers: ['six.corp.example AAAA 2001:db8::7'] },
  },
  {
    name: '7.2.0.192.in-addr.arpa',
    o: { type: 'PTR' },
    expected: { answers: ['7.2.0.192.in-addr.arpa PTR db.corp.example'] },
  },
  { name: 'other.corp.example', expected: { rcode: 'REFUSED' } },
])('$name $o', async ({ name, o, expected }) => {
  expect(await ask(served, name, o)).toMatchObject(expected);
});
