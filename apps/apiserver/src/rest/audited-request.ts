import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Audit } from '../audit/audit-event';
import type { Auditor } from '../audit/auditor';
import type { UserInfo } from '../auth/user/user-info';
import type { Request, Response } from '../http/messages';
import { isLongRunning } from './request-observer';
import type { RequestPath } from './request-path';

const audits = new WeakMap<Request, Audit>();

/** What is told of the request; undefined when nothing is. */
export const auditOf = (request: Request): Audit | undefined => audits.get(request);

/** Begins to tell of a request that is answered, until its answer has been given; of what lasts also that it has begun. */
export function auditAnswer(
  auditor: Auditor,
  request: Request,
  response: Response,
  { path, user }: { path: RequestPath; user: UserInfo },
): Audit | undefined {
  request.headers['audit-id'] ??= String(response.getHeader('Audit-Id'));
  const audit = begin(auditor, request, path, user);
  if (!audit) return undefined;
  response.once('close', () => audit.completed(response.statusCode));
  if (isLongRunning(path)) onceBegun(response, () => audit.started(response.statusCode));
  return audit;
}

/** The same of a request that becomes a connection, until that is closed. */
export function auditUpgrade(
  auditor: Auditor,
  request: Request,
  socket: Duplex,
  { path, user }: { path: RequestPath; user: UserInfo },
): Audit | undefined {
  const audit = begin(auditor, request, path, user);
  audit?.started(101);
  socket.once('close', () => audit?.completed(101));
  return audit;
}

function begin(auditor: Auditor, request: Request, path: RequestPath, user: UserInfo): Audit | undefined {
  const audit = auditor.begin({
    auditId: String(request.headers['audit-id'] ?? randomUUID()),
    user,
    info: path,
    uri: request.url ?? '/',
    sourceIps: sourceIpsOf(request),
    userAgent: request.headers['user-agent'] ?? '',
  });
  if (audit) audits.set(request, audit);
  return audit;
}

/** Calls back when the head of an answer is sent. */
function onceBegun(response: Response, listener: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response;
  response.writeHead = ((...args: unknown[]) => {
    const written = writeHead(...args);
    listener();
    return written;
  }) as never;
}

/** Addresses that a request has come by, the client's first, as proxies tell. */
function sourceIpsOf({ headers, socket }: Request): string[] {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const real = String(headers['x-real-ip'] ?? '');
  const remote = (socket?.remoteAddress ?? '').replace(/^::ffff:/, '');
  const addresses = [...forwarded, real].map((one) => one.trim()).filter((one) => isIP(one) !== 0);
  return addresses.at(-1) === remote || remote === '' ? addresses : [...addresses, remote];
}
