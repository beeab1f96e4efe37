import type { ControllerEntry } from './controller-context';

/** The short names under which Kubernetes knew some controllers, and still does. */
const ALIASES: Record<string, string> = {
  'clusterrole-aggregation': 'clusterrole-aggregation-controller',
  csrcleaner: 'certificatesigningrequest-cleaner-controller',
  csrsigning: 'certificatesigningrequest-signing-controller',
  deployment: 'deployment-controller',
  endpoint: 'endpoints-controller',
  endpointslice: 'endpointslice-controller',
  endpointslicemirroring: 'endpointslice-mirroring-controller',
  garbagecollector: 'garbage-collector-controller',
  namespace: 'namespace-controller',
  nodeipam: 'node-ipam-controller',
  nodelifecycle: 'node-lifecycle-controller',
  podgc: 'pod-garbage-collector-controller',
  replicaset: 'replicaset-controller',
  replicationcontroller: 'replicationcontroller-controller',
  resourcequota: 'resourcequota-controller',
  'root-ca-cert-publisher': 'root-ca-certificate-publisher-controller',
  'legacy-service-account-token-cleaner': 'legacy-serviceaccount-token-cleaner-controller',
  serviceaccount: 'serviceaccount-controller',
  'serviceaccount-token': 'serviceaccount-token-controller',
};

/**
 * The controllers that --controllers asks for: `*` is all, `foo` the one of that name, `-foo` not that one.
 * Throws Error for a name that no controller has.
 */
export function enabledControllers<E extends Pick<ControllerEntry, 'name'>>(
  all: readonly E[],
  names: readonly string[],
): E[] {
  const resolved = names.map((text) => {
    const off = text.startsWith('-');
    const name = off ? text.slice(1) : text;
    return { off, name: ALIASES[name] ?? name };
  });
  const unknown = resolved.find(({ name }) => name !== '*' && !all.some((entry) => entry.name === name));
  if (unknown)
    throw new Error(
      `--controllers: "${unknown.name}" is not in the list of known controllers: ${all.map(({ name }) => name).join(', ')}`,
    );
  return all.filter((entry) => {
    const own = resolved.find(({ name }) => name === entry.name);
    return own ? !own.off : resolved.some(({ name, off }) => name === '*' && !off);
  });
}
