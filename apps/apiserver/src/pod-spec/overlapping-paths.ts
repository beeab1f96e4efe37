import { quote, trimEnd } from '@kubets/apimachinery';
import type { PodSpec, VolumeProjection } from '@kubets/proto-gen/core/v1';

/** A file in a volume, and what it comes from where there are several. */
interface File {
  path: string;
  source: string;
}

type Items = readonly { path?: string | undefined }[] | undefined;

const filesOf = (items: Items, source = ''): File[] =>
  (items ?? []).map(({ path = '' }) => ({ path: trimEnd(path, '/'), source }));

const text = ({ path, source }: File): string => (source ? `${quote(path)} (${source})` : quote(path));

const isBelow = (path: string, other: string): boolean => `${path}/`.startsWith(`${other}/`);

/** Each pair of which one would take the other's place, or is to be a directory and a file. */
function overlaps(files: readonly File[]): string[] {
  return files.flatMap((file, index) =>
    files
      .slice(0, file.path === '' ? 0 : index)
      .filter(({ path }) => path !== '' && (isBelow(path, file.path) || isBelow(file.path, path)))
      .map((other) => `${text(file)} with ${text(other)}`),
  );
}

function projectedFiles(source: VolumeProjection): File[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  if (configMap?.items) return filesOf(configMap.items, `ConfigMap ${quote(configMap.name ?? '')}`);
  if (secret?.items) return filesOf(secret.items, `Secret ${quote(secret.name ?? '')}`);
  if (downwardAPI?.items) return filesOf(downwardAPI.items, 'DownwardAPI');
  if (serviceAccountToken) return filesOf([serviceAccountToken], 'ServiceAccountToken');
  if (clusterTrustBundle) {
    const { name, signerName = '' } = clusterTrustBundle;
    return filesOf([clusterTrustBundle], `ClusterTrustBundle ${quote(name ?? signerName)}`);
  }
  const { certificateChainPath, keyPath, credentialBundlePath } = podCertificate ?? {};
  return [
    ...filesOf([{ path: certificateChainPath }], 'PodCertificate chain'),
    ...filesOf([{ path: keyPath }], 'PodCertificate key'),
    ...filesOf([{ path: credentialBundlePath }], 'PodCertificate credential bundle'),
  ].filter(({ path }) => path !== '');
}

/** Warnings of files of one volume that stand in each other's way. */
export function overlappingPaths({ volumes = [] }: PodSpec): string[] {
  return volumes.flatMap(({ name = '', configMap, secret, downwardAPI, projected }) => {
    const told = (kind: string, files: readonly File[]): string[] =>
      overlaps(files).map((pair) => `volume ${quote(name)} (${kind}): overlapping paths: ${pair}`);
    const sources = projected?.sources ?? [];
    const empty = sources.filter((source) => Object.keys(source).length === 0);
    return [
      ...told(`ConfigMap ${quote(configMap?.name ?? '')}`, filesOf(configMap?.items)),
      ...told(`Secret ${quote(secret?.secretName ?? '')}`, filesOf(secret?.items)),
      ...told('DownwardAPI', filesOf(downwardAPI?.items)),
      ...empty.map(() => `volume ${quote(name)} (Projected) has no sources provided`),
      ...told('Projected', sources.flatMap(projectedFiles)),
    ];
  });
}
