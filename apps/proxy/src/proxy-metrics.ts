import type { Metrics } from '@kubets/component';

const PROGRAMMING_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Under the names that kube-proxy's dashboards know. */
export function createProxyMetrics(metrics: Metrics) {
  const seconds = (name: string, help: string) =>
    metrics.histogram({ name: `kubeproxy_${name}_duration_seconds`, help, buckets: PROGRAMMING_BUCKETS });
  const count = (name: string, help: string) => metrics.counter({ name: `kubeproxy_${name}_total`, help });
  return {
    syncSeconds: seconds('sync_proxy_rules', 'Time to bring the kernel in line.'),
    fullSyncSeconds: seconds('sync_full_proxy_rules', 'Time of syncs that replaced all rules.'),
    partialSyncSeconds: seconds('sync_partial_proxy_rules', 'Time of syncs that changed only what was different.'),
    programmingSeconds: seconds('network_programming', 'Time from a pod or Service change to the rules for it.'),
    serviceChanges: count('sync_proxy_rules_service_changes', 'Changes of Services that were seen.'),
    endpointChanges: count('sync_proxy_rules_endpoint_changes', 'Changes of EndpointSlices that were seen.'),
    failures: count('sync_proxy_rules_nftables_sync_failures', 'Syncs that failed.'),
    lastSync: metrics.gauge({
      name: 'kubeproxy_sync_proxy_rules_last_timestamp_seconds',
      help: 'Time of the last successful sync.',
    }),
    services: metrics.gauge({ name: 'kubeproxy_services', help: 'Services that this node forwards.' }),
  };
}

export type ProxyMetrics = ReturnType<typeof createProxyMetrics>;
