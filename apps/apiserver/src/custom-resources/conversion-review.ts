import {
  annotationErrors,
  FieldPath,
  fieldErrorText,
  isJsonObject,
  labelErrors,
  type JsonObject,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';

const KNOWN_VERSIONS = ['v1', 'v1beta1'];

/** What is put before a conversion webhook: objects of one apiVersion or several, none of them in the desired one. */
export interface ConversionQuestion {
  uid: string;
  /** Of the review: v1 or v1beta1. */
  version: string;
  objects: readonly KubeObject[];
  desired: string;
}

/** The first version that a webhook lists and that is known here. @throws Error when there is none. */
export function conversionReviewVersion(versions: readonly string[]): string {
  const version = versions.find((one) => KNOWN_VERSIONS.includes(one));
  if (version) return version;
  throw new Error('no supported conversion review versions');
}

/** The question as JSON; `texts` are the objects as JSON already. */
export function conversionReviewText({ uid, version, desired }: ConversionQuestion, texts: readonly string[]): string {
  const empty = JSON.stringify({
    kind: 'ConversionReview',
    apiVersion: `apiextensions.k8s.io/${version}`,
    request: { uid, desiredAPIVersion: desired, objects: [] },
  });
  const end = ']}}';
  return `${empty.slice(0, -end.length)}${texts.join()}${end}`;
}

/** As Kubernetes names what an object is. */
export const kindText = ({ apiVersion = '', kind = '' }: KubeObject): string => `${apiVersion}, Kind=${kind}`;

/**
 * In steps: the objects of an answer, checked, with their metadata but labels and annotations as they were.
 * @throws Error in Kubernetes' words when it is no answer to the question.
 */
export function* convertedObjects(answer: unknown, question: ConversionQuestion): Steps<KubeObject[]> {
  const { objects, desired } = question;
  const about = `conversion webhook for ${kindText(objects[0] ?? {})}`;
  const converted = responseObjects(answer, question, about);
  if (converted.length !== objects.length)
    throw new Error(`${about} returned ${converted.length} objects, expected ${objects.length}`);
  const read: KubeObject[] = [];
  for (const [index, object] of converted.entries()) {
    yield;
    const original = objects[index]!;
    const where = objects.length > 1 ? ` converted object at index ${index}` : ' object';
    if (!isJsonObject(object)) throw new Error(`${about} returned invalid${where}: it is no object`);
    const typed = object as KubeObject;
    assertType(
      typed,
      original,
      desired,
      `${about} returned invalid${objects.length > 1 ? ' converted' : ''} object at index ${index}`,
    );
    assertSame(typed, original, `${about} returned invalid${where}`);
    const metadataWhere = objects.length > 1 ? ` in object at index ${index}` : '';
    const metadata = yield* restored(object, original, `${about} returned invalid metadata${metadataWhere}`);
    read.push({ ...typed, metadata });
  }
  return read;
}

function responseObjects(answer: unknown, { uid, version }: ConversionQuestion, about: string): unknown[] {
  const failed = (why: string) => new Error(`${about} failed: ${why}`);
  const review: JsonObject = isJsonObject(answer) ? answer : {};
  const { apiVersion = '', kind = '', response } = review;
  const expected = `apiextensions.k8s.io/${version}, Kind=ConversionReview`;
  if (`${String(apiVersion)}, Kind=${String(kind)}` !== expected)
    throw failed(`expected webhook response of ${expected}, got ${String(apiVersion) || '/'}, Kind=${String(kind)}`);
  if (!isJsonObject(response)) throw failed('no response provided');
  if (version === 'v1' && response['uid'] !== uid)
    throw failed(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response['uid'] ?? '')}`);
  const result: JsonObject = isJsonObject(response['result']) ? response['result'] : {};
  const { status = '', message = '' } = result;
  if (status !== 'Success')
    throw failed(message ? String(message) : `response.result.status was '${String(status)}', not 'Success'`);
  const objects = response['convertedObjects'];
  return Array.isArray(objects) ? objects : [];
}

function assertType(object: KubeObject, original: KubeObject, desired: string, says: string): void {
  const { apiVersion = '', kind = '' } = object;
  if (apiVersion !== desired)
    throw new Error(`${says}: invalid groupVersion (expected ${desired}, received ${apiVersion})`);
  if (kind !== original.kind) throw new Error(`${says}: invalid kind (expected ${original.kind}, received ${kind})`);
}

function assertSame(object: KubeObject, original: KubeObject, says: string): void {
  for (const [field, called] of [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const) {
    const [before, after] = [original.metadata?.[field] ?? '', object.metadata?.[field] ?? ''];
    if (before !== after) throw new Error(`${says}: must have the same ${called}: ${before} != ${after}`);
  }
}

/** The original's metadata with the labels and annotations of what came back. */
function* restored(object: JsonObject, original: KubeObject, says: string): Steps<NonNullable<KubeObject['metadata']>> {
  const metadata = { ...original.metadata };
  const given = object['metadata'];
  if (!isJsonObject(given)) throw new Error(`${says}: missing metadata in converted object`);
  for (const field of ['labels', 'annotations'] as const) {
    const texts = given[field];
    delete metadata[field];
    if (texts === undefined || texts === null) continue;
    if (!isJsonObject(texts)) throw new Error(`${says}: invalid metadata.${field} in converted object`);
    const odd = Object.entries(texts).find(([, value]) => typeof value !== 'string');
    if (odd) throw new Error(`${says}: metadata.${field}[${odd[0]}] must be a string in converted object`);
    const check = field === 'labels' ? labelErrors : annotationErrors;
    const at = FieldPath.of('metadata', field === 'labels' ? 'labels' : 'annotation');
    const errors = (yield* check(texts as Record<string, string>, at)).map(fieldErrorText);
    if (errors.length > 0) throw new Error(`${says}: ${errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`}`);
    metadata[field] = texts as Record<string, string>;
  }
  return metadata;
}
