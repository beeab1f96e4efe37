import { allContainers, PROFILE_ANNOTATIONS } from '@kubets/api';
import type { LifecycleHandler, Probe, SELinuxOptions } from '@kubets/proto-gen/core/v1';
import {
  containersText,
  distinct,
  hasOwnUsers,
  plural,
  quoted,
  setters,
  thoseOf,
  unless,
  type CheckedPod,
  type CheckPod,
  type Finding,
  type PodCheck,
} from './pod-check';

const CAPABILITIES = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const isAppArmorValue = (value: string) =>
  value === '' || value === 'runtime/default' || value.startsWith('localhost/');
const isProfile = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';

function appArmorProfile(pod: CheckedPod): Finding | undefined {
  const ofPod = pod.spec.securityContext?.appArmorProfile;
  const isBadPod = ofPod !== undefined && !isProfile(ofPod.type);
  const isBad = (profile: { type?: string } | undefined) => profile !== undefined && !isProfile(profile.type);
  const containers = thoseOf(pod, ({ appArmorProfile: profile }) => isBad(profile));
  const types = [ofPod, ...allContainers(pod).map(({ securityContext }) => securityContext?.appArmorProfile)]
    .filter(isBad)
    .map((profile) => profile?.type ?? '');
  const annotations = Object.entries(pod.annotations)
    .filter(([key, value]) => key.startsWith(PROFILE_ANNOTATIONS.appArmor) && !isAppArmorValue(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const who = [
    ...(isBadPod || containers.length > 0 ? [setters(isBadPod, containers)] : []),
    ...(annotations.length > 0 ? [plural('annotation', 'annotations', annotations.length)] : []),
  ];
  if (who.length === 0) return undefined;
  const values = [...distinct(types), ...annotations];
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  };
}

function capabilities(pod: CheckedPod): Finding | undefined {
  const added = (names: readonly string[] = []) => names.filter((name) => !CAPABILITIES.has(name));
  const containers = thoseOf(pod, (context) => added(context.capabilities?.add).length > 0);
  if (containers.length === 0) return undefined;
  const names = distinct(allContainers(pod).flatMap((one) => added(one.securityContext?.capabilities?.add)));
  return {
    reason: 'non-default capabilities',
    detail: `${containersText(containers)} must not include ${quoted(names)} in securityContext.capabilities.add`,
  };
}

function hostNamespaces({ spec }: CheckedPod): Finding | undefined {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name]);
  if (used.length === 0) return undefined;
  return { reason: 'host namespaces', detail: used.map((name) => `${name}=true`).join(', ') };
}

function hostPathVolumes({ spec }: CheckedPod): Finding | undefined {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name = '' }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` };
}

function hostPorts(pod: CheckedPod): Finding | undefined {
  const containers = thoseOf(pod, (_, { ports = [] }) => ports.some(({ hostPort }) => hostPort));
  if (containers.length === 0) return undefined;
  const all = allContainers(pod).flatMap(({ ports = [] }) => ports.map(({ hostPort = 0 }) => hostPort));
  const ports = distinct(all.filter((port) => port !== 0).map(String));
  return {
    reason: 'hostPort',
    detail: `${containersText(containers)} ${plural('uses', 'use', containers.length)} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`,
  };
}

const hostsOf = (handler: Probe | LifecycleHandler | undefined): string[] =>
  [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''].filter((host) => host !== '');

function hostProbes(pod: CheckedPod): Finding | undefined {
  const found = allContainers(pod).map((container) => {
    const { name = '', livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
    const handlers = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
    return { name, hosts: handlers.flatMap(hostsOf) };
  });
  const bad = found.filter(({ hosts }) => hosts.length > 0);
  if (bad.length === 0) return undefined;
  const containers = distinct(bad.map(({ name }) => name));
  const hosts = distinct(bad.flatMap((one) => one.hosts));
  return {
    reason: 'probe or lifecycle host',
    detail: `${containersText(containers)} ${plural('uses', 'use', containers.length)} ${plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length)} ${quoted(hosts)}`,
  };
}

function privileged(pod: CheckedPod): Finding | undefined {
  const containers = thoseOf(pod, (context) => context.privileged === true);
  if (containers.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${containersText(containers)} must not set securityContext.privileged=true`,
  };
}

export const procMount: CheckPod = (pod) => {
  const isBad = (type: string | undefined): type is string => type !== undefined && type !== 'Default';
  const containers = thoseOf(pod, (context) => isBad(context.procMount));
  if (containers.length === 0) return undefined;
  const types = distinct(
    allContainers(pod)
      .map((one) => one.securityContext?.procMount)
      .filter(isBad),
  );
  return {
    reason: 'procMount',
    detail: `${containersText(containers)} must not set securityContext.procMount to ${quoted(types)}`,
  };
};

