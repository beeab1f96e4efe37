import {
  decodeSteps,
  strictDecodingError,
  type Decoded,
  type DecodeOptions,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import { schemaOf, type ServedVersion } from '../registry/resource';

/** In steps: parsed JSON as an object of the version. @throws StatusError 400. */
export function* decodeInVersion(
  value: unknown,
  version: ServedVersion,
  options: DecodeOptions,
): Steps<Decoded<KubeObject>> {
  if (!version.custom) return yield* decodeSteps<KubeObject>(value, schemaOf(version), options);
  const { object, unknown } = yield* version.custom.decode(value);
  if (options.unknownFields === 'ignore') return { object, unknown: [] };
  const duplicates = options.duplicates?.() ?? [];
  const problems = [...(Array.isArray(duplicates) ? duplicates : yield* duplicates), ...unknown];
  if (options.unknownFields === 'strict' && problems.length > 0) throw strictDecodingError(problems, schemaOf(version));
  return { object, unknown: [...new Set(problems)] };
}
