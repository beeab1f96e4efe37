import type { Software, SoftwareModule } from '../software';

const VERSION = '0.85.0';
const COMMANDS = 'github.com/prometheus-operator/prometheus-operator/cmd';

export const operatorModule: SoftwareModule = {
  path: 'github.com/prometheus-operator/prometheus-operator',
  version: VERSION,
  inDirectories: VERSION,
  programs: {
    operator: `${COMMANDS}/operator`,
    'prometheus-config-reloader': `${COMMANDS}/prometheus-config-reloader`,
  },
};

/** What it runs: Prometheus 3.16, which finds in Kubernetes what it watches, and of all other places in none. */
export const prometheusModule: SoftwareModule = {
  path: 'github.com/prometheus/prometheus',
  version: '0.316.0',
  tags: 'remove_all_sd,enable_kubernetes_sd',
  programs: { prometheus: 'github.com/prometheus/prometheus/cmd/prometheus' },
};

/** Large custom resources, StatefulSets of an operator, and a server that finds what it watches by the API. */
export const prometheusOperator: Software = {
  name: 'prometheus-operator',
  modules: [operatorModule, prometheusModule],
};
