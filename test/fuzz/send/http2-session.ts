import { connect, type ClientHttp2Session } from 'node:http2';
import type { FuzzTarget } from '../target/fuzz-target';
import type { Credentials } from './callers';

/** Node.js' client refuses further streams of a session that has more under way: what is sent here may be 30 MB. */
const SESSION_MEMORY_MB = 1000;

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
      const session = connect(`https://${host}:${port}`, {
        ca,
        cert,
        key,
        ALPNProtocols: ['h2'],
        maxSessionMemory: SESSION_MEMORY_MB,
      });
      session.on('error', () => session.destroy());
      session.on('goaway', () => open.get(name) === session && open.delete(name));
      session.on('close', () => open.get(name) === session && open.delete(name));
      open.set(name, session);
      return session;
    },
    close: () => open.forEach((session) => session.destroy()),
  };
}
