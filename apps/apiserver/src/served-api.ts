import { createDiscovery, type Discovery } from './discovery/discovery';
import { apiResources, type ApiResource } from './discovery/api-resources';
import type { createOpenApis, OpenApi } from './openapi/open-api';
import { createApiRegistry, type ApiRegistry } from './registry/api-registry';
import type { ResourceDefinition, VirtualResourceDefinition } from './registry/resource';
import type { SubresourceRegistry } from './pipeline/subresource';

/** All that is served at one moment; nothing of it changes. A request works with one of these from its beginning to its end. */
export interface ServedApi {
  readonly registry: ApiRegistry;
  readonly subresources: SubresourceRegistry;
  readonly resources: readonly ApiResource[];
  readonly discovery: Discovery;
  /** Made when it is first asked for; the texts that it consists of are loaded then. */
  openApi(): Promise<OpenApi>;
}

/** Kinds that come and go while the server runs. */
export interface LiveApi {
  now(): ServedApi;
  /** Serves one more kind from now on. @throws Error when there is one of that name. */
  add(definition: ResourceDefinition): void;
  /** Serves a kind that came with `add` as it is now, or one more. */
  put(definition: ResourceDefinition): void;
  /** Serves it no more. @throws Error for a kind that did not come with `add`. */
  remove(group: string, plural: string): void;
  /** Told of each change, right after it. */
  follow(onChange: (now: ServedApi) => void): () => void;
}

export interface LiveApiOptions {
  /** What is served as long as the server runs. */
  definitions: readonly ResourceDefinition[];
  virtual: readonly VirtualResourceDefinition[];
  subresourcesOf(definitions: readonly ResourceDefinition[]): SubresourceRegistry;
  serverAddress: string;
  /** Of the server, as OpenAPI says it. */
  version: string;
}

const loadOpenApis = async (version: string) => (await import('./openapi/open-api')).createOpenApis(version);

const isSameResource = (a: ResourceDefinition, b: ResourceDefinition): boolean =>
  a.group === b.group && a.plural === b.plural;

export function createLiveApi({
  definitions: builtIn,
  virtual,
  subresourcesOf,
  serverAddress,
  version,
}: LiveApiOptions): LiveApi {
  let openApis: Promise<ReturnType<typeof createOpenApis>> | undefined;
  const followers = new Set<(now: ServedApi) => void>();
  let added: readonly ResourceDefinition[] = [];
  let current = serve(added, undefined);

  function serve(more: readonly ResourceDefinition[], before: ServedApi | undefined): ServedApi {
    const definitions = [...builtIn, ...more];
    const registry = createApiRegistry(definitions, virtual);
    const subresources = subresourcesOf(definitions);
    const resources = apiResources(registry, subresources, before?.resources);
    let openApi: Promise<OpenApi> | undefined;
    return {
      registry,
      subresources,
      resources,
      discovery: createDiscovery(registry, resources, serverAddress),
      openApi: () => (openApi ??= (openApis ??= loadOpenApis(version)).then((of) => of(resources))),
    };
  }

  function swap(more: readonly ResourceDefinition[]): void {
    current = serve(more, current);
    added = more;
    for (const tell of followers) tell(current);
  }

  return {
    now: () => current,
    add: (definition) => swap([...added, definition]),
    put: (definition) => swap([...added.filter((one) => !isSameResource(one, definition)), definition]),
    remove(group, plural) {
      const rest = added.filter((one) => one.group !== group || one.plural !== plural);
      if (rest.length === added.length) throw new Error(`no resource ${plural}.${group} was added`);
      swap(rest);
    },
    follow(onChange) {
      followers.add(onChange);
      return () => followers.delete(onChange);
    },
  };
}
