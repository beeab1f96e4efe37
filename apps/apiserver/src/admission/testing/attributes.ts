import type { KubeObject } from '@kubets/apimachinery';
import { createMemoryObjects } from '../../auth/testing/memory-objects';
import type { AdmissionAttributes, AdmissionPlugin } from '../../pipeline/admission';

/** A write to a plugin under test; by default somebody creates something in the core group, in namespace shop. */
export function attributesOf(given: Partial<AdmissionAttributes> & { resource: string }): AdmissionAttributes {
  const subject = given.object ?? given.oldObject;
  return {
    operation: 'CREATE',
    group: '',
    version: 'v1',
    kind: '',
    subresource: '',
    namespace: 'shop',
    name: subject?.metadata?.name ?? '',
    user: { username: 'ann', groups: ['system:authenticated'] },
    dryRun: false,
    reader: createMemoryObjects(),
    warn: () => undefined,
    ...given,
  };
}

/** The object after the plugin; the plugin must feel responsible. */
export async function mutated<T extends KubeObject>(
  plugin: AdmissionPlugin,
  attributes: AdmissionAttributes,
): Promise<T> {
  expect(plugin.handles(attributes)).toBe(true);
  await plugin.mutate?.(attributes);
  return attributes.object as T;
}
