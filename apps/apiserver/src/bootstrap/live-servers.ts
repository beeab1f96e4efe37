import { setTimeout as sleep } from 'node:timers/promises';
import { rfc3339Micro, type KubeObject } from '@kubets/apimachinery';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { ObjectReader } from '../registry/object-reader';

/** Every apiserver renews its Lease this often; one that has missed three is gone. */
const RENEW_MS = 10_000;
const LEASE_SECONDS = 30;
const NAMESPACE = 'kube-system';
const LABEL = 'apiserver.kubernetes.io/identity';
export const LEASES = { group: 'coordination.k8s.io', plural: 'leases' };

export function identityLease(address: string, now: Date): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: `apiserver-${address.replace(/[:.]/g, '-')}`,
      namespace: NAMESPACE,
      labels: { [LABEL]: 'kube-apiserver' },
    },
    spec: { holderIdentity: address, leaseDurationSeconds: LEASE_SECONDS, renewTime: rfc3339Micro(now) },
  };
}

export const isIdentityLease = ({ metadata }: KubeObject): boolean => metadata?.labels?.[LABEL] === 'kube-apiserver';

/** Addresses of the apiservers that live, by their Leases; `own` is among them in any case. */
export function liveAddresses(reader: ObjectReader, own: string, now: Date): string[] {
  const leases = reader.list(LEASES, NAMESPACE) as Lease[];
  const live = leases.filter((lease) => {
    const { spec } = lease;
    const renewed = Date.parse(spec?.renewTime ?? '');
    return isIdentityLease(lease) && renewed + (spec?.leaseDurationSeconds ?? LEASE_SECONDS) * 1000 > now.getTime();
  });
  return [
    ...new Set([own, ...live.map(({ spec }) => spec?.holderIdentity ?? '').filter((address) => address !== '')]),
  ].sort();
}

/** Runs `renew` now and at every interval until the signal. */
export async function keepRenewing(
  renew: () => Promise<void>,
  signal: AbortSignal,
  onError: (error: Error) => void,
): Promise<void> {
  while (!signal.aborted) {
    await renew().catch(onError);
    await sleep(RENEW_MS, undefined, { signal }).catch(() => undefined);
  }
}
