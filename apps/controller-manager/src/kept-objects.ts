import { nameOf } from '@kubets/apimachinery';
import { identityOf } from '@kubets/client';
import type { ConfigMap, Container, Pod, PodSpec } from '@kubets/proto-gen/core/v1';

/** The one ConfigMap of each namespace whose content a controller looks after. */
export const ROOT_CA_CONFIG_MAP = 'kube-root-ca.crt';

export const keptOfConfigMap = (configMap: ConfigMap): ConfigMap =>
  nameOf(configMap) === ROOT_CA_CONFIG_MAP ? configMap : identityOf(configMap);

/** Endpoints need a container's ports, deletions its name, quotas its resources, and whether it is a sidecar. */
const keptOfContainer = ({ name, ports, restartPolicy, resources }: Container): Container => ({
  name,
  ...(resources?.requests || resources?.limits ? { resources } : {}),
  ...(ports ? { ports } : {}),
  ...(restartPolicy ? { restartPolicy } : {}),
});

/** Of what a pod asks of nodes the name of the only one that it may have, which is whose daemon it is until it has one. */
function keptOfAffinity({ nodeName, affinity }: PodSpec): Pick<PodSpec, 'affinity'> {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = (required?.nodeSelectorTerms ?? []).flatMap(({ matchFields }) =>
    matchFields ? [{ matchFields }] : [],
  );
  if (nodeName || terms.length === 0) return {};
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
  };
}

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
  const { resourceClaims, activeDeadlineSeconds, affinity, overhead, priorityClassName, resources } = spec ?? {};
  const podAffinity = affinity?.podAffinity ?? affinity?.podAntiAffinity;
  const volumes = spec?.volumes?.filter(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim || ephemeral);
  return {
    apiVersion,
    kind,
    metadata,
    spec: {
      ...(nodeName ? { nodeName } : {}),
      ...(hostname ? { hostname } : {}),
      ...(subdomain ? { subdomain } : {}),
      ...keptOfAffinity(spec ?? {}),
      ...(tolerations ? { tolerations } : {}),
      ...(activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds }),
      ...(priorityClassName ? { priorityClassName } : {}),
      ...(overhead ? { overhead } : {}),
      ...(resources ? { resources } : {}),
      ...(podAffinity ? { affinity } : {}),
      ...(volumes?.length ? { volumes } : {}),
      ...(resourceClaims ? { resourceClaims } : {}),
      ...(containers ? { containers: containers.map(keptOfContainer) } : {}),
      ...(initContainers ? { initContainers: initContainers.map(keptOfContainer) } : {}),
    },
    status,
  };
}
