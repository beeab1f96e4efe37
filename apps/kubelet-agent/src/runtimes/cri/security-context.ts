import { initAndAppContainers } from '@kubets/api';
import type { AppArmorProfile, Container, Pod, SeccompProfile } from '@kubets/proto-gen/core/v1';
import { toNumber } from '@kubets/proto-gen/int64';
import {
  NamespaceMode,
  SupplementalGroupsPolicy,
  SecurityProfile_ProfileType as ProfileType,
  type IDMapping,
  type LinuxContainerSecurityContext,
  type LinuxSandboxSecurityContext,
  type NamespaceOption,
  type SecurityProfile,
} from '@kubets/proto-gen/runtime/v1';
import type { IdRange } from '../runtime';
import { appArmorProfileOf } from '../../admission/app-armor';

// Kernel interfaces that containers should not see or change, unless they are privileged or ask for procMount Unmasked.
const MASKED_PATHS = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];
const READONLY_PATHS = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** Where seccomp profiles of type Localhost lie. */
export interface ProfilePaths {
  seccompRoot: string;
}

export function sandboxSecurityContext(pod: Pod, paths: ProfilePaths, ids?: IdRange): LinuxSandboxSecurityContext {
  const security = pod.spec?.securityContext ?? {};
  return {
    namespaceOptions: namespaceOptions(pod, ids),
    privileged: initAndAppContainers(pod).some((container) => container.securityContext?.privileged === true),
    seccomp: seccompProfile(security.seccompProfile ?? { type: 'RuntimeDefault' }, paths),
    supplementalGroups: volumeGroups(pod),
    ...groupsPolicy(pod),
    ...(security.runAsUser !== undefined ? { runAsUser: { value: toNumber(security.runAsUser) } } : {}),
    ...(security.runAsUser !== undefined && security.runAsGroup !== undefined
      ? { runAsGroup: { value: toNumber(security.runAsGroup) } }
      : {}),
    ...(security.seLinuxOptions ? { selinuxOptions: security.seLinuxOptions } : {}),
  };
}

/** The user the image names. */
export interface ImageUser {
  uid?: number;
  username?: string;
}

export function containerSecurityContext(
  pod: Pod,
  container: Container,
  { imageUser: { uid, username }, processesOf, ids }: { imageUser: ImageUser; processesOf?: string; ids?: IdRange },
  paths: ProfilePaths,
): LinuxContainerSecurityContext {
  const podSecurity = pod.spec?.securityContext ?? {};
  const security = container.securityContext ?? {};
  const privileged = security.privileged === true;
  const runAsUser = security.runAsUser ?? podSecurity.runAsUser;
  const runAsGroup = security.runAsGroup ?? podSecurity.runAsGroup;
  const appArmor = appArmorProfileOf(pod, container);
  const unmasked = privileged || security.procMount === 'Unmasked';
  return {
    privileged,
    namespaceOptions: {
      ...namespaceOptions(pod, ids),
      ...(processesOf ? { pid: NamespaceMode.TARGET, targetId: processesOf } : {}),
    },
    readonlyRootfs: security.readOnlyRootFilesystem === true,
    noNewPrivs: security.allowPrivilegeEscalation === false && !privileged,
    capabilities: {
      addCapabilities: security.capabilities?.add ?? [],
      dropCapabilities: security.capabilities?.drop ?? [],
    },
    supplementalGroups: volumeGroups(pod),
    ...groupsPolicy(pod),
    seccomp: privileged
      ? { profileType: ProfileType.Unconfined }
      : seccompProfile(security.seccompProfile ?? podSecurity.seccompProfile ?? { type: 'Unconfined' }, paths),
    ...(appArmor ? { apparmor: appArmorProfile(appArmor) } : {}),
    maskedPaths: unmasked ? [] : MASKED_PATHS,
    readonlyPaths: unmasked ? [] : READONLY_PATHS,
    // A group needs a user beside it, so the image's own is spelt out.
    ...(runAsUser !== undefined
      ? { runAsUser: { value: toNumber(runAsUser) } }
      : uid !== undefined
        ? { runAsUser: { value: uid } }
        : username
          ? { runAsUsername: username }
          : {}),
    ...(runAsGroup !== undefined ? { runAsGroup: { value: toNumber(runAsGroup) } } : {}),
    ...((security.seLinuxOptions ?? podSecurity.seLinuxOptions)
      ? { selinuxOptions: security.seLinuxOptions ?? podSecurity.seLinuxOptions }
      : {}),
  };
}

export function namespaceOptions(pod: Pod, ids?: IdRange): NamespaceOption {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace } = pod.spec ?? {};
  return {
    network: hostNetwork ? NamespaceMode.NODE : NamespaceMode.POD,
    ipc: hostIPC ? NamespaceMode.NODE : NamespaceMode.POD,
    pid: hostPID ? NamespaceMode.NODE : shareProcessNamespace ? NamespaceMode.POD : NamespaceMode.CONTAINER,
    ...(ids && { usernsOptions: { mode: NamespaceMode.POD, uids: idMappings(ids), gids: idMappings(ids) } }),
  };
}

/** How a pod's IDs from 0 on are the node's. */
export const idMappings = ({ hostId, length }: IdRange): IDMapping[] => [{ hostId, containerId: 0, length }];

const groupsPolicy = ({ spec }: Pod) =>
  spec?.securityContext?.supplementalGroupsPolicy === 'Strict'
    ? { supplementalGroupsPolicy: SupplementalGroupsPolicy.Strict }
    : {};

function volumeGroups(pod: Pod): number[] {
  const { supplementalGroups = [], fsGroup } = pod.spec?.securityContext ?? {};
  return [...new Set([...supplementalGroups, ...(fsGroup !== undefined ? [fsGroup] : [])].map(toNumber))];
}

function seccompProfile(profile: SeccompProfile, { seccompRoot }: ProfilePaths): SecurityProfile {
  if (profile.type === 'RuntimeDefault') return { profileType: ProfileType.RuntimeDefault };
  if (profile.type === 'Localhost')
    return { profileType: ProfileType.Localhost, localhostRef: `${seccompRoot}/${profile.localhostProfile ?? ''}` };
  return { profileType: ProfileType.Unconfined };
}

function appArmorProfile({ type, localhostProfile }: AppArmorProfile): SecurityProfile {
  if (type === 'RuntimeDefault') return { profileType: ProfileType.RuntimeDefault };
  if (type === 'Localhost') return { profileType: ProfileType.Localhost, localhostRef: localhostProfile ?? '' };
  return { profileType: ProfileType.Unconfined };
}
