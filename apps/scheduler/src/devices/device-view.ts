import { nameOf, namespaceOf, uidOf } from '@kubets/apimachinery';
import type { AllocationResult, ResourceClaim } from '@kubets/proto-gen/resource/v1';
import type { DeviceView } from '../framework/plugin';
import type { SchedulerInformers } from '../informers/scheduler-informers';
import { loadDeviceExpressions } from './device-choice';
import { deviceId, wholePools } from './device-pools';

type Informers = Pick<SchedulerInformers, 'resourceClaims' | 'resourceSlices' | 'deviceClasses' | 'deviceTaintRules'>;

/** Devices as the informers know them, and what this scheduler has found for claims that they do not know of yet. */
export interface OwnDeviceView extends DeviceView {
  /** Has to be waited for before a pod is looked at, where there is anything to wait for: what devices of claims are selected by. */
  loading(): Promise<void> | undefined;
  /** From now on the claim has these devices. */
  assume(claim: ResourceClaim, allocation: AllocationResult): void;
  forget(claim: ResourceClaim): void;
}

export const devicesOf = ({ devices }: AllocationResult): string[] =>
  (devices?.results ?? [])
    .filter(({ adminAccess }) => !adminAccess)
    .map(({ driver = '', pool = '', device = '' }) => deviceId(driver, pool, device));

export function deviceView({
  resourceClaims,
  resourceSlices,
  deviceClasses,
  deviceTaintRules,
}: Informers): OwnDeviceView {
  const assumed = new Map<string, AllocationResult>();
  let hasClaims = false;
  const confirmed = (claim: ResourceClaim): void => {
    if (claim.status?.allocation) assumed.delete(uidOf(claim));
  };
  resourceClaims.addEventHandler({
    onAdd(claim) {
      hasClaims = true;
      confirmed(claim);
    },
    onUpdate: (_previous, claim) => confirmed(claim),
    onDelete: (claim) => void assumed.delete(uidOf(claim)),
  });
  return {
    loading: () => (hasClaims ? loadDeviceExpressions() : undefined),
    claim(namespace, name) {
      const claim = resourceClaims.lister.get(`${namespace}/${name}`);
      const allocation = claim && assumed.get(uidOf(claim));
      return allocation ? { ...claim, status: { ...claim.status, allocation } } : claim;
    },
    deviceClass: (name) => deviceClasses.lister.get(name),
    slices: () => wholePools(resourceSlices.lister.list()),
    taintRules: () => deviceTaintRules.lister.list(),
    taken() {
      const known = resourceClaims.lister
        .list()
        .flatMap(({ status }) => (status?.allocation ? [status.allocation] : []));
      return new Set([...known, ...assumed.values()].flatMap(devicesOf));
    },
    isAssumed: (claim) => assumed.has(uidOf(claim)),
    assume: (claim, allocation) => void assumed.set(uidOf(claim), allocation),
    forget: (claim) => void assumed.delete(uidOf(claim)),
  };
}

/** For messages. */
export const claimName = (claim: ResourceClaim): string => `${namespaceOf(claim)}/${nameOf(claim)}`;
