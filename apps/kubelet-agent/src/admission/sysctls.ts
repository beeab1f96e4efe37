import type { Pod } from '@kubets/proto-gen/core/v1';

/** Sysctls that concern the pod's own namespaces only; all others need to be allowed by the node. */
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
]);

/** Why a sysctl of the pod can't be set, in Kubernetes' words; undefined when all can. */
export function forbiddenSysctl(pod: Pod): { reason: string; message: string } | undefined {
  const { securityContext, hostNetwork, hostIPC } = pod.spec ?? {};
  for (const { name: written = '' } of securityContext?.sysctls ?? []) {
    const name = dotted(written);
    const why = !SAFE_SYSCTLS.has(name)
      ? `${JSON.stringify(written)} not allowlisted`
      : name.startsWith('net.') && hostNetwork
        ? `${JSON.stringify(written)} not allowed with host net enabled`
        : name.startsWith('kernel.') && hostIPC
          ? `${JSON.stringify(written)} not allowed with host ipc enabled`
          : undefined;
    if (why !== undefined) return { reason: 'SysctlForbidden', message: `forbidden sysctl: ${why}` };
  }
  return undefined;
}

/** A name may be written with slashes between its parts; then dots are part of them. */
function dotted(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first === '/' ? name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/')) : name;
}
