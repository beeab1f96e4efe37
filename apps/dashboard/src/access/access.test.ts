import { createFakeClock } from '@kubets/component/testing';
import { PassThrough } from 'node:stream';
import { createLogins } from './logins';
import { readCodes } from './read-codes';
import { newSecret } from './secrets';
import { createSessions } from './sessions';

test('a code lets in once, and not for ever', async () => {
  const clock = createFakeClock();
  const logins = createLogins({ lifetimeMs: 1000, clock });
  logins.add('first');
  logins.add('second');
  expect([logins.use('none'), logins.use('first'), logins.use('first')]).toEqual([false, true, false]);
  await clock.advance(1000);
  expect(logins.use('second')).toBe(false);
});

test('of many codes the latest are kept', () => {
  const logins = createLogins({ lifetimeMs: 1000, clock: createFakeClock() });
  for (let code = 0; code < 40; code++) logins.add(`${code}`);
  expect([logins.use('0'), logins.use('39')]).toEqual([false, true]);
});

test('lines of the input that are codes', async () => {
  const input = new PassThrough();
  const codes: string[] = [];
  const secret = newSecret();
  input.end(`${secret}\nshort\n${'x'.repeat(200)}\n<${secret}>\n`);
  await readCodes(input, (code) => codes.push(code));
  expect(codes).toEqual([secret]);
});

describe('a session', () => {
  test('ends with its time', async () => {
    const clock = createFakeClock();
    const sessions = createSessions({ lifetimeMs: 1000, clock });
    const { secret, ended } = sessions.open({ token: 't' });
    expect(sessions.find(secret)?.credentials).toEqual({ token: 't' });
    await clock.advance(1000);
    expect([sessions.find(secret), ended.aborted]).toEqual([undefined, true]);
  });

  test('ends when its visitor leaves, and others go on', () => {
    const sessions = createSessions({ lifetimeMs: 1000, clock: createFakeClock() });
    const [first, second] = [sessions.open({ token: 'a' }), sessions.open({ token: 'b' })];
    sessions.close(first.secret);
    expect([first.ended.aborted, second.ended.aborted]).toEqual([true, false]);
    expect(sessions.find(second.secret)?.credentials.token).toBe('b');
  });

  test('of too many the oldest ends', () => {
    const sessions = createSessions({ lifetimeMs: 1000, clock: createFakeClock() });
    const first = sessions.open({});
    for (let count = 0; count < 500; count++) sessions.open({});
    expect(first.ended.aborted).toBe(true);
  });
});