const seLinuxOptions =
  (types: ReadonlySet<string>): CheckPod =>
  (pod) => {
    const isBad = (options: SELinuxOptions | undefined): options is SELinuxOptions =>
      options !== undefined && (!types.has(options.type ?? '') || Boolean(options.user) || Boolean(options.role));
    const ofPod = pod.spec.securityContext?.seLinuxOptions;
    const containers = thoseOf(pod, (context) => isBad(context.seLinuxOptions));
    if (!isBad(ofPod) && containers.length === 0) return undefined;
    const bad = [ofPod, ...allContainers(pod).map((one) => one.securityContext?.seLinuxOptions)].filter(isBad);
    const badTypes = distinct(bad.map(({ type = '' }) => type).filter((type) => !types.has(type)));
    const data = [
      ...(badTypes.length > 0 ? [`${plural('type', 'types', badTypes.length)} ${quoted(badTypes)}`] : []),
      ...(bad.some(({ user }) => user) ? ['user may not be set'] : []),
      ...(bad.some(({ role }) => role) ? ['role may not be set'] : []),
    ];
    return {
      reason: 'seLinuxOptions',
      detail: `${setters(isBad(ofPod), containers)} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`,
    };
  };

const { seccompContainer: SECCOMP_CONTAINER, seccompPod: SECCOMP_POD } = PROFILE_ANNOTATIONS;

/** Before there were fields for it. */
function seccompAnnotations(pod: CheckedPod): Finding | undefined {
  const isGood = (value: string) =>
    value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const keys = [SECCOMP_POD, ...allContainers(pod).map(({ name }) => `${SECCOMP_CONTAINER}${name}`)];
  const bad = keys.filter((key) => pod.annotations[key] !== undefined && !isGood(pod.annotations[key]));
  if (bad.length === 0) return undefined;
  const texts = distinct(bad.map((key) => `${key}=${JSON.stringify(pod.annotations[key])}`));
  return {
    reason: 'seccompProfile',
    detail: `forbidden ${plural('annotation', 'annotations', texts.length)} ${texts.join(', ')}`,
  };
}

export const seccompProfile: CheckPod = (pod) => {
  const isBad = (profile: { type?: string } | undefined) => profile !== undefined && !isProfile(profile.type);
  const ofPod = pod.spec.securityContext?.seccompProfile;
  const containers = thoseOf(pod, (context) => isBad(context.seccompProfile));
  if (!isBad(ofPod) && containers.length === 0) return undefined;
  const profiles = [ofPod, ...allContainers(pod).map((one) => one.securityContext?.seccompProfile)].filter(isBad);
  return {
    reason: 'seccompProfile',
    detail: `${setters(isBad(ofPod), containers)} must not set securityContext.seccompProfile.type to ${quoted(distinct(profiles.map((profile) => profile?.type ?? '')))}`,
  };
};

const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_27 = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_29 = [
  ...SYSCTLS_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const SYSCTLS_37 = [...SYSCTLS_32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

const sysctls =
  (allowed: readonly string[]): CheckPod =>
  ({ spec }) => {
    const names = (spec.securityContext?.sysctls ?? []).map(({ name = '' }) => name);
    const forbidden = names.filter((name) => !allowed.includes(name));
    return forbidden.length > 0 ? { reason: 'forbidden sysctls', detail: forbidden.join(', ') } : undefined;
  };

function windowsHostProcess(pod: CheckedPod): Finding | undefined {
  const isOfPod = pod.spec.securityContext?.windowsOptions?.hostProcess === true;
  const containers = thoseOf(pod, (context) => context.windowsOptions?.hostProcess === true);
  if (!isOfPod && containers.length === 0) return undefined;
  return {
    reason: 'hostProcess',
    detail: `${setters(isOfPod, containers)} must not set securityContext.windowsOptions.hostProcess=true`,
  };
}

const SE_LINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

const always = (id: string, check: CheckPod): PodCheck => ({ id, level: 'baseline', versions: [{ since: 0, check }] });

/** What keeps pods from known ways to more rights, in the order in which findings are told. */
export const baselineChecks: readonly PodCheck[] = [
  always('appArmorProfile', appArmorProfile),
  always('capabilities_baseline', capabilities),
  always('hostNamespaces', hostNamespaces),
  always('hostPathVolumes', hostPathVolumes),
  always('hostPorts', hostPorts),
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [{ since: 34, check: hostProbes }] },
  always('privileged', privileged),
  {
    id: 'procMount',
    level: 'baseline',
    versions: [
      { since: 0, check: procMount },
      { since: 35, check: unless(hasOwnUsers, procMount) },
    ],
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    versions: [
      { since: 0, check: seLinuxOptions(new Set(SE_LINUX_TYPES)) },
      { since: 31, check: seLinuxOptions(new Set([...SE_LINUX_TYPES, 'container_engine_t'])) },
    ],
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    versions: [
      { since: 0, check: seccompAnnotations },
      { since: 19, check: seccompProfile },
    ],
  },
  {
    id: 'sysctls',
    level: 'baseline',
    versions: [
      { since: 0, check: sysctls(SYSCTLS) },
      { since: 27, check: sysctls(SYSCTLS_27) },
      { since: 29, check: sysctls(SYSCTLS_29) },
      { since: 32, check: sysctls(SYSCTLS_32) },
      { since: 37, check: sysctls(SYSCTLS_37) },
    ],
  },
  always('windowsHostProcess', windowsHostProcess),
];
