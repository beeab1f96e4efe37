import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ClaimedVolumes } from '../objects/claimed-volumes';
import type { ReferencedObjects } from '../objects/referenced-objects';
import type { ServiceAccountTokens } from '../objects/service-account-tokens';
import type { VolumeSources } from './volume-kind';

export interface VolumeSourceOptions {
  objects: ReferencedObjects;
  claimed: ClaimedVolumes;
  tokens: ServiceAccountTokens;
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
    claimed: (claim) => o.claimed.volume(namespace, claim),
    token: (request) => o.tokens.token(pod, request),
    nodeAllocatable: o.allocatable(),
    addresses: { podIps: o.podIps, hostIps: o.hostIps },
  };
}
