import type { Clock } from '@kubets/component';
import type { ServiceAccountsClient } from '@kubets/client';
import type { Pod } from '@kubets/proto-gen/core/v1';

interface TokenRequest {
  audience?: string;
  expirationSeconds?: number;
}

export interface ServiceAccountTokens {
  /** A token bound to the pod; the same one until it should be replaced. */
  token(pod: Pod, request: TokenRequest): Promise<string>;
  /** The same, and until when it is valid. */
  issued(pod: Pod, request: TokenRequest): Promise<{ token: string; expiresAtMs: number }>;
  /** When the first of the pod's tokens should be replaced, in milliseconds since 1970. */
  refreshAtMs(podUid: string): number | undefined;
  forget(podUid: string): void;
}

const DEFAULT_EXPIRATION_SECONDS = 3600;
const LONGEST_USE_MS = 24 * 3_600_000;

export function createServiceAccountTokens({
  client,
  clock,
}: {
  client: ServiceAccountsClient;
  clock: Clock;
}): ServiceAccountTokens {
  const cache = new Map<string, { token: string; refreshAtMs: number; expiresAtMs: number }>();
  const ofPod = (podUid: string) => [...cache.keys()].filter((key) => key.startsWith(`${podUid}/`));

  const issue: ServiceAccountTokens['issued'] = async (
    pod,
    { audience, expirationSeconds = DEFAULT_EXPIRATION_SECONDS },
  ) => {
    const { uid = '', namespace = '', name = '' } = pod.metadata ?? {};
    const key = `${uid}/${audience ?? ''}/${expirationSeconds}`;
    const nowMs = clock.now().getTime();
    const known = cache.get(key);
    if (known && nowMs < known.refreshAtMs) return known;
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        audiences: audience ? [audience] : [],
        expirationSeconds,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
      },
    };
    try {
      const { status } = await client.createToken(
        { namespace, name: pod.spec?.serviceAccountName || 'default' },
        request,
      );
      const expiresAtMs = Date.parse(status?.expirationTimestamp ?? '') || nowMs + expirationSeconds * 1000;
      const issued = { token: status?.token ?? '', expiresAtMs, refreshAtMs: refreshTime(nowMs, expiresAtMs) };
      cache.set(key, issued);
      return issued;
    } catch (error) {
      // A token that is due but still good is better than none.
      if (known && nowMs < known.expiresAtMs) return known;
      throw new Error(`failed to fetch token: ${(error as Error).message}`);
    }
  };

  return {
    issued: issue,
    token: async (pod, request) => (await issue(pod, request)).token,
    refreshAtMs(podUid) {
      const times = ofPod(podUid).map((key) => cache.get(key)!.refreshAtMs);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
    forget(podUid) {
      for (const key of ofPod(podUid)) cache.delete(key);
    },
  };
}

/** After 80 % of its life, or a day, whichever is sooner. */
function refreshTime(issuedAtMs: number, expiresAtMs: number): number {
  return issuedAtMs + Math.min((expiresAtMs - issuedAtMs) * 0.8, LONGEST_USE_MS);
}
