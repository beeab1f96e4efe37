import { fieldErrors, FieldPath, isDns1123Subdomain, isQualifiedName, type FieldError } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import type { Int64 } from '@kubets/proto-gen/int64';
import { invalidEach } from '../../validation/field-checks';
import { IP_TEXT } from '../../validation/endpoint-address';
import { containerStatusErrors, extendedClaimErrors } from './container-status-validation';
import { transitionErrors } from './container-transitions';

const STATUS = FieldPath.of('status');
const CONDITIONS = STATUS.child('conditions');

/** Their names are Kubernetes' own, and not looked at. */
const SYSTEM_CONDITIONS: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);

/** What an agent may say of a pod: conditions with proper names, addresses that are some, nothing that does not change. */
export function validatePodStatus(pod: Pod, old: Pod): FieldError[] {
  const { status = {} } = pod;
  return [
    ...(status.conditions ?? []).flatMap(({ type = '', observedGeneration }, index) => [
      ...generationErrors(CONDITIONS.index(index), observedGeneration),
      ...(SYSTEM_CONDITIONS.has(type)
        ? []
        : isQualifiedName(type).map((text) => fieldErrors.invalid(CONDITIONS.index(index).child('Type'), type, text))),
    ]),
    ...nominationErrors(status.nominatedNodeName, old),
    ...generationErrors(STATUS, status.observedGeneration),
    ...(status.qosClass === old.status?.qosClass
      ? []
      : [fieldErrors.invalid(STATUS.child('qosClass'), status.qosClass ?? '', 'field is immutable')]),
    ...transitionErrors(pod, old),
    ...claimErrors(pod),
    ...extendedClaimErrors(pod),
    ...addressErrors(status.podIPs, STATUS.child('podIPs'), old.status?.podIPs),
    ...hostAddressErrors(status, old),
    ...containerStatusErrors(pod),
  ];
}

function generationErrors(path: FieldPath, generation: Int64 = 0): FieldError[] {
  const number = Number(generation);
  const field = path.child('observedGeneration');
  return number < 0 ? [fieldErrors.invalid(field, number, 'must be a non-negative integer')] : [];
}

/** Nobody nominates a node for a pod that has one. */
function nominationErrors(nominated: string = '', old: Pod): FieldError[] {
  if (!nominated || nominated === old.status?.nominatedNodeName) return [];
  const path = STATUS.child('nominatedNodeName');
  return [
    ...isDns1123Subdomain(nominated).map((text) => fieldErrors.invalid(path, nominated, text)),
    ...(old.spec?.nodeName
      ? [fieldErrors.forbidden(path, 'may not be set on pods that are already bound to a node')]
      : []),
  ];
}

function claimErrors({ spec, status }: Pod): FieldError[] {
  const claims = new Set((spec?.resourceClaims ?? []).map(({ name }) => name));
  const seen = new Set<string>();
  return (status?.resourceClaimStatuses ?? []).flatMap(({ name = '', resourceClaimName }, index) => {
    const item = STATUS.child('resourceClaimStatuses').index(index);
    const path = item.child('name');
    const isDoubled = seen.has(name);
    seen.add(name);
    return [
      ...(claims.has(name)
        ? []
        : [fieldErrors.invalid(path, name, 'must match the name of an entry in `spec.resourceClaims`')]),
      ...(isDoubled ? [fieldErrors.duplicate(path, name)] : []),
      ...(resourceClaimName === undefined
        ? []
        : invalidEach(item.child('resourceClaimName'), resourceClaimName, isDns1123Subdomain)),
    ];
  });
}

function hostAddressErrors({ hostIP = '', hostIPs = [] }: PodStatus, old: Pod): FieldError[] {
  if (hostIPs.length === 0) return [];
  const path = STATUS.child('hostIPs');
  const { ip = '' } = hostIPs[0]!;
  return [
    ...(ip === hostIP ? [] : [fieldErrors.invalid(path.index(0).child('ip'), ip, 'must be equal to `hostIP`')]),
    ...addressErrors(hostIPs, path, old.status?.hostIPs),
  ];
}

/** Addresses that are some, or that were there before: of each family one. */
function addressErrors(addresses: { ip?: string }[] = [], path: FieldPath, old: { ip?: string }[] = []): FieldError[] {
  const known = new Set(old.map(({ ip }) => ip));
  const errors = addresses.flatMap(({ ip = '' }, index) =>
    known.has(ip) || parseIp(ip) ? [] : [fieldErrors.invalid(path.index(index), ip, IP_TEXT)],
  );
  const families = new Set(addresses.map(({ ip = '' }) => parseIp(ip)?.family));
  if (addresses.length > 1 && (addresses.length > 2 || families.size < 2 || families.has(undefined))) {
    const shown = addresses.map(({ ip = '' }) => ({ IP: ip }));
    errors.push(fieldErrors.invalid(path, shown, 'may specify no more than one IP for each IP family'));
  }
  return errors;
}
