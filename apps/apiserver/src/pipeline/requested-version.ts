import { StoredObject } from '@kubets/store';
import type { ResourceDefinition } from '../registry/resource';
import { apiVersionIn, storageVersionOf } from './request-scope';
import { sharedConversion } from './shared-conversion';

/**
 * Objects of the cache as requests of the definition have to do with them: the same, but where only somebody else can convert
 * them. What that made is kept with each as long as there is room. @throws StatusError 500.
 */
export async function requestedObjects(
  definition: ResourceDefinition,
  stored: readonly StoredObject[],
): Promise<StoredObject[]> {
  const { conversion } = definition;
  if (!conversion) return stored as StoredObject[];
  const apiVersion = apiVersionIn(definition, storageVersionOf(definition));
  const format = `converted:${apiVersion}`;
  const unknown = stored.filter((one) => one.object.apiVersion !== apiVersion && !one.hasEncoding(format));
  const made = await sharedConversion(conversion)(unknown, apiVersion);
  const bytes = new Map(unknown.map((one, index) => [one, made[index]!]));
  const late: StoredObject[] = [];
  const answers = stored.map((one) => {
    if (one.object.apiVersion === apiVersion) return one;
    const known = bytes.get(one) ?? (one.hasEncoding(format) ? one.encoding(format, () => Buffer.alloc(0)) : undefined);
    if (!known) {
      late.push(one);
      return one;
    }
    const value = one.encoding(format, () => known);
    const converted = StoredObject.fromValue(one.key, value, one.revision);
    converted.isConverted = one.isConverted || one.object.apiVersion !== conversion.storage;
    return converted;
  });
  // What was let go of while the others were converted is asked for once more.
  return late.length > 0 ? requestedObjects(definition, stored) : answers;
}

/** The same of one object; what a dry run has made of it is nobody else's. */
export async function requestedObject(
  definition: ResourceDefinition,
  stored: StoredObject,
  isDryRun = false,
): Promise<StoredObject> {
  const { conversion } = definition;
  if (!conversion) return stored;
  if (!isDryRun) return (await requestedObjects(definition, [stored]))[0]!;
  const [made] = await conversion.convert([stored.object], apiVersionIn(definition, storageVersionOf(definition)));
  return made === stored.object ? stored : StoredObject.fromObject(stored.key, made!, stored.revision);
}
