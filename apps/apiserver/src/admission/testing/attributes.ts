import type { KubeObject } from '@kubets/apimachinery';
import { createMemoryObjects } from '../../auth/testing/memory-objects';
import type { AdmissionAttributes, MutatingPlugin } from '../../pipeline/admission';

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
    subresource: '',
    namespace: 'shop',
    name: subject?.metadata?.name ?? '',
    userInfo: { username: 'ann', groups: ['system:authenticated'] },
    dryRun: false,
    reader: createMemoryObjects(),
    warn: () => undefined,
    ...given,
  };
}

/** The object after the plugin; the plugin must feel responsible. */
export async function mutated<T extends KubeObject>(
  plugin: MutatingPlugin,
  attributes: AdmissionAttributes,
): Promise<T> {
  expect(plugin.handles(attributes)).toBe(true);
  return ((await plugin.admit(attributes)) ?? attributes.object) as T;
}
