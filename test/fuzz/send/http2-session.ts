import { connect, type ClientHttp2Session } from 'node:http2';
import type { FuzzTarget } from '../target/fuzz-target';
import type { Credentials } from './callers';

/** Sessions by who is connected, opened when one is asked for and the last has ended. */
export interface Sessions {
  of(credentials: Credentials): ClientHttp2Session;
  close(): void;
}

export function createSessions({ host, ca }: FuzzTarget, port: number): Sessions {
  const open = new Map<string, ClientHttp2Session>();
  return {
    of({ cert, key }) {
      const name = cert ? 'certificate' : 'none';
      const known = open.get(name);
      if (known && !known.closed && !known.destroyed) return known;
      const session = connect(`https://${host}:${port}`, { ca, cert, key, ALPNProtocols: ['h2'] });
      session.on('error', () => session.destroy());
      session.on('goaway', () => open.get(name) === session && open.delete(name));
      session.on('close', () => open.get(name) === session && open.delete(name));
      open.set(name, session);
      return session;
    },
    close: () => open.forEach((session) => session.destroy()),
  };
}
