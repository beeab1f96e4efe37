import { createSecureContext, type SecureContext } from 'node:tls';
import type { FuzzTarget } from '../target/fuzz-target';
import type { Caller } from '../generate/http-request';

/** How a caller says who it is. */
export interface Credentials {
  cert?: string;
  key?: string;
  /** The value of the header `authorization`. */
  authorization?: string;
}

export type CredentialsOf = (caller: Caller, index: number) => Credentials;

const BROKEN = [
  'Bearer x',
  'Bearer ',
  'Bearer a.b.c',
  `Bearer ${'x'.repeat(9000)}`,
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzeXN0ZW06YWRtaW4ifQ.AAAA',
  'Basic YWRtaW46YWRtaW4=',
  'Bearer \u00ff\u00fe',
  'bearer',
  'Bearer a b',
  'Negotiate x',
  `Bearer ${'.'.repeat(2000)}`,
  'Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6Il9fcHJvdG9fXyJ9.e30.AAAA',
];

export function credentialsOf({ admin }: FuzzTarget, weakToken: string): CredentialsOf {
  return (caller, index) => {
    if (caller === 'admin') return admin;
    if (caller === 'weak') return { authorization: `Bearer ${weakToken}` };
    return caller === 'broken' ? { authorization: BROKEN[index % BROKEN.length] } : {};
  };
}

/** What connections of these credentials have in common: reading certificates anew for each takes longer than the request. */
export function createContexts(ca: string): (credentials: Credentials) => SecureContext {
  const contexts = new Map<string, SecureContext>();
  return ({ cert = '', key }) => {
    const context = contexts.get(cert) ?? createSecureContext({ ca, ...(cert ? { cert, key } : {}) });
    contexts.set(cert, context);
    return context;
  };
}
