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
  /** Where several Services claim it, all of them, sorted by claim: the first one holds the address. */
  const claimsByKey = new Map<string, Frontend | readonly Frontend[]>();
  const frontendsByService = new Map<string, readonly Frontend[]>();

  function exchange(key: string, remove: Frontend | undefined, add: Frontend | undefined): FrontendChange | undefined {
    const claims = claimsOf(claimsByKey.get(key));
    const before = claims[0];
    const remaining = remove ? claims.filter((claim) => claim !== remove) : [...claims];
    if (add) remaining.push(add);
    remaining.sort((a, b) => (a.claim < b.claim ? -1 : a.claim > b.claim ? 1 : 0));
    const [holder] = remaining;
    if (holder) claimsByKey.set(key, remaining.length === 1 ? holder : remaining);
    else claimsByKey.delete(key);
    return before === holder ? undefined : { before, after: holder };
  }

  return {
    replace(serviceKey, frontends = []) {
      const old = byKey(frontendsByService.get(serviceKey));
      const now = byKey(frontends);
      if (now.size > 0) frontendsByService.set(serviceKey, frontends);
      else frontendsByService.delete(serviceKey);
      const changes: FrontendChange[] = [];
      for (const key of new Set([...old.keys(), ...now.keys()])) {
        const change = exchange(key, old.get(key), now.get(key));
        if (change) changes.push(change);
      }
      return changes;
    },
    get: (key) => claimsOf(claimsByKey.get(key))[0],
  };
}

const claimsOf = (claims: Frontend | readonly Frontend[] = []): readonly Frontend[] =>
  'claim' in claims ? [claims] : claims;

/** One Service may list an address twice, as externalIP and as load balancer address: the stronger kind comes first. */
function byKey(frontends: readonly Frontend[] = []): Map<string, Frontend> {
  const found = new Map<string, Frontend>();
  for (const frontend of frontends) {
    const key = frontendKey(frontend);
    if (!found.has(key)) found.set(key, frontend);
  }
  return found;
}
