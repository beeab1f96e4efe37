import { fieldErrors, FieldPath, newInvalid, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type {
  AllocatedDeviceStatus,
  AllocationResult,
  ResourceClaim,
  ResourceClaimStatus,
} from '@kubets/proto-gen/resource/v1';
import { EXTRA } from '../auth/user/user-info';
import { deviceKey } from '../device-spec/validate-claim-status';
import type { AdmissionAttributes, ValidatingPlugin } from '../pipeline/admission';
import type { Authorizer } from '../pipeline/authorization';

const GROUP = 'resource.k8s.io';
const RESOURCE = 'resourceclaims';
/** Whoever may write in one way may in the other. */
const WRITES = ['update', 'patch'];
const ALLOCATION = FieldPath.of('status', 'allocation');
const DEVICES = FieldPath.of('status', 'devices');

/** Drivers of devices that have been added, changed or taken away, sorted. */
function changedDrivers(devices: readonly AllocatedDeviceStatus[], old: readonly AllocatedDeviceStatus[]): string[] {
  const left = new Map(old.map((device) => [deviceKey(device), device]));
  const drivers = new Set<string>();
  for (const device of devices) {
    const before = left.get(deviceKey(device));
    left.delete(deviceKey(device));
    if (!before || !semanticEqual(before, device)) drivers.add(device.driver ?? '');
  }
  for (const { driver = '' } of left.values()) drivers.add(driver);
  return [...drivers].sort();
}

/** The one node that an allocation is for, if it says so by its name. */
function nodeOfAllocation({ nodeSelector }: AllocationResult): string | undefined {
  const [term, ...others] = nodeSelector?.nodeSelectorTerms ?? [];
  const [field, ...more] = term?.matchFields ?? [];
  if (!field || others.length > 0 || more.length > 0 || term?.matchExpressions?.length) return undefined;
  const [name, ...rest] = field.values ?? [];
  return field.key === 'metadata.name' && field.operator === 'In' && rest.length === 0 ? name : undefined;
}

/** Whether a service account's token says that its pod is on the node that an allocation is for. */
function isOnNode({ username, extra = {} }: AdmissionAttributes['userInfo'], allocation: AllocationResult): boolean {
  const node = nodeOfAllocation(allocation);
  const [own, ...others] = extra[EXTRA.nodeName] ?? [];
  return node !== undefined && username.startsWith('system:serviceaccount:') && own === node && others.length === 0;
}

/**
 * Who may change what of a claim's status, though all may write it: devices and users of a claim are the scheduler's, and
 * how a device is its driver's. In Kubernetes the storage of claims asks.
 */
export function createDeviceClaimStatus(authorizer: Authorizer): ValidatingPlugin {
  /** Why somebody may not do any of these; undefined where they may do one. */
  async function refusal({ userInfo, namespace }: AdmissionAttributes, verbs: readonly string[], asked: Asked) {
    const where = { group: GROUP, version: 'v1', resource: RESOURCE, path: '', ...asked };
    const request = { user: userInfo, isResourceRequest: true, ...where };
    let first: string | undefined;
    for (const verb of verbs) {
      const { allowed, reason } = await authorizer.authorize({ ...request, verb });
      if (allowed) return undefined;
      const object = asked.name === '' ? '' : ` ${JSON.stringify(asked.name)}`;
      const place = asked.namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
      const what = `cannot ${verb} resource "${RESOURCE}/${asked.subresource}" in API group "${GROUP}" ${place}`;
      const who = `User ${JSON.stringify(userInfo.username)}`;
      first ??= `${RESOURCE}.${GROUP}${object} is forbidden: ${who} ${what}${reason ? `: ${reason}` : ''}`;
    }
    return first;
  }

  async function bindingErrors(attributes: AdmissionAttributes): Promise<FieldError[]> {
    const [status, before] = statusesOf(attributes);
    const isSame =
      semanticEqual(status.allocation ?? null, before.allocation ?? null) &&
      semanticEqual(status.reservedFor ?? [], before.reservedFor ?? []);
    const asked = { subresource: 'binding', namespace: '', name: '' };
    const said = isSame ? undefined : await refusal(attributes, WRITES, asked);
    const needs = `requires resource="${RESOURCE}/binding", verb="update" permission`;
    const detail = `changing status.allocation or status.reservedFor ${needs}: ${said}`;
    return said === undefined ? [] : [fieldErrors.forbidden(ALLOCATION, detail)];
  }

  async function deviceErrors(attributes: AdmissionAttributes): Promise<FieldError[]> {
    const [{ allocation, devices = [] }, before] = statusesOf(attributes);
    if (!allocation) return [];
    const reaches = isOnNode(attributes.userInfo, allocation)
      ? ['associated-node', 'arbitrary-node']
      : ['arbitrary-node'];
    const verbs = reaches.flatMap((reach) => WRITES.map((verb) => `${reach}:${verb}`));
    const errors: FieldError[] = [];
    for (const name of changedDrivers(devices, before.devices ?? [])) {
      const asked = { subresource: 'driver', namespace: attributes.namespace, name };
      const said = await refusal(attributes, verbs, asked);
      const shown = reaches.map((reach) => `${reach}:update`).join(' ');
      const needs = `requires resource="${RESOURCE}/driver", verb="[${shown}]" permission`;
      if (said !== undefined) errors.push(fieldErrors.forbidden(DEVICES, `changing status.devices ${needs}: ${said}`));
    }
    return errors;
  }

  return {
    name: 'ResourceClaimStatus',
    handles: ({ resource, subresource, operation }) =>
      resource.group === GROUP && resource.resource === RESOURCE && subresource === 'status' && operation === 'UPDATE',
    async validate(attributes) {
      const errors = [...(await bindingErrors(attributes)), ...(await deviceErrors(attributes))];
      const { group, kind } = attributes.kind;
      if (errors.length > 0) throw newInvalid({ group, kind }, attributes.name, errors);
    },
  };
}

interface Asked {
  subresource: string;
  namespace: string;
  name: string;
}

const statusesOf = ({ object, oldObject }: AdmissionAttributes): [ResourceClaimStatus, ResourceClaimStatus] => [
  (object as ResourceClaim).status ?? {},
  (oldObject as ResourceClaim).status ?? {},
];
