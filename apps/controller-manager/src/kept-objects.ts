import { nameOf } from '@kubets/apimachinery';
import { identityOf } from '@kubets/client';
import type { ConfigMap, Container, Pod } from '@kubets/proto-gen/core/v1';

/** The one ConfigMap of each namespace whose content a controller looks after. */
export const ROOT_CA_CONFIG_MAP = 'kube-root-ca.crt';

export const keptOfConfigMap = (configMap: ConfigMap): ConfigMap =>
  nameOf(configMap) === ROOT_CA_CONFIG_MAP ? configMap : identityOf(configMap);

/** Endpoints need a container's ports, deletions its name, and whether it is a sidecar. */
const keptOfContainer = ({ name, ports, restartPolicy }: Container): Container => ({
  name,
  ...(ports ? { ports } : {}),
  ...(restartPolicy ? { restartPolicy } : {}),
});

/**
 * A pod without what no controller reads of its spec. Labels, annotations and status stay whole, for they are written
 * back as they are when a status is updated; of the spec such a write takes nothing.
 */
export function keptOfPod({
  apiVersion,
  kind,
  metadata: { managedFields: _managedFields, ...metadata } = {},
  spec,
  status,
}: Pod): Pod {
  const { nodeName, hostname, subdomain, tolerations, containers, initContainers } = spec ?? {};
  return {
    apiVersion,
    kind,
    metadata,
    spec: {
      ...(nodeName ? { nodeName } : {}),
      ...(hostname ? { hostname } : {}),
      ...(subdomain ? { subdomain } : {}),
      ...(tolerations ? { tolerations } : {}),
      ...(containers ? { containers: containers.map(keptOfContainer) } : {}),
      ...(initContainers ? { initContainers: initContainers.map(keptOfContainer) } : {}),
    },
    status,
  };
}
