import { fieldErrors, FieldPath, isQualifiedName, type FieldError } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { IP_TEXT } from '../../validation/endpoint-address';

const CONDITIONS = FieldPath.of('status', 'conditions');
const POD_IPS = FieldPath.of('status', 'podIPs');

/** Their names are Kubernetes' own, and not looked at. */
const SYSTEM_CONDITIONS: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);

/** What an agent may say of a pod: conditions with proper names, and addresses that are some. */
export function validatePodStatus({ status = {} }: Pod, old: Pod): FieldError[] {
  const known = new Set((old.status?.podIPs ?? []).map(({ ip }) => ip));
  return [
    ...(status.conditions ?? []).flatMap(({ type = '' }, index) =>
      SYSTEM_CONDITIONS.has(type)
        ? []
        : isQualifiedName(type).map((text) => fieldErrors.invalid(CONDITIONS.index(index).child('Type'), type, text)),
    ),
    ...(status.podIPs ?? []).flatMap(({ ip = '' }, index) =>
      known.has(ip) || parseIp(ip) ? [] : [fieldErrors.invalid(POD_IPS.index(index), ip, IP_TEXT)],
    ),
  ];
}
