import { createTestLogger } from '@kubets/component/testing';
import { queryFor, readReply } from '../testing/ask';
import { startUpstream, type FakeUpstream } from '../testing/upstream-server';
import { exchange } from './exchange';

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startUpstream(createTestLogger(), (name, _type, transport) => {
    if (name === 'silent.example') return undefined;
    if (name === 'forged.example') return { id: 1, answers: [] };
    if (name === 'other.example') return { questions: [{ name: 'wrong.example', type: 'A' }], answers: [] };
    if (name === 'long.example' && transport === 'udp') return { flags: 0x0200 };
    return { answers: [{ type: 'A', name, ttl: 60, data: '192.0.2.1' }] };
  });
});
afterAll(() => upstream.close());

test('an answer over UDP', async () => {
  expect(readReply(await exchange(queryFor('a.example'), upstream, 1000)).answers).toEqual(['a.example A 192.0.2.1']);
});

test('a truncated answer is asked for again over TCP', async () => {
  expect(readReply(await exchange(queryFor('long.example'), upstream, 1000)).answers).toEqual([
    'long.example A 192.0.2.1',
  ]);
  expect(upstream.asked.filter((question) => question.includes('long.example'))).toEqual([
    'udp long.example A',
    'tcp long.example A',
  ]);
});

test.each(['silent.example', 'forged.example', 'other.example'])('no right answer in time: %s', async (name) => {
  await expect(exchange(queryFor(name), upstream, 50)).rejects.toThrow('no answer within 50 ms');
});

test('nobody there is known at once', async () => {
  const gone = await startUpstream(createTestLogger(), () => undefined);
  await gone.close();
  await expect(exchange(queryFor('a.example'), gone, 5000)).rejects.toThrow('ECONNREFUSED');
});

test('an address that cannot be reached is an error, not a crash', async () => {
  await expect(exchange(queryFor('a.example'), { address: '255.255.255.255', port: 53 }, 5000)).rejects.toThrow(
    'EACCES',
  );
});
