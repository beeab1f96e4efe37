import { createTestLogger } from '@kubets/component/testing';
import { bareAnswer, serverFailure } from '../../wire/answer-body';
import { queryFor } from '../../testing/ask';
import type { Next } from '../plugin';
import { errors } from './errors';

const fine = bareAnswer(0);

test.each<{ name: string; next: Next; expected: unknown; logs: number }>([
  { name: 'an answer passes', next: () => fine, expected: fine, logs: 0 },
  { name: 'a promised answer passes', next: async () => fine, expected: fine, logs: 0 },
  {
    name: 'a throw is SERVFAIL',
    next: () => {
      throw new Error('no');
    },
    expected: serverFailure,
    logs: 1,
  },
  {
    name: 'a rejection is SERVFAIL',
    next: async () => {
      throw new Error('no');
    },
    expected: serverFailure,
    logs: 1,
  },
])('$name', async ({ next, expected, logs }) => {
  const logger = createTestLogger();
  expect(await errors({ logger }).serve(queryFor('a.b'), next)).toBe(expected);
  expect(logger.lines).toHaveLength(logs);
});
