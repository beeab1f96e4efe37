import type { UserInfo } from '../auth/user/user-info';
import { createAudit, type Audit, type AuditBackend, type AuditedRequest } from './audit-event';
import type { AuditPolicy } from './audit-policy';

/** Tells of requests what the policy wants told. */
export interface Auditor {
  /** Undefined for a request that nothing is told of. */
  begin(request: Omit<AuditedRequest, 'received'>): Audit | undefined;
  close(): Promise<void>;
}

export interface AuditorOptions {
  policy: AuditPolicy;
  backends: readonly AuditBackend[];
  now(): Date;
  /** Counts what was told. */
  onEvent?(): void;
}

export function createAuditor({ policy, backends, now, onEvent }: AuditorOptions): Auditor {
  const write = (event: string) => {
    onEvent?.();
    for (const backend of backends) backend.write(event);
  };
  return {
    begin(request) {
      const decision = policy(request.user, request.info);
      if (decision.level === 'None') return undefined;
      return createAudit({ ...request, received: now() }, decision, { write, now });
    },
    async close() {
      await Promise.all(backends.map((backend) => backend.close()));
    },
  };
}

/** Nobody yet: who cannot be recognised. */
export const UNRECOGNISED: UserInfo = { username: '', groups: [] };
