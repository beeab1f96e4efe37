import { podClaimNames, podResourceClaims, serviceKeysOfSlice } from '@kubets/api';
import { controllerOf, namespaceOf, type KubeObject } from '@kubets/apimachinery';
import { createInformerSet, type Indexers, type Informer, type InformerSet } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import { storedResources } from '@kubets/proto-gen/catalogue';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { VolumeAttachment } from '@kubets/proto-gen/storage/v1';
import type { ControllerClient } from './controller-client';
import { podLabelValues, serviceSelectorValues } from './addresses/service-pods';
import { keptOfConfigMap, keptOfPod } from './kept-objects';

/** Indexes of every resource: by the uid of each owner. */
export const owned: Indexers<KubeObject> = {
  owner: (object) => (object.metadata?.ownerReferences ?? []).flatMap(({ uid }) => (uid ? [uid] : [])),
};

/** Indexes of what controllers claim: by the uid of the controller, and by namespace where there is none. */
const controlled: Indexers<KubeObject> = {
  ...owned,
  controller: (object) => [controllerOf(object)?.uid ?? []].flat(),
  orphan: (object) => (controllerOf(object) ? [] : [namespaceOf(object)]),
};

const plain = { indexers: owned };

/** What is followed in full, and how it is found. */
const SCOPES = {
  pods: {
    transform: keptOfPod,
    indexers: {
      ...controlled,
      node: (pod: Pod) => (pod.spec?.nodeName ? [pod.spec.nodeName] : []),
      label: podLabelValues,
      claim: (pod: Pod) => podClaimNames(pod).map((name) => `${namespaceOf(pod)}/${name}`),
      deviceClaim: (pod: Pod) =>
        [
          ...podResourceClaims(pod).map(({ claimName }) => claimName),
          pod.status?.extendedResourceClaimStatus?.resourceClaimName,
        ].flatMap((claimName) => (claimName ? [`${namespaceOf(pod)}/${claimName}`] : [])),
      deviceClaimTemplate: (pod: Pod) =>
        podResourceClaims(pod).flatMap(({ templateName }) =>
          templateName ? [`${namespaceOf(pod)}/${templateName}`] : [],
        ),
    },
  },
  services: { indexers: { ...owned, selector: serviceSelectorValues } },
  endpoints: plain,
  endpointSlices: { indexers: { ...owned, service: serviceKeysOfSlice } },
  nodes: plain,
  namespaces: plain,
  configMaps: { ...plain, transform: keptOfConfigMap },
  serviceAccounts: plain,
  replicationControllers: plain,
  deployments: plain,
  replicaSets: { indexers: controlled },
  statefulSets: plain,
  daemonSets: plain,
  controllerRevisions: { indexers: controlled },
  jobs: { indexers: controlled },
  cronJobs: plain,
  horizontalPodAutoscalers: plain,
  podDisruptionBudgets: plain,
  persistentVolumes: plain,
  persistentVolumeClaims: plain,
  storageClasses: plain,
  leases: plain,
  serviceCIDRs: plain,
  ipAddresses: plain,
  clusterRoles: plain,
  resourceClaims: { indexers: controlled },
  resourceClaimTemplates: plain,
  resourceSlices: plain,
  deviceTaintRules: plain,
  resourceQuotas: plain,
  certificateSigningRequests: plain,
  clusterTrustBundles: plain,
  csiDrivers: plain,
  volumeAttributesClasses: plain,
  volumeAttachments: {
    indexers: { ...owned, volume: ({ spec }: VolumeAttachment) => [spec?.source?.persistentVolumeName ?? []].flat() },
  },
  podCertificateRequests: plain,
  storageVersionMigrations: plain,
};

type InFull = keyof typeof SCOPES;

/** One informer per resource for all controllers; the controllers start those that they need. */
export interface SharedInformers extends InformerSet<ControllerClient, InFull> {
  /** That of a resource, if some controller has asked for it; from then on more is kept of its objects than who they are. */
  inUse(resource: { group: string; plural: string }): Informer<KubeObject> | undefined;
}

export function createSharedInformers({
  client,
  logger,
  clock,
}: {
  client: ControllerClient;
  logger: Logger;
  clock: Clock;
}): SharedInformers {
  const informers = createInformerSet<ControllerClient, InFull>(client, SCOPES, { logger, clock });
  const asked = new Map<string, Informer<KubeObject>>();
  const shared = {
    inUse: ({ group, plural }: { group: string; plural: string }) => asked.get(`${plural}.${group}`),
  } as SharedInformers;
  for (const [name, informer] of Object.entries(informers)) {
    const { group, plural } = storedResources[name as InFull];
    Object.defineProperty(shared, name, {
      enumerable: true,
      get() {
        asked.set(`${plural}.${group}`, informer as unknown as Informer<KubeObject>);
        return informer;
      },
    });
  }
  return shared;
}
