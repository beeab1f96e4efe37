import { parseExactJson } from '@kubets/apimachinery';
import type { UserInfo } from '../auth/user/user-info';
import type { ExtensionServer } from './extension-server';
import type { OpenApiV2, RemoteVersion } from './remote-version';

/** Who asks extension servers for what they say of themselves. */
const AGGREGATOR: UserInfo = { username: 'system:kube-aggregator', groups: ['system:masters'] };

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const ACCEPT_DISCOVERY = `${AGGREGATED},application/json;q=0.9`;
const MAX_DISCOVERY_BYTES = 2 * 1024 * 1024;
const MAX_OPEN_API_BYTES = 16 * 1024 * 1024;

export interface RemoteDocuments {
  resources: object[];
  openApiV3?: string;
  openApiV2?: OpenApiV2;
  /** Of the OpenAPI 2 document. */
  etag: string;
}

type Address = Pick<RemoteVersion, 'group' | 'version'>;

/** Asks whether a version of a group is there. @throws Error in Kubernetes' words. */
export async function probe(
  server: ExtensionServer,
  { group, version }: Address,
  signal: AbortSignal,
): Promise<LegacyList> {
  const path = `/apis/${group}/${version}`;
  const url = () => {
    const { host, port } = server.upstream(path);
    return `https://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
  };
  let told: string | undefined;
  try {
    told = url();
    const { code, text } = await server.read(path, { user: AGGREGATOR, signal, maxBytes: MAX_DISCOVERY_BYTES });
    if (code < 200 || code >= 300) throw new Error(`bad status from ${told}: ${code}`);
    return parsed(text) as LegacyList;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(told === undefined ? message : `failing or missing response from ${told}: ${message}`, {
      cause: error,
    });
  }
}

interface LegacyResource {
  name?: string;
  singularName?: string;
  namespaced?: boolean;
  kind?: string;
  group?: string;
  version?: string;
  verbs?: string[];
  shortNames?: string[];
  categories?: string[];
}

export interface LegacyList {
  resources?: LegacyResource[];
}

/** All that an extension server says of a version: each part by itself, as servers need not have all. */
export async function readDocuments(
  server: ExtensionServer,
  address: Address,
  o: { legacy: LegacyList; before: RemoteDocuments | undefined; signal: AbortSignal },
): Promise<RemoteDocuments> {
  const { group, version } = address;
  const read = async (path: string, accept: string, maxBytes: number, etag = '') =>
    server.read(path, { user: AGGREGATOR, accept, etag, signal: o.signal, maxBytes }).catch(() => undefined);
  const discovery = await read('/apis', ACCEPT_DISCOVERY, MAX_DISCOVERY_BYTES);
  const index = await read('/openapi/v3', 'application/json', MAX_DISCOVERY_BYTES);
  const v2 = await read('/openapi/v2', 'application/json', MAX_OPEN_API_BYTES, o.before?.etag);
  const paths = (parsed(index?.code === 200 ? index.text : undefined) as { paths?: Record<string, Link> }).paths ?? {};
  const link = paths[`apis/${group}/${version}`]?.serverRelativeURL;
  const isSame = v2?.code === 304;
  const openApiV2 = isSame ? o.before?.openApiV2 : v2?.code === 200 ? (parsed(v2.text) as OpenApiV2) : undefined;
  return {
    resources: aggregatedResources(discovery?.code === 200 ? discovery.text : undefined, address) ?? ofLegacy(o.legacy),
    ...(typeof link === 'string' ? { openApiV3: link } : {}),
    ...(openApiV2 ? { openApiV2 } : {}),
    etag: isSame ? (o.before?.etag ?? '') : (v2?.etag ?? ''),
  };
}

interface Link {
  serverRelativeURL?: unknown;
}

interface AggregatedGroups {
  kind?: string;
  items?: { metadata?: { name?: string }; versions?: { version?: string; resources?: object[] }[] }[];
}

function aggregatedResources(text: string | undefined, { group, version }: Address): object[] | undefined {
  const { kind, items } = parsed(text) as AggregatedGroups;
  if (kind !== 'APIGroupDiscoveryList' || !Array.isArray(items)) return undefined;
  const found = items
    .find(({ metadata }) => metadata?.name === group)
    ?.versions?.find((one) => one.version === version)?.resources;
  return Array.isArray(found) ? found : undefined;
}

/** From the form of old: what is below a resource stands beside it, with a slash. */
export function ofLegacy({ resources }: LegacyList): object[] {
  const all = Array.isArray(resources) ? resources : [];
  const kindOf = ({ group = '', version = '', kind = '' }: LegacyResource) => ({ group, version, kind });
  return all
    .filter(({ name }) => name && !name.includes('/'))
    .map((one) => {
      const below = all.filter(({ name }) => name?.startsWith(`${one.name}/`));
      return {
        resource: one.name,
        responseKind: kindOf(one),
        scope: one.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: one.singularName ?? '',
        verbs: one.verbs ?? [],
        ...(one.shortNames?.length ? { shortNames: one.shortNames } : {}),
        ...(one.categories?.length ? { categories: one.categories } : {}),
        ...(below.length > 0
          ? {
              subresources: below.map((sub) => ({
                subresource: sub.name!.slice(one.name!.length + 1),
                responseKind: kindOf(sub),
                verbs: sub.verbs ?? [],
              })),
            }
          : {}),
      };
    });
}

/** An object, whatever the text is. */
function parsed(text: string | undefined): object {
  try {
    const value: unknown = parseExactJson(text ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
