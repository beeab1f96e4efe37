import { allContainers } from '@kubets/api';
import type { Volume } from '@kubets/proto-gen/core/v1';
import { procMount, seccompProfile } from './baseline-checks';
import {
  containersText,
  distinct,
  hasOwnUsers,
  isWindows,
  plural,
  quoted,
  setters,
  thoseOf,
  unless,
  type CheckedPod,
  type Finding,
  type PodCheck,
} from './pod-check';

function allowPrivilegeEscalation(pod: CheckedPod): Finding | undefined {
  const containers = thoseOf(pod, (context) => context.allowPrivilegeEscalation !== false);
  if (containers.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersText(containers)} must set securityContext.allowPrivilegeEscalation=false`,
  };
}

function capabilities(pod: CheckedPod): Finding | undefined {
  const forbidden = (names: readonly string[] = []) => names.filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = thoseOf(pod, (context) => !context.capabilities?.drop?.includes('ALL'));
  const adding = thoseOf(pod, (context) => forbidden(context.capabilities?.add).length > 0);
  const names = distinct(allContainers(pod).flatMap((one) => forbidden(one.securityContext?.capabilities?.add)));
  const details = [
    ...(keeping.length > 0 ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${containersText(adding)} must not include ${quoted(names)} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length > 0 ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined;
}

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
] as const;

/** What a volume is, beside its name. */
const kindOf = ({ name: _name, ...source }: Volume): string => Object.keys(source)[0] ?? 'unknown';

function restrictedVolumes({ spec }: CheckedPod): Finding | undefined {
  const bad = (spec.volumes ?? []).filter((volume) => !VOLUMES.some((kind) => volume[kind]));
  if (bad.length === 0) return undefined;
  const kinds = distinct(bad.map(kindOf));
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(({ name = '' }) => name))} ${plural('uses', 'use', bad.length)} ${plural('restricted volume type', 'restricted volume types', kinds.length)} ${quoted(kinds)}`,
  };
}

function runAsNonRoot(pod: CheckedPod): Finding | undefined {
  const reason = 'runAsNonRoot != true';
  const ofPod = pod.spec.securityContext?.runAsNonRoot;
  const explicit = thoseOf(pod, (context) => context.runAsNonRoot === false);
  if (ofPod === false || explicit.length > 0)
    return { reason, detail: `${setters(ofPod === false, explicit)} must not set securityContext.runAsNonRoot=false` };
  const implicit = ofPod ? [] : thoseOf(pod, (context) => context.runAsNonRoot === undefined);
  if (implicit.length === 0) return undefined;
  return { reason, detail: `pod or ${containersText(implicit)} must set securityContext.runAsNonRoot=true` };
}

function runAsUser(pod: CheckedPod): Finding | undefined {
  const isOfPod = Number(pod.spec.securityContext?.runAsUser ?? 1) === 0;
  const containers = thoseOf(pod, (context) => Number(context.runAsUser ?? 1) === 0);
  if (!isOfPod && containers.length === 0) return undefined;
  return { reason: 'runAsUser=0', detail: `${setters(isOfPod, containers)} must not set runAsUser=0` };
}

function requiredSeccompProfile(pod: CheckedPod): Finding | undefined {
  const bad = seccompProfile(pod);
  if (bad || pod.spec.securityContext?.seccompProfile) return bad;
  const implicit = thoseOf(pod, (context) => context.seccompProfile === undefined);
  if (implicit.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${containersText(implicit)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
}

/** What pods have to do to keep to current practice of hardening, besides the baseline. */
export const restrictedChecks: readonly PodCheck[] = [
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    versions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: unless(isWindows, allowPrivilegeEscalation) },
    ],
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    versions: [
      { since: 22, check: capabilities, overrides: ['capabilities_baseline'] },
      { since: 25, check: unless(isWindows, capabilities), overrides: ['capabilities_baseline'] },
    ],
  },
  {
    id: 'procMount_restricted',
    level: 'restricted',
    versions: [{ since: 35, check: procMount, overrides: ['procMount'] }],
  },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    versions: [{ since: 0, check: restrictedVolumes, overrides: ['hostPathVolumes'] }],
  },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    versions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: unless(hasOwnUsers, runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    versions: [
      { since: 23, check: runAsUser },
      { since: 35, check: unless(hasOwnUsers, runAsUser) },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    versions: [
      { since: 19, check: requiredSeccompProfile, overrides: ['seccompProfile_baseline'] },
      { since: 25, check: unless(isWindows, requiredSeccompProfile), overrides: ['seccompProfile_baseline'] },
    ],
  },
];
