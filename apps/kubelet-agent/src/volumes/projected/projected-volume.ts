import { initAndAppContainers } from '@kubets/api';
import type {
  Pod,
  PodCertificateProjection,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '@kubets/proto-gen/core/v1';
import { toNumber, toSeconds } from '@kubets/proto-gen/int64';
import type { Credentials } from '../../objects/pod-certificates';
import { downwardPayload } from '../payload/downward-payload';
import { fillPayloadVolume } from '../payload/payload-volume';
import { configMapData, payloadOfKeys, secretData, type Payload, type PayloadFile } from '../payload/payload';
import type { VolumeContext, VolumeKind } from '../volume-kind';

/** Several sources in one directory; the place of a pod's API credentials. */
export const projectedVolume: VolumeKind = {
  plugin: 'kubernetes.io~projected',
  matches: (volume) => volume.projected !== undefined,
  live: true,
  async setUp(context) {
    const { sources = [], defaultMode = 0o644 } = context.volume.projected!;
    const payload: Payload = new Map();
    const problems: string[] = [];
    for (const [index, source] of sources.entries()) {
      try {
        for (const [path, file] of await payloadOfSource({ source, index, context, defaultMode }))
          payload.set(path, file);
      } catch (error) {
        problems.push((error as Error).message);
      }
    }
    if (problems.length > 0) throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`);
    return fillPayloadVolume(context, payload, { inMemory: true });
  },
};

interface SourceOptions {
  source: VolumeProjection;
  index: number;
  context: VolumeContext;
  defaultMode: number;
}

async function payloadOfSource({ source, index, context, defaultMode }: SourceOptions): Promise<Payload> {
  const { pod, sources } = context;
  const namespace = pod.metadata?.namespace;
  if (source.secret) {
    const { name = '', items, optional } = source.secret;
    const secret = await sources.secret(name);
    if (!secret && !optional) throw new Error(`secret "${name}" not found`);
    return payloadOfKeys(secretData(secret), { what: 'secret', items, defaultMode, optional });
  }
  if (source.configMap) {
    const { name = '', items, optional } = source.configMap;
    const configMap = await sources.configMap(name);
    if (!configMap && !optional) throw new Error(`configmap "${name}" not found`);
    return payloadOfKeys(configMapData(configMap), { what: 'config', items, defaultMode, optional });
  }
  if (source.downwardAPI) return downwardPayload(source.downwardAPI.items ?? [], pod, defaultMode, sources);
  if (source.serviceAccountToken) return tokenPayload(source.serviceAccountToken, context, defaultMode);
  if (source.clusterTrustBundle) {
    const { path = '' } = source.clusterTrustBundle;
    const data = Buffer.from(await sources.trustAnchors(source.clusterTrustBundle));
    return new Map([[path, { data, ...privateTo(context, defaultMode) }]]);
  }
  if (source.podCertificate) {
    const credentials = sources.podCertificate({ volume: context.volume.name ?? '', index });
    return credentialFiles(source.podCertificate, credentials, privateTo(context, defaultMode));
  }
  throw new Error(
    `projected source of pod ${namespace}/${pod.metadata?.name} is not supported: ${Object.keys(source).join(', ')}`,
  );
}

async function tokenPayload(
  { audience, expirationSeconds, path = 'token' }: ServiceAccountTokenProjection,
  context: VolumeContext,
  defaultMode: number,
): Promise<Payload> {
  const data = Buffer.from(
    await context.sources.token({
      audience,
      expirationSeconds: expirationSeconds === undefined ? undefined : toSeconds(expirationSeconds),
    }),
  );
  return new Map([[path, { data, ...privateTo(context, defaultMode) }]]);
}

/** The key and the certificates, each in a file of its own or both in one. */
function credentialFiles(
  { credentialBundlePath, keyPath, certificateChainPath }: PodCertificateProjection,
  { key, chain }: Credentials,
  access: Pick<PayloadFile, 'mode' | 'uid'>,
): Payload {
  const files: [string | undefined, string][] = [
    [credentialBundlePath, key + chain],
    [keyPath, key],
    [certificateChainPath, chain],
  ];
  return new Map(files.flatMap(([path, text]) => (path ? [[path, { data: Buffer.from(text), ...access }]] : [])));
}

/** Only the containers' own user may read a file, if they all have one and no group owns the volumes. */
function privateTo({ pod, fsGroup }: VolumeContext, defaultMode: number): Pick<PayloadFile, 'mode' | 'uid'> {
  const uid = fsGroup === undefined ? commonUser(pod) : undefined;
  return { mode: fsGroup !== undefined || uid !== undefined ? 0o600 : defaultMode, uid };
}

function commonUser(pod: Pod): number | undefined {
  const users = new Set(
    initAndAppContainers(pod).map(
      (container) => container.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser,
    ),
  );
  const [user] = users;
  return users.size === 1 && user !== undefined ? toNumber(user) : undefined;
}
