import type { KubeObject } from '@kubets/apimachinery';
import { createMemoryObjects } from '../../auth/testing/memory-objects';
import type { AdmissionAttributes, AdmissionRound, MutatingPlugin } from '../../pipeline/admission';
import type { ResourceDefinition } from '../../registry/resource';
import { resources } from '../../resources/registry';

/** Attributes as a test names them. */
export interface GivenAttributes extends Partial<
  Omit<AdmissionAttributes, 'resource' | 'kind' | 'requestKind' | 'requestResource'>
> {
  group?: string;
  /** Its plural. */
  resource?: string;
}

/** A write to a plugin under test; by default somebody creates something in the core group, in namespace shop. */
export function attributesOf({ group = '', resource: plural = '', ...given }: GivenAttributes): AdmissionAttributes {
  const subject = given.object ?? given.oldObject;
  const kind = { group, version: 'v1', kind: subject?.kind ?? '' };
  const resource = { group, version: 'v1', resource: plural };
  return {
    operation: 'CREATE',
    kind,
    resource,
    requestKind: kind,
    requestResource: resource,
    definition:
      resources.find((one) => one.group === group && one.plural === plural) ??
      ({ group, plural } as ResourceDefinition),
    subresource: '',
    namespace: 'shop',
    name: subject?.metadata?.name ?? '',
    userInfo: { username: 'ann', groups: ['system:authenticated'] },
    dryRun: false,
    reader: createMemoryObjects(),
    signal: new AbortController().signal,
    warn: () => undefined,
    annotate: () => undefined,
    ...given,
  };
}

export const firstRound = (): AdmissionRound => ({ isSecond: false, again: () => undefined, memory: new Map() });

/** The object after the plugin; the plugin must feel responsible. */
export async function mutated<T extends KubeObject>(
  plugin: MutatingPlugin,
  attributes: AdmissionAttributes,
): Promise<T> {
  expect(plugin.handles(attributes)).toBe(true);
  return ((await plugin.admit(attributes, firstRound())) ?? attributes.object) as T;
}
