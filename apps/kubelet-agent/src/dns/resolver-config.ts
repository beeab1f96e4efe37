import type { Pod } from '@kubets/proto-gen/core/v1';

/** The content of a resolv.conf. */
export interface ResolverConfig {
  servers: string[];
  searches: string[];
  options: string[];
}

export interface ClusterDns {
  servers: readonly string[];
  domain: string;
  /** Of the node, for names outside the cluster. */
  node: ResolverConfig;
}

const MOST_SERVERS = 3;
const MOST_SEARCHES = 32;
const MOST_SEARCH_CHARACTERS = 2048;

/** Reads a resolv.conf; the last search line counts, as the resolver has it. */
export function parseResolverConfig(text: string): ResolverConfig {
  const config: ResolverConfig = { servers: [], searches: [], options: [] };
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && values[0]) config.servers.push(values[0]);
    if (keyword === 'search')
      config.searches = values.map((domain) => (domain === '.' ? domain : domain.replace(/\.$/, '')));
    if (keyword === 'options') config.options = values;
  }
  return config;
}

/** The resolver configuration a pod gets by its dnsPolicy and dnsConfig, and what had to be cut (for an event). */
export function podResolverConfig(pod: Pod, cluster: ClusterDns): { config: ResolverConfig; warnings: string[] } {
  const warnings: string[] = [];
  const config = merge(basis(pod, cluster, warnings), pod);
  return { config: withinLimits(config, warnings), warnings };
}

function basis(pod: Pod, cluster: ClusterDns, warnings: string[]): ResolverConfig {
  const { dnsPolicy = 'ClusterFirst', hostNetwork } = pod.spec ?? {};
  if (dnsPolicy === 'None') return { servers: [], searches: [], options: [] };
  const wantsCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  if (!wantsCluster) return structuredClone(cluster.node);
  if (cluster.servers.length === 0) {
    warnings.push(
      'kubelet does not have ClusterDNS IP configured and cannot create Pod using "ClusterFirst" policy. Falling back to "Default" policy.',
    );
    return structuredClone(cluster.node);
  }
  const { domain } = cluster;
  return {
    servers: [...cluster.servers],
    searches: [`${pod.metadata?.namespace}.svc.${domain}`, `svc.${domain}`, domain, ...cluster.node.searches],
    options: ['ndots:5'],
  };
}

/** dnsConfig adds servers and searches, and replaces options of the same name. */
function merge(base: ResolverConfig, pod: Pod): ResolverConfig {
  const { nameservers = [], searches = [], options = [] } = pod.spec?.dnsConfig ?? {};
  const byName = new Map(base.options.map((option) => [option.split(':')[0]!, option]));
  for (const { name = '', value } of options)
    byName.set(name, value === undefined || value === '' ? name : `${name}:${value}`);
  return {
    servers: [...new Set([...base.servers, ...nameservers])],
    searches: [...new Set([...base.searches, ...searches])],
    options: [...byName.values()],
  };
}

function withinLimits(config: ResolverConfig, warnings: string[]): ResolverConfig {
  const servers = config.servers.slice(0, MOST_SERVERS);
  if (servers.length < config.servers.length) {
    warnings.push(
      `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${servers.join(' ')}`,
    );
  }
  let searches = config.searches.slice(0, MOST_SEARCHES);
  while (searches.join(' ').length > MOST_SEARCH_CHARACTERS) searches = searches.slice(0, -1);
  if (searches.length < config.searches.length) {
    warnings.push(
      `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${searches.join(' ')}`,
    );
  }
  return { servers, searches, options: config.options };
}
