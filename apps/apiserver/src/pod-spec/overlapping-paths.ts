import { isStep, quote, trimEnd } from '@kubets/apimachinery';
import type { PodSpec, Volume, VolumeProjection } from '@kubets/proto-gen/core/v1';
import { warningsOfEach, type WarningSteps } from '../validation/warning-steps';

/** A file in a volume, and what it comes from where there are several. */
interface File {
  path: string;
  source: string;
}

type Items = readonly { path?: string | undefined }[] | undefined;

const filesOf = (items: Items, source = ''): File[] =>
  (items ?? []).map(({ path = '' }) => ({ path: trimEnd(path, '/'), source }));

const text = ({ path, source }: File): string => (source ? `${quote(path)} (${source})` : quote(path));

/** Pairs of files that are compared in all; of more nobody is warned. */
const MAX_COMPARED = 250_000;

/** Each pair of which one would take the other's place, or is to be a directory and a file. */
function* overlaps(files: readonly File[], budget: { pairs: number }, told: (pair: string) => string): WarningSteps {
  const named = files.filter(({ path }) => path !== '').map((file) => ({ file, prefix: `${file.path}/` }));
  for (const [index, { file, prefix }] of named.entries()) {
    for (let before = 0; before < index; before++) {
      if (isStep(before)) yield;
      if (--budget.pairs < 0) return;
      const other = named[before]!;
      if (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix))
        yield told(`${text(file)} with ${text(other.file)}`);
    }
  }
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
export function overlappingPaths({ volumes = [] }: PodSpec): WarningSteps {
  const budget = { pairs: MAX_COMPARED };
  return warningsOfEach(volumes, (volume) => ofVolume(volume, budget));
}

function* ofVolume(
  { name = '', configMap, secret, downwardAPI, projected }: Volume,
  budget: { pairs: number },
): WarningSteps {
  const among = (kind: string, files: readonly File[]): WarningSteps =>
    overlaps(files, budget, (pair) => `volume ${quote(name)} (${kind}): overlapping paths: ${pair}`);
  if (configMap?.items) yield* among(`ConfigMap ${quote(configMap.name ?? '')}`, filesOf(configMap.items));
  if (secret?.items) yield* among(`Secret ${quote(secret.secretName ?? '')}`, filesOf(secret.items));
  if (downwardAPI?.items) yield* among('DownwardAPI', filesOf(downwardAPI.items));
  const sources = projected?.sources ?? [];
  yield* warningsOfEach(sources, (source) =>
    Object.keys(source).length === 0 ? `volume ${quote(name)} (Projected) has no sources provided` : undefined,
  );
  yield* among('Projected', sources.flatMap(projectedFiles));
}
