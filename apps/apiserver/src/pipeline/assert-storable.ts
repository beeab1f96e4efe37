import { carriedSteps, decodeSteps, isSurelyDecodable, type KubeObject, type Steps } from '@kubets/apimachinery';
import { schemaOf, type ResourceDefinition } from '../registry/resource';
import { storageVersionOf } from './request-scope';

/**
 * What is stored has to be what could have come in: then every wire format carries it, which is what decoding sees to.
 * Between the two, defaults, admission, patches, merges and managedFields have had their hands on it.
 * @throws StatusError 400 with the path of what no reader could take.
 */
export function* assertStorable(definition: ResourceDefinition, object: KubeObject): Steps<void> {
  const version = storageVersionOf(definition);
  if (version.custom) {
    yield* carriedSteps(object as Record<string, unknown>);
    return;
  }
  const message = schemaOf(version);
  if (!isSurelyDecodable(object, message)) yield* decodeSteps(object, message, { unknownFields: 'ignore' });
}
