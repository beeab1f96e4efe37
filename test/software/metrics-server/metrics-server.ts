import { helm4 } from '../helm/helm';
import type { Software, SoftwareModule } from '../software';

export const metricsServerModule: SoftwareModule = {
  path: 'sigs.k8s.io/metrics-server',
  version: '0.9.0',
  programs: { 'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
};

/** An aggregated API, in the place of the box's own metrics. */
export const metricsServer: Software = { name: 'metrics-server', modules: [helm4, metricsServerModule] };
