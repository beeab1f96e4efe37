import { initAndAppContainers, PROFILE_ANNOTATIONS } from '@kubets/api';
import type { AppArmorProfile, Container, Pod } from '@kubets/proto-gen/core/v1';

/** The AppArmor profile a container asks for: its own, the pod's, or that of the annotation from before there were fields. Undefined leaves it to the runtime. */
export function appArmorProfileOf(pod: Pod, container: Container): AppArmorProfile | undefined {
  const profile = container.securityContext?.appArmorProfile ?? pod.spec?.securityContext?.appArmorProfile;
  return profile ?? annotatedProfile(pod.metadata?.annotations?.[`${PROFILE_ANNOTATIONS.appArmor}${container.name}`]);
}

/** Whether the pod asks for any profile that has to be enforced. */
export function needsAppArmor(pod: Pod): boolean {
  const profiles = [
    pod.spec?.securityContext?.appArmorProfile,
    ...initAndAppContainers(pod).map((container) => appArmorProfileOf(pod, container)),
  ];
  return profiles.some((profile) => profile !== undefined && profile.type !== 'Unconfined');
}

function annotatedProfile(value: string | undefined): AppArmorProfile | undefined {
  if (value === undefined || value === '') return undefined;
  if (value === 'unconfined') return { type: 'Unconfined' };
  return value.startsWith('localhost/')
    ? { type: 'Localhost', localhostProfile: value.slice('localhost/'.length) }
    : { type: 'RuntimeDefault' };
}
