import type { Pod } from '@kubets/proto-gen/core/v1';

export const podFields: Record<string, (pod: Pod) => string> = {
  'spec.nodeName': (pod) => pod.spec?.nodeName ?? '',
  'spec.restartPolicy': (pod) => pod.spec?.restartPolicy ?? '',
  'spec.schedulerName': (pod) => pod.spec?.schedulerName ?? '',
  'spec.serviceAccountName': (pod) => pod.spec?.serviceAccountName ?? '',
  'spec.hostNetwork': (pod) => String(pod.spec?.hostNetwork === true),
  'status.phase': (pod) => pod.status?.phase ?? '',
  'status.podIP': (pod) => pod.status?.podIP ?? '',
  'status.podIPs': (pod) => (pod.status?.podIPs ?? []).map(({ ip }) => ip ?? '').join(','),
  'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName ?? '',
};
