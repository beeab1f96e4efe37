import type { Clock } from '@kubets/component';
import { digestOf } from './secrets';

/** Codes that each let somebody in once, for a while. */
export interface Logins {
  add(code: string): void;
  /** Whether the code was good; it no longer is. */
  use(code: string): boolean;
}

const MOST = 32;

export function createLogins({ lifetimeMs, clock }: { lifetimeMs: number; clock: Pick<Clock, 'monotonicMs'> }): Logins {
  const endOf = new Map<string, number>();
  return {
    add(code) {
      endOf.set(digestOf(code), clock.monotonicMs() + lifetimeMs);
      for (const oldest of endOf.keys()) if (endOf.size > MOST) endOf.delete(oldest);
    },
    use(code) {
      const digest = digestOf(code);
      const end = endOf.get(digest);
      endOf.delete(digest);
      return end !== undefined && clock.monotonicMs() < end;
    },
  };
}
