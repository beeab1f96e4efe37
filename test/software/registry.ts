import { certManager } from './cert-manager/cert-manager';
import { helm } from './helm/helm';
import { kubeStateMetrics } from './kube-state-metrics/kube-state-metrics';
import { metricsServer } from './metrics-server/metrics-server';
import { operator } from './operator/operator';
import { prometheusOperator } from './prometheus-operator/prometheus-operator';
import { sampleController } from './sample-controller/sample-controller';
import type { Software } from './software';

/** In the order in which it is tested. */
export const SOFTWARE: readonly Software[] = [
  helm,
  sampleController,
  metricsServer,
  certManager,
  kubeStateMetrics,
  prometheusOperator,
  operator,
];
