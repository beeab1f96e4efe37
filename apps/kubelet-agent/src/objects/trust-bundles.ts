import { pemBlocks, pemText } from '@kubets/api';
import { selectorOrNothing } from '@kubets/apimachinery';
import { createInformer, type Informer, type KubeClient } from '@kubets/client';
import type { Logger } from '@kubets/component';
import type { ClusterTrustBundle } from '@kubets/proto-gen/certificates/v1';
import type { ClusterTrustBundleProjection } from '@kubets/proto-gen/core/v1';
import { withTimeout } from './with-timeout';

/** The certificates of ClusterTrustBundles. They are watched once a pod has asked for some. */
export interface TrustBundles {
  /** Each certificate once, as PEM; nothing where they may be missing. Rejects where they may not. */
  anchors(projection: ClusterTrustBundleProjection): Promise<string>;
  /** Called when a bundle appears, changes or goes. */
  onChange(handler: () => void): void;
}

export function createTrustBundles({
  client,
  logger,
  signal,
}: {
  client: KubeClient<'clusterTrustBundles'>;
  logger: Logger;
  signal: AbortSignal;
}): TrustBundles {
  const handlers: (() => void)[] = [];
  let informer: Informer<ClusterTrustBundle> | undefined;

  function started(): Informer<ClusterTrustBundle> {
    if (informer) return informer;
    informer = createInformer(client.clusterTrustBundles, { name: 'clustertrustbundles', logger });
    const changed = (): void => {
      for (const handler of handlers) handler();
    };
    informer.addEventHandler({ onAdd: changed, onUpdate: changed, onDelete: changed });
    informer.start(signal);
    return informer;
  }

  return {
    async anchors({ name, signerName, labelSelector, optional = false }) {
      const { lister, synced } = started();
      await withTimeout(synced(), 'ClusterTrustBundle informer has not yet synced');
      const selector = selectorOrNothing(labelSelector);
      const found =
        name === undefined
          ? lister.list().filter((one) => one.spec?.signerName === signerName && selector.matches(one.metadata?.labels))
          : lister.list().filter((one) => one.metadata?.name === name);
      if (found.length > 0 || optional) return anchorsOf(found);
      throw new Error(
        name === undefined
          ? 'combination of signerName and labelSelector matched zero ClusterTrustBundles'
          : `while getting ClusterTrustBundle: clustertrustbundle.certificates.k8s.io "${name}" not found`,
      );
    },
    onChange: (handler) => void handlers.push(handler),
  };
}

/** In an order of their own, so that nobody comes to rely on that of the bundles. */
export function anchorsOf(bundles: readonly ClusterTrustBundle[]): string {
  const certificates = new Map<string, string>();
  for (const { spec } of bundles)
    for (const { bytes } of pemBlocks(spec?.trustBundle ?? ''))
      certificates.set(bytes.toString('hex'), pemText('CERTIFICATE', bytes));
  return [...certificates]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join('');
}
