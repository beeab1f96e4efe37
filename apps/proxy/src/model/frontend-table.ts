import { type Frontend, frontendKey } from './frontend';

/** A frontend as packets were and will be treated; undefined where there is none. */
export interface FrontendChange {
  before: Frontend | undefined;
  after: Frontend | undefined;
}

/** The frontends of all Services, each address and port held by one Service at a time. */
export interface FrontendTable {
  /** Replaces all frontends of a Service; undefined or empty when it has none (any more). */
  replace(serviceKey: string, frontends: readonly Frontend[] | undefined): FrontendChange[];
  get(key: string): Frontend | undefined;
}

export function createFrontendTable(): FrontendTable {
  /** Sorted by claim; the first one holds the address. */
  const claimsByKey = new Map<string, Frontend[]>();
  const keysByService = new Map<string, Map<string, Frontend>>();

  function exchange(key: string, remove: Frontend | undefined, add: Frontend | undefined): FrontendChange | undefined {
    const claims = claimsByKey.get(key) ?? [];
    const before = claims[0];
    const remaining = remove ? claims.filter((claim) => claim !== remove) : [...claims];
    if (add) remaining.push(add);
    remaining.sort((a, b) => (a.claim < b.claim ? -1 : a.claim > b.claim ? 1 : 0));
    if (remaining.length > 0) claimsByKey.set(key, remaining);
    else claimsByKey.delete(key);
    return before === remaining[0] ? undefined : { before, after: remaining[0] };
  }

  return {
    replace(serviceKey, frontends = []) {
      const old = keysByService.get(serviceKey) ?? new Map<string, Frontend>();
      const now = new Map<string, Frontend>();
      for (const frontend of frontends) {
        const key = frontendKey(frontend);
        // One Service may list an address twice, as externalIP and as load balancer address: the stronger kind comes first.
        if (!now.has(key)) now.set(key, frontend);
      }
      if (now.size > 0) keysByService.set(serviceKey, now);
      else keysByService.delete(serviceKey);
      const changes: FrontendChange[] = [];
      for (const key of new Set([...old.keys(), ...now.keys()])) {
        const change = exchange(key, old.get(key), now.get(key));
        if (change) changes.push(change);
      }
      return changes;
    },
    get: (key) => claimsByKey.get(key)?.[0],
  };
}
