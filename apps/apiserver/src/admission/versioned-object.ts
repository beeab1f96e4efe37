import { copySteps, decodeSteps, messageOfKind, type KubeObject } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../pipeline/admission';
import { toServed, toStorage } from '../pipeline/convert';
import { decodeInVersion } from '../pipeline/decode-version';
import { defaultObject } from '../pipeline/default-object';
import { apiVersionIn, apiVersionOf, storageVersionOf } from '../pipeline/request-scope';
import { inTurns } from '../pipeline/turns';
import { schemaOf } from '../registry/resource';
import type { MatchedResource } from './rules';

/** An object of the operation as the one who matched it sees it: shared, not to be changed. */
export async function inMatchedVersion(
  { definition }: AdmissionAttributes,
  object: KubeObject | undefined,
  { version }: MatchedResource,
): Promise<KubeObject | undefined> {
  if (!object || !version || version === storageVersionOf(definition)) return object;
  const { conversion } = definition;
  if (conversion) return (await conversion.convert([object], apiVersionIn(definition, version)))[0]!;
  return toServed(await inTurns(copySteps(object)), definition, version);
}

/** What somebody made of {@link inMatchedVersion}, as the object of the operation: fields checked, defaulted, in storage version. */
export async function fromMatchedVersion(
  { definition }: AdmissionAttributes,
  changed: object,
  { version, kind }: MatchedResource,
): Promise<KubeObject> {
  const message = version ? schemaOf(version) : messageOfKind(apiVersionOf(kind.group, kind.version), kind.kind);
  if (!message) return changed as KubeObject;
  const options = { unknownFields: 'ignore' } as const;
  const { object } = await inTurns(
    version ? decodeInVersion(changed, version, options) : decodeSteps<KubeObject>(changed, message, options),
  );
  object.metadata ??= {};
  if (!version) return object;
  await inTurns(defaultObject(object, version));
  const { conversion } = definition;
  if (conversion)
    return (await conversion.convert([object], apiVersionIn(definition, storageVersionOf(definition))))[0]!;
  return toStorage(object, definition, version);
}
