import { isIP } from 'node:net';
import type { Audit } from '../audit/audit-event';
import type { Request } from '../http/messages';

const audits = new WeakMap<Request, Audit>();

/** What is told of the request; undefined when nothing is. */
export const auditOf = (request: Request): Audit | undefined => audits.get(request);

export function setAudit(request: Request, audit: Audit | undefined): void {
  if (audit) audits.set(request, audit);
}

/** Addresses that a request has come by, the client's first, as proxies tell. */
export function sourceIpsOf({ headers, socket }: Request): string[] {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const real = String(headers['x-real-ip'] ?? '');
  const remote = (socket?.remoteAddress ?? '').replace(/^::ffff:/, '');
  const addresses = [...forwarded, real].map((one) => one.trim()).filter((one) => isIP(one) !== 0);
  return addresses.at(-1) === remote || remote === '' ? addresses : [...addresses, remote];
}
