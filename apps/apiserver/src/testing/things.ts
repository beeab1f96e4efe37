import type { KubeObject } from '@kubets/apimachinery';
import { createMemoryStore, objectKeyOf, StoredObject } from '@kubets/store';
import { createWatchCache } from '../cache/watch-cache';
import { createAdmission } from '../pipeline/admission';
import type { RequestScope } from '../pipeline/request-scope';
import type { RequestContext, ResourceRequest, Target } from '../pipeline/request';
import { createStoredVersions } from '../pipeline/stored-versions';
import type { ResourceDefinition } from '../registry/resource';

/** A resource without rules of its own, in the shape of a ConfigMap. */
export const things: ResourceDefinition = {
  group: '',
  plural: 'configmaps',
  singular: 'configmap',
  kind: 'ConfigMap',
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.core.v1.ConfigMap' }],
  columns: [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      description: 'Name',
      priority: 0,
      value: ({ metadata }) => metadata?.name,
    },
  ],
  validate: () => [],
};

export function thing(
  name: string,
  more: KubeObject['metadata'] & object = {},
  data: Record<string, string> = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', ...more }, data } as KubeObject;
}

export const thingKey = (name: string, namespace = 'default'): string =>
  objectKeyOf({ group: '', plural: 'configmaps', namespace, name });

export const storedThing = (
  name: string,
  revision: number,
  metadata: KubeObject['metadata'] & object = {},
): StoredObject => StoredObject.fromObject(thingKey(name), thing(name, metadata), revision);

export function targetOf(definition: ResourceDefinition, name = ''): Target {
  return {
    definition,
    version: definition.versions[0],
    namespace: definition.namespaced ? 'default' : '',
    name,
    subresource: '',
  };
}

/** Everything but the doors, over a store in memory. */
export async function createTestScope(
  signal: AbortSignal,
  definitions: readonly ResourceDefinition[] = [],
): Promise<{
  scope: RequestScope;
  store: ReturnType<typeof createMemoryStore>;
  context: RequestContext;
  /** About a thing by its name, or about all of them. */
  requestOf(name?: string, definition?: ResourceDefinition): ResourceRequest;
  warnings: string[];
}> {
  const store = createMemoryStore();
  const { read } = createStoredVersions(definitions);
  const cache = createWatchCache(store, { info: () => undefined, warn: () => undefined }, read);
  await cache.start(signal);
  const warnings: string[] = [];
  const context: RequestContext = {
    user: { username: 'tester', groups: [] },
    signal,
    warn: (text) => void warnings.push(text),
    authorize: async () => undefined,
  };
  return {
    store,
    warnings,
    context,
    requestOf: (name = '', definition = things) => ({ ...context, ...targetOf(definition, name), verb: 'get' }),
    scope: {
      store,
      cache,
      admission: createAdmission({ mutating: [], validating: [] }),
      settings: { serviceClusterIpRanges: ['10.96.0.0/12'], serviceNodePortRange: { first: 30000, last: 32767 } },
      now: () => new Date('2026-01-02T03:04:05Z'),
      leaveOut: () => undefined,
    },
  };
}

export const OPTIONS = { dryRun: false, fieldManager: 'test', fieldValidation: 'Strict' } as const;
