import type { Pod, Volume } from '@kubets/proto-gen/core/v1';
import { toSeconds } from '@kubets/proto-gen/int64';
import type { CsiVolumes, DriverTokens } from '../csi/csi-volumes';
import type { ClaimedVolumes } from '../objects/claimed-volumes';
import type { PodCertificates } from '../objects/pod-certificates';
import type { ReferencedObjects } from '../objects/referenced-objects';
import type { ServiceAccountTokens } from '../objects/service-account-tokens';
import type { TrustBundles } from '../objects/trust-bundles';
import type { ImageMount } from '../runtimes/runtime';
import type { VolumeSources } from './volume-kind';

export interface VolumeSourceOptions {
  objects: ReferencedObjects;
  claimed: ClaimedVolumes;
  tokens: ServiceAccountTokens;
  trustBundles: TrustBundles;
  certificates: PodCertificates;
  csi: Pick<CsiVolumes, 'publish'>;
  imageOf(pod: Pod, volume: Volume): Promise<ImageMount[]>;
  allocatable(): Record<string, string>;
  podIps: readonly string[];
  hostIps: readonly string[];
}

/** What one pod's volumes are filled from. */
export function volumeSources(pod: Pod, o: VolumeSourceOptions): VolumeSources {
  const namespace = pod.metadata?.namespace ?? '';
  return {
    secret: (name) => o.objects.secret(namespace, name),
    configMap: (name) => o.objects.configMap(namespace, name),
    claimed: (claim, { isOwned }) =>
      o.claimed.volume(namespace, claim, isOwned ? { podUid: pod.metadata?.uid ?? '' } : undefined),
    token: (request) => o.tokens.token(pod, request),
    trustAnchors: (projection) => o.trustBundles.anchors(projection),
    podCertificate: (source) => o.certificates.credentials(pod, source),
    csi: (volume, fsGroup) => o.csi.publish({ pod, volume, fsGroup, tokens: driverTokens(pod, o.tokens) }),
    image: (volume) => o.imageOf(pod, volume),
    nodeAllocatable: o.allocatable(),
    addresses: { podIps: o.podIps, hostIps: o.hostIps },
  };
}

/** By whom each is for. */
const driverTokens =
  (pod: Pod, tokens: ServiceAccountTokens): DriverTokens =>
  async (requests) => {
    const given = await Promise.all(
      requests.map(async ({ audience = '', expirationSeconds }) => {
        const request = {
          ...(audience && { audience }),
          ...(expirationSeconds === undefined ? {} : { expirationSeconds: toSeconds(expirationSeconds) }),
        };
        const { token, expiresAtMs } = await tokens.issued(pod, request);
        return [audience, { token, expirationTimestamp: new Date(expiresAtMs).toISOString() }] as const;
      }),
    );
    return JSON.stringify(Object.fromEntries(given));
  };
