import { createHash } from 'node:crypto';
import type { ApiRegistry } from '../registry/api-registry';
import { parseAccept } from '../rest/negotiate';
import type { ApiResource } from './api-resources';
import {
  aggregatedDocument,
  apiVersionsDocument,
  groupDocument,
  groupListDocument,
  resourceListDocument,
} from './documents';

export interface DiscoveryAnswer {
  json: Buffer;
  contentType: string;
  /** Quoted, as in the ETag header; only on aggregated answers. */
  etag?: string;
}

/** Answers /api, /apis and what lies directly below, in the format that the Accept header wants; undefined elsewhere. */
export type Discovery = (path: string, accept: string | undefined) => DiscoveryAnswer | undefined;

/** What is served at one moment; each document is made once. */
export function createDiscovery(
  registry: ApiRegistry,
  resources: readonly ApiResource[],
  serverAddress: string,
): Discovery {
  const made = new Map<string, DiscoveryAnswer | undefined>();
  const once = (key: string, make: () => DiscoveryAnswer | undefined) => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key);
  };
  const plain = (document: object | undefined) =>
    document && { json: Buffer.from(JSON.stringify(document)), contentType: 'application/json' };

  return (path, accept) => {
    const parts = path.split('/').filter((part) => part !== '');
    const [root, ...below] = parts;
    if (root !== 'api' && root !== 'apis') return undefined;
    const isCore = root === 'api';
    if (below.length === 0) {
      const version = aggregatedVersion(accept);
      if (version)
        return once(`aggregated ${root} ${version}`, () =>
          aggregated(aggregatedDocument(registry, resources, isCore, version), version),
        );
      return once(`legacy ${root}`, () =>
        plain(isCore ? apiVersionsDocument(registry, serverAddress) : groupListDocument(registry)),
      );
    }
    const [group, version] = isCore ? ['', ...below] : below;
    if (below.length > (isCore ? 1 : 2)) return undefined;
    // Only what exists is remembered: paths come from clients.
    const document =
      version === undefined ? groupDocument(registry, group!) : resourceListDocument(resources, group!, version);
    return document && once(path, () => plain(document));
  };
}

/** v2 or v2beta1 if the client would rather have everything in one answer. */
function aggregatedVersion(accept: string | undefined): string | undefined {
  for (const { type, parameters } of parseAccept(accept)) {
    if (type !== 'application/json') continue;
    const { as, g, v } = parameters;
    if (!as) return undefined;
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && (v === 'v2' || v === 'v2beta1')) return v;
  }
  return undefined;
}

function aggregated(document: object, version: string): DiscoveryAnswer {
  const json = Buffer.from(JSON.stringify(document));
  const etag = `"${createHash('sha512').update(json).digest('hex').toUpperCase()}"`;
  return { json, etag, contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList` };
}
