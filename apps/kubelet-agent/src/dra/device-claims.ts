import { podResourceClaims } from '@kubets/api';
import type { KubeClient } from '@kubets/client';
import type { Claim } from '@kubets/proto-gen/dra/v1';
import type { Container, Pod, ResourceStatus } from '@kubets/proto-gen/core/v1';
import type { BookedClaim, ClaimBook, PreparedDevice } from './claim-book';
import { forbiddenClaim, requestsOf, wantedClaims } from './claims-of-pod';
import type { DeviceHealth } from './device-health';
import type { DraDriver } from './dra-driver';
import type { DraDrivers } from './dra-drivers';

/** The devices that pods claim: made ready before anything of the pod runs, and taken back when nothing does any more. */
export interface DeviceClaims {
  /** May be repeated. @throws Error in Kubernetes' words: the pod can be tried again, or go. */
  prepare(pod: Pod): Promise<void>;
  /** What the runtime knows the devices of a container by. @throws Error for a claim that is not ready. */
  cdiDevices(pod: Pod, container: Container): string[];
  /** Whether drivers may have to be told yet that the pod has gone. */
  holds(podUid: string): boolean;
  /** May be repeated. @throws Error when it has to be tried again. */
  unprepare(podUid: string): Promise<void>;
  /** How the devices of a container are. */
  health(pod: Pod, container: Container): ResourceStatus[];
  /** The pods here that have devices of a driver. */
  podsWith(driver: string): string[];
}

export interface DeviceClaimsOptions {
  client: KubeClient<'resourceClaims'>;
  book: ClaimBook;
  drivers: Pick<DraDrivers, 'get'>;
  deviceHealth: Pick<DeviceHealth, 'of'>;
}

