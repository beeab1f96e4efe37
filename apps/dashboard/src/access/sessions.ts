import type { Clock } from '@kubets/component';
import type { Credentials } from '../cluster/credentials';
import { digestOf, newSecret } from './secrets';

export interface Session {
  credentials: Credentials;
  /** Aborted when the visitor has logged out, or the time is over. */
  ended: AbortSignal;
}

/** Who is logged in, each known by a secret that only the visitor’s browser has. */
export interface Sessions {
  /** A new session with its secret. Beyond a bound the oldest session ends. */
  open(credentials: Credentials): Session & { secret: string };
  /** Undefined when there is no such session, or no longer. */
  find(secret: string): Session | undefined;
  close(secret: string): void;
  closeAll(): void;
}

const MOST = 500;

export function createSessions({ lifetimeMs, clock }: { lifetimeMs: number; clock: Pick<Clock, 'after'> }): Sessions {
  const sessions = new Map<string, Session & { end(): void }>();
  return {
    open(credentials) {
      const secret = newSecret();
      const digest = digestOf(secret);
      const ending = new AbortController();
      const end = () => {
        cancel();
        sessions.delete(digest);
        ending.abort();
      };
      const cancel = clock.after(lifetimeMs, end);
      sessions.set(digest, { credentials, ended: ending.signal, end });
      for (const oldest of sessions.values()) if (sessions.size > MOST) oldest.end();
      return { secret, credentials, ended: ending.signal };
    },
    find: (secret) => sessions.get(digestOf(secret)),
    close: (secret) => sessions.get(digestOf(secret))?.end(),
    closeAll: () => [...sessions.values()].forEach(({ end }) => end()),
  };
}
