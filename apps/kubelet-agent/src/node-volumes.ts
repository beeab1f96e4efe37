import type { KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Pod, Volume } from '@kubets/proto-gen/core/v1';
import type { KubeletConfig } from './config';
import { createCsi, type Csi } from './csi/csi';
import type { PodEvents } from './events/pod-events';
import { createClaimedVolumes } from './objects/claimed-volumes';
import { createPodCertificates, type PodCertificates } from './objects/pod-certificates';
import { createReferencedObjects, type ReferencedObjects } from './objects/referenced-objects';
import { createServiceAccountTokens, type ServiceAccountTokens } from './objects/service-account-tokens';
import { createTrustBundles } from './objects/trust-bundles';
import type { ImageManager } from './images/image-manager';
import type { PodManager } from './pods/pod-manager';
import { pullSecretsOf } from './pods/start-container';
import type { ContainerRuntime } from './runtimes/runtime';
import type { StatusManager } from './status/status-manager';
import { kernelMounts } from './system/mounts';
import type { PodPaths } from './system/pod-paths';
import { keepClaimDirectories } from './volumes/claim/abandoned-directories';
import { runRepublishing } from './volumes/republish';
import { runVolumeGrowth } from './volumes/volume-growth';
import type { VolumeSources } from './volumes/volume-kind';
import { createVolumeManager, type VolumeManager } from './volumes/volume-manager';
import { createVolumeRefresher, type VolumeRefresher } from './volumes/volume-refresher';
import { volumeSources } from './volumes/volume-sources';

export interface NodeVolumesOptions {
  config: KubeletConfig;
  client: KubeClient<
    | 'clusterTrustBundles'
    | 'configMaps'
    | 'csiDrivers'
    | 'csiNodes'
    | 'nodes'
    | 'persistentVolumeClaims'
    | 'persistentVolumes'
    | 'podCertificateRequests'
    | 'secrets'
    | 'serviceAccounts'
    | 'volumeAttachments'
  >;
  rootDir: string;
  paths: PodPaths;
  nodeName: string;
  nodeIp: string;
  nodeUid(): string | undefined;
  allocatable(): Record<string, string>;
  events: PodEvents;
  runtime: Pick<ContainerRuntime, 'imageView' | 'releaseImageView'>;
  images: Pick<ImageManager, 'ensure'>;
  status: Pick<StatusManager, 'get'>;
  /** Asked for when there are pods. */
  pods(): Pick<PodManager, 'activePods' | 'isActive' | 'list' | 'wake'>;
  /** What the node says of its volumes is something else now. */
  onNodeChange(): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Pods' volumes on a node, and all that they are filled from. */
export interface NodeVolumes {
  objects: ReferencedObjects;
  tokens: ServiceAccountTokens;
  certificates: PodCertificates;
  csi: Csi;
  volumes: VolumeManager;
  refresher: VolumeRefresher;
  sources(pod: Pod, podIps: readonly string[]): VolumeSources;
  /** Looks from time to time whether volumes have grown or are to be published again, until the signal aborts. */
  run(): Promise<void>;
}

export function createNodeVolumes(o: NodeVolumesOptions): NodeVolumes {
  const { config, client, rootDir, paths, nodeName, nodeIp, nodeUid, events, clock, logger, signal } = o;
  const objects = createReferencedObjects({ client, logger });
  const claimed = createClaimedVolumes(client);
  keepClaimDirectories({ root: config.nodeLocalVolumeDir, isGone: claimed.isGone, clock, logger, signal });
  const tokens = createServiceAccountTokens({ client: client.serviceAccounts, clock });
  const csi = createCsi({ client, rootDir, paths, nodeName, nodeUid, onChange: o.onNodeChange, clock, logger });
  const trustBundles = createTrustBundles({ client, logger, signal });
  const certificates = createPodCertificates({
    client,
    nodeName,
    nodeUid,
    events,
    onChange: (uid) => changed((pod) => pod.metadata?.uid === uid),
    clock,
    logger,
    signal,
  });
  const volumes = createVolumeManager({
    paths,
    mounts: kernelMounts,
    csi: csi.volumes,
    releaseImage: (podUid, volume) => o.runtime.releaseImageView(imageKey(podUid, volume)),
  });
  /** Shown as it is on the node when it is mounted first. */
  async function imageOf(pod: Pod, { name = '', image: { reference = '', pullPolicy } = {} }: Volume) {
    const pullSecrets = await pullSecretsOf(pod, { objects, events });
    const image = await o.images.ensure(
      pod,
      { image: reference, ...(pullPolicy ? { imagePullPolicy: pullPolicy } : {}) },
      { pullSecrets, signal },
    );
    return o.runtime.imageView(image.id, imageKey(pod.metadata?.uid ?? '', name));
  }
  const sources = (pod: Pod, podIps: readonly string[]) =>
    volumeSources(pod, {
      objects,
      claimed,
      tokens,
      trustBundles,
      certificates,
      csi: csi.volumes,
      imageOf,
      allocatable: o.allocatable,
      podIps,
      hostIps: [nodeIp],
    });
  const sourcesNow = (pod: Pod) => sources(pod, podIpsOf(pod));
  const podIpsOf = (pod: Pod) =>
    (o.status.get(pod.metadata?.uid ?? '')?.podIPs ?? pod.status?.podIPs ?? []).map(({ ip = '' }) => ip);
  const refresher = createVolumeRefresher({
    volumes,
    tokens,
    sources: sourcesNow,
    isActive: (uid) => o.pods().isActive(uid),
    events,
    clock,
    logger,
  });

  /** Of pods that run and of those that wait for it. */
  function changed(concerns: (pod: Pod) => boolean): void {
    for (const pod of o.pods().list().filter(concerns)) {
      refresher.refresh(pod);
      o.pods().wake(pod.metadata?.uid ?? '');
    }
  }
  trustBundles.onChange(() => changed(trustsBundles));

  return {
    objects,
    tokens,
    certificates,
    csi,
    volumes,
    refresher,
    sources,
    async run() {
      const looking = { csi: csi.volumes, pods: () => o.pods().activePods(''), clock, logger, signal };
      await Promise.all([
        runVolumeGrowth({ ...looking, client, nodeName, events }),
        runRepublishing({ ...looking, volumes, sources: sourcesNow }),
      ]);
    },
  };
}

/** By which the runtime knows what a volume shows. */
const imageKey = (podUid: string, volume: string) => `kubets-volume-${podUid}-${volume}`;

const trustsBundles = ({ spec }: Pod): boolean =>
  (spec?.volumes ?? []).some(({ projected }) => projected?.sources?.some((source) => source.clusterTrustBundle));
