import { newTooManyRequests } from '@kubets/apimachinery';
import { createBudget, type Budget, type BudgetLimits } from '@kubets/component';
import type { Request, Response } from '../http/messages';
import { senderOf } from './client-identity';

const MIB = 2 ** 20;

/** Bodies that are read or worked on, of all requests together and of one user. What is made of a body is several times its size. */
const HELD_BODIES: BudgetLimits = { perHolder: 32 * MIB, all: 64 * MIB, waitMs: 1_000, maxWaiting: 100 };

const budget: Budget = createBudget(HELD_BODIES);

interface Held {
  bytes: number;
  isAnswered: boolean;
}

const held = new WeakMap<Request, Held>();

const holderOf = (request: Request): string => senderOf(request)?.username ?? '';

/** To be called for every request: what is held of its body is free when it has been answered, or its client is gone. */
export function releaseBodyAfter(request: Request, response: Response): void {
  const body: Held = { bytes: 0, isAnswered: false };
  held.set(request, body);
  response.once('close', () => {
    body.isAnswered = true;
    if (body.bytes > 0) budget.give(holderOf(request), body.bytes);
  });
}

/** Has place for so many bytes of the request's body in all; waits a little for it. @throws StatusError 429 when there is none. */
export async function holdBody(request: Request, bytes: number): Promise<void> {
  const body = held.get(request);
  if (!body) throw new Error('the body of a request that nobody keeps account of');
  const more = bytes - body.bytes;
  const taken = budget.take(holderOf(request), more);
  if (taken !== true && !(await taken)) throw newTooManyRequests('Too many requests, please try again later.', 1);
  if (body.isAnswered) budget.give(holderOf(request), more);
  else body.bytes = bytes;
}
