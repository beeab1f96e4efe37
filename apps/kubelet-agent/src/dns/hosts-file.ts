import { trimEnd } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** Host names have at most 63 characters; what a cut leaves at the end must not be a separator. */
const cut = (name: string): string => trimEnd(name.slice(0, 63), '-.');

/** The short host name of a pod's containers, and its name in the cluster's DNS when it has a subdomain. */
export function podHostname(pod: Pod, clusterDomain: string): { hostname: string; fqdn?: string } {
  const { hostname: wanted, subdomain, hostnameOverride } = pod.spec ?? {};
  // It is only what the containers see: no Service gives the pod that name.
  if (hostnameOverride) return { hostname: cut(hostnameOverride) };
  const hostname = wanted || cut(pod.metadata?.name ?? '');
  if (!subdomain) return { hostname };
  return { hostname, fqdn: `${hostname}.${subdomain}.${pod.metadata?.namespace}.svc.${clusterDomain}` };
}

/** What the containers are named inside: the short name, or the full one if the pod wants that. */
export function sandboxHostname(pod: Pod, clusterDomain: string): string {
  const { hostname, fqdn } = podHostname(pod, clusterDomain);
  return pod.spec?.setHostnameAsFQDN && fqdn ? fqdn : hostname;
}

const LOCAL_NAMES = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'fe00::0\tip6-mcastprefix',
  'fe00::1\tip6-allnodes',
  'fe00::2\tip6-allrouters',
];

/** /etc/hosts of a pod: on the node's network the node's own file, else one that names the pod. hostAliases follow. */
export function hostsFile(
  pod: Pod,
  o: { podIps: readonly string[]; clusterDomain: string; nodeHosts: string },
): string {
  const { hostname, fqdn } = podHostname(pod, o.clusterDomain);
  const own = pod.spec?.hostNetwork
    ? ['# Kubernetes-managed hosts file (host network).', o.nodeHosts.trimEnd()]
    : [
        '# Kubernetes-managed hosts file.',
        ...LOCAL_NAMES,
        ...o.podIps.map((ip) => (fqdn ? `${ip}\t${fqdn}\t${hostname}` : `${ip}\t${hostname}`)),
      ];
  const aliases = pod.spec?.hostAliases ?? [];
  const extra =
    aliases.length === 0
      ? []
      : [
          '',
          '# Entries added by HostAliases.',
          ...aliases.map(({ ip, hostnames = [] }) => [ip, ...hostnames].join('\t')),
        ];
  return `${[...own, ...extra].join('\n')}\n`;
}
