import { createHash } from 'node:crypto';
import { atOnce, encodeProtobufSteps, KUBERNETES_PROTOBUF } from '@kubets/apimachinery';
import { parseAccept } from '@kubets/component';
import type { ApiRegistry } from '../registry/api-registry';
import { JSON_TYPE } from '../openapi/media-types';
import type { ApiResource } from './api-resources';
import {
  AGGREGATED_VERSION,
  aggregatedDocument,
  apiVersionsDocument,
  groupDocument,
  groupListDocument,
  resourceListDocument,
} from './documents';

export interface DiscoveryAnswer {
  /** JSON, but for an aggregated answer to who would rather have protobuf. */
  body: Buffer;
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
    document && { body: Buffer.from(JSON.stringify(document)), contentType: JSON_TYPE };

  return (path, accept) => {
    const parts = path.split('/').filter((part) => part !== '');
    const [root, ...below] = parts;
    if (root !== 'api' && root !== 'apis') return undefined;
    const isCore = root === 'api';
    if (below.length === 0) {
      const type = aggregatedType(accept);
      if (type)
        return once(`aggregated ${root} ${type}`, () =>
          aggregated(aggregatedDocument(registry, resources, isCore), type),
        );
      return once(`legacy ${root}`, () =>
        plain(isCore ? apiVersionsDocument(registry, serverAddress) : groupListDocument(registry)),
      );
    }
    const [group, version] = isCore ? ['', ...below] : below;
    if (below.length > (isCore ? 1 : 2)) return undefined;
    // Only what exists is remembered, under one name: paths come from clients, with as many slashes as they like.
    const document =
      version === undefined ? groupDocument(registry, group!) : resourceListDocument(resources, group!, version);
    return document && once(parts.join('/'), () => plain(document));
  };
}

const YAML_TYPE = 'application/yaml';
const FORMATS = [JSON_TYPE, YAML_TYPE, KUBERNETES_PROTOBUF];

/** The media type if the client would rather have everything in one answer. */
export function aggregatedType(accept: string | undefined): string | undefined {
  for (const { type, parameters } of parseAccept(accept)) {
    const media = type === '*/*' || type === 'application/*' ? JSON_TYPE : type;
    if (!FORMATS.includes(media)) continue;
    const { as, g, v } = parameters;
    if (as === undefined && g === undefined && v === undefined) return undefined;
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && v === AGGREGATED_VERSION)
      return media === YAML_TYPE ? undefined : media;
  }
  return undefined;
}

function aggregated(document: object, type: string): DiscoveryAnswer {
  const json = JSON.stringify(document);
  const etag = `"${createHash('sha512').update(json).digest('hex').toUpperCase()}"`;
  const body = type === KUBERNETES_PROTOBUF ? atOnce(encodeProtobufSteps(document))! : Buffer.from(json);
  return { body, etag, contentType: `${type};g=apidiscovery.k8s.io;v=${AGGREGATED_VERSION};as=APIGroupDiscoveryList` };
}