export function createDeviceClaims({ client, book, drivers, deviceHealth }: DeviceClaimsOptions): DeviceClaims {
  /** By uid; drivers have said so since the agent was started. */
  const prepared = new Set<string>();
  const unpreparing = new Set<string>();

  /** Looks at everything first and changes nothing: a pod for which something is missing can still go. */
  async function look(pod: Pod): Promise<{ claim: BookedClaim; drivers: Map<string, DraDriver> }[]> {
    const found = [];
    for (const wanted of wantedClaims(pod)) {
      const { claimName } = wanted;
      const claim = await client.resourceClaims
        .get({ namespace: pod.metadata?.namespace, name: claimName })
        .catch((error: unknown) => {
          throw new Error(`fetch ResourceClaim ${claimName}: ${(error as Error).message}`, { cause: error });
        });
      const forbidden = forbiddenClaim(pod, claim, wanted);
      if (forbidden !== undefined) throw new Error(forbidden);
      if (!claim.status?.allocation) throw new Error(`ResourceClaim ${claimName}: not allocated`);
      const names = new Set((claim.status.allocation.devices?.results ?? []).map(({ driver = '' }) => driver));
      found.push({
        claim: {
          namespace: pod.metadata?.namespace ?? '',
          name: claimName,
          uid: claim.metadata?.uid ?? '',
          podUids: [],
          drivers: Object.fromEntries([...names].map((name) => [name, []])),
        },
        drivers: new Map([...names].map((name) => [name, drivers.get(name)])),
      });
    }
    return found;
  }

  /** From here on the pod is known to use the claim. */
  function enter(claim: BookedClaim, podUid: string): BookedClaim {
    const known = book.get(claim.namespace, claim.name);
    if (known && known.uid !== claim.uid)
      throw new Error(
        `old ResourceClaim with same name ${claim.name} and different UID ${known.uid} still exists (previous pod force-deleted?!)`,
      );
    if (known && unpreparing.has(known.uid)) throw new Error(`ResourceClaim ${claim.name} is being unprepared`);
    const entry = known ?? claim;
    if (!entry.podUids.includes(podUid)) entry.podUids = [...entry.podUids, podUid];
    book.put(entry);
    return entry;
  }

  async function prepare(pod: Pod): Promise<void> {
    const found = await look(pod);
    if (found.length === 0) return;
    const entries = found.map(({ claim }) => enter(claim, pod.metadata?.uid ?? ''));
    await book.save();
    const missing = entries.filter(({ uid }) => !prepared.has(uid));
    const batches = new Map<string, { driver: DraDriver; claims: BookedClaim[] }>();
    for (const [index, entry] of entries.entries()) {
      if (!missing.includes(entry)) continue;
      for (const [name, driver] of found[index]!.drivers) {
        const batch = batches.get(name) ?? { driver, claims: [] };
        if (!batch.claims.includes(entry)) batch.claims.push(entry);
        batches.set(name, batch);
      }
    }
    for (const [name, { driver, claims }] of batches) {
      const answer = await driver.prepare(claims.map(requestOf)).catch(prefixed('NodePrepareResources'));
      const answers = answered('NodePrepareResources', claims, answer.claims ?? {});
      for (const [claim, { devices = [] }] of answers) claim.drivers[name] = devices.map(preparedDevice);
    }
    for (const { uid } of missing) prepared.add(uid);
    if (missing.length > 0) await book.save();
  }

  async function unprepare(podUid: string): Promise<void> {
    const claims = book.ofPod(podUid);
    if (claims.length === 0) return;
    const last = claims.filter(({ podUids }) => podUids.length === 1);
    for (const claim of claims)
      if (!last.includes(claim)) claim.podUids = claim.podUids.filter((uid) => uid !== podUid);
    for (const { uid } of last) unpreparing.add(uid);
    const batches = new Map<string, BookedClaim[]>();
    for (const claim of last)
      for (const name of Object.keys(claim.drivers)) batches.set(name, [...(batches.get(name) ?? []), claim]);
    for (const [name, batch] of batches) {
      const answer = await drivers.get(name).unprepare(batch.map(requestOf)).catch(prefixed('NodeUnprepareResources'));
      answered('NodeUnprepareResources', batch, answer.claims ?? {});
    }
    for (const claim of last) {
      book.remove(claim);
      prepared.delete(claim.uid);
      unpreparing.delete(claim.uid);
    }
    await book.save();
  }

  /** The devices of a container with the driver that each is of. */
  function devicesOf(namespace: string, claimName: string, request: string) {
    const claim = book.get(namespace, claimName);
    if (!claim) return undefined;
    // Drivers know nothing of the several ways that a request may have.
    const [base = ''] = request.split('/');
    return Object.entries(claim.drivers).flatMap(([driver, devices]) =>
      devices
        .filter(({ requests }) => base === '' || requests.length === 0 || requests.includes(base))
        .map((device) => ({ driver, device })),
    );
  }

  return {
    prepare: (pod) => prepare(pod).catch(prefixed('prepare dynamic resources')),
    unprepare: (podUid) => unprepare(podUid).catch(prefixed('unprepare dynamic resources')),
    holds: (podUid) => book.ofPod(podUid).length > 0,
    podsWith: (driver) => book.all().flatMap((claim) => (driver in claim.drivers ? claim.podUids : [])),
    cdiDevices(pod, container) {
      const namespace = pod.metadata?.namespace ?? '';
      const ids = [...requestsOf(pod, container)].flatMap(([claim, requests]) =>
        requests.flatMap((request) => {
          const devices = devicesOf(namespace, claim, request);
          if (!devices)
            throw new Error(
              `internal error: unable to get claim info for ResourceClaim ${claim} in namespace ${namespace}`,
            );
          return devices.flatMap(({ device }) => device.cdiIds);
        }),
      );
      return [...new Set(ids)];
    },
    health(pod, container) {
      const claims = podResourceClaims(pod);
      return (container.resources?.claims ?? []).flatMap(({ name = '', request = '' }) => {
        const claimName = claims.find((one) => one.name === name)?.claimName;
        const devices = claimName && devicesOf(pod.metadata?.namespace ?? '', claimName, request);
        if (!devices || devices.length === 0) return [];
        const resources = new Map(
          devices.map(({ driver, device }) => {
            const resourceID = device.cdiIds[0] ?? `${driver}/${device.pool}/${device.device}`;
            return [resourceID, { resourceID, ...deviceHealth.of(driver, device.pool, device.device) }];
          }),
        );
        return [{ name: request ? `claim:${name}/${request}` : `claim:${name}`, resources: [...resources.values()] }];
      });
    },
  };
}

const requestOf = ({ namespace, uid, name }: BookedClaim): Claim => ({ namespace, uid, name });

const preparedDevice = (device: {
  poolName?: string;
  deviceName?: string;
  requestNames?: string[];
  cdiDeviceIds?: string[];
  shareId?: string;
}): PreparedDevice => ({
  pool: device.poolName ?? '',
  device: device.deviceName ?? '',
  requests: device.requestNames ?? [],
  cdiIds: device.cdiDeviceIds ?? [],
  ...(device.shareId === undefined ? {} : { shareId: device.shareId }),
});

/** What a driver says of each claim. @throws Error for one that failed, was not asked for, or was left out. */
function answered<T extends { error?: string }>(
  call: string,
  claims: readonly BookedClaim[],
  answers: Record<string, T>,
): [BookedClaim, T][] {
  const found = Object.entries(answers).map(([uid, answer]): [BookedClaim, T] => {
    const claim = claims.find((one) => one.uid === uid);
    if (!claim) throw new Error(`${call} returned result for unknown claim UID ${uid}`);
    if (answer.error) throw new Error(`${call} failed for ResourceClaim ${claim.name}: ${answer.error}`);
    return [claim, answer];
  });
  const skipped = claims.length - found.length;
  if (skipped > 0) throw new Error(`${call} skipped ${skipped} ResourceClaims`);
  return found;
}

const prefixed =
  (what: string) =>
  (error: unknown): never => {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  };
