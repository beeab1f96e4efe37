import type { ResourceName } from '../../protocol/resource';

const apps = (resource: string): ResourceName => ({ group: 'apps', version: 'v1', resource });
const core = (resource: string): ResourceName => ({ group: '', version: 'v1', resource });
const batch = (resource: string): ResourceName => ({ group: 'batch', version: 'v1', resource });

/** The resources of the kinds that are drawn. */
export const RESOURCE_OF_KIND: Readonly<Record<string, ResourceName>> = {
  Node: core('nodes'),
  Pod: core('pods'),
  Service: core('services'),
  Deployment: apps('deployments'),
  ReplicaSet: apps('replicasets'),
  StatefulSet: apps('statefulsets'),
  DaemonSet: apps('daemonsets'),
  Job: batch('jobs'),
  CronJob: batch('cronjobs'),
  Ingress: { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses' },
};
