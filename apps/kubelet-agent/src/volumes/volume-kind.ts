import type {
  ClusterTrustBundleProjection,
  ConfigMap,
  PersistentVolume,
  Pod,
  Secret,
  Volume,
} from '@kubets/proto-gen/core/v1';
import type { PublishedDirectory } from '../csi/csi-volumes';
import type { CsiVolume } from '../csi/volume-request';
import type { PodAddresses } from '../environment/downward-field';
import type { Credentials } from '../objects/pod-certificates';
import type { ImageMount } from '../runtimes/runtime';
import type { Mounts } from '../system/mounts';
import type { NodePlace } from '../system/node-places';

/** What volumes are filled from. Absent objects are undefined; a rejection means that it is not known yet. */
export interface VolumeSources {
  secret(name: string): Promise<Secret | undefined>;
  configMap(name: string): Promise<ConfigMap | undefined>;
  /** The volume that a claim is bound to; one that was made for a volume of the pod has to be the pod's own. */
  claimed(claim: string, o: { isOwned: boolean }): Promise<PersistentVolume>;
  token(request: { audience?: string; expirationSeconds?: number }): Promise<string>;
  /** The certificates of a ClusterTrustBundle, or of all of a signer, as PEM. */
  trustAnchors(projection: ClusterTrustBundleProjection): Promise<string>;
  /** Of the pod, for one source of one volume. Throws Error until they are there. */
  podCertificate(source: { volume: string; index: number }): Credentials;
  /** Has a CSI driver publish a volume for the pod. */
  csi(volume: CsiVolume, fsGroup: number | undefined): Promise<PublishedDirectory>;
  /** Pulls the image of a volume if its policy wants that, and says how its content is mounted. */
  image(volume: Volume): Promise<ImageMount[]>;
  nodeAllocatable: Record<string, string>;
  /** Undefined until the sandbox has them. */
  addresses: PodAddresses;
}

export interface VolumeContext {
  pod: Pod;
  volume: Volume;
  /** Where the volume lives on the node; its parent exists. */
  directory: string;
  fsGroup?: number;
  /** What is the node's own at a path of the machine. */
  places: readonly NodePlace[];
  sources: VolumeSources;
  mounts: Mounts;
}

/** One type of volume. Each lives in a folder of its own and knows nothing of the others. */
export interface VolumeKind {
  /** Name of the folder under a pod's `volumes`, as Kubernetes calls it. */
  plugin: string;
  matches(volume: Volume): boolean;
  /** Makes the volume ready and returns its path on the node. Repeating it brings the content up to date. */
  setUp(context: VolumeContext): Promise<string>;
  /** Its content follows objects that change while the pod runs. */
  live: boolean;
}
