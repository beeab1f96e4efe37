import { atOnce, exactSteps, parseExactJson, stringifySteps, type KubeObject, type Steps } from '@kubets/apimachinery';

const METADATA_START = Buffer.from('"metadata":{');
const QUOTE = 0x22;
/** To encode and copy a longer text takes milliseconds. */
const LARGE_CHARS = 100_000;

/**
 * The bytes that are stored: Kubernetes JSON that begins with apiVersion, kind and metadata, without resourceVersion
 * (which is the key's revision, not part of its value) and selfLink.
 */
export const canonicalBytes = (object: KubeObject): Buffer => atOnce(canonicalSteps(object));

/** {@link canonicalBytes} in steps. */
export function* canonicalSteps(object: KubeObject): Steps<Buffer> {
  const { apiVersion, kind, metadata, ...rest } = object;
  const { resourceVersion: _revision, selfLink: _link, ...storedMetadata } = metadata ?? {};
  const text = yield* stringifySteps({ apiVersion, kind, metadata: storedMetadata, ...rest });
  if (text.length > LARGE_CHARS) yield;
  return Buffer.from(text);
}

/**
 * Puts the resourceVersion into stored bytes without parsing them. The result has memory of its own: it outlives the
 * network buffer that the value is a slice of.
 */
export function spliceResourceVersion(value: Buffer, version: number | string): Buffer {
  const found = value.indexOf(METADATA_START);
  if (found < 0) throw new Error(`stored value has no metadata: ${value.toString('utf8', 0, 80)}`);
  const at = found + METADATA_START.length;
  const field = Buffer.from(`"resourceVersion":${JSON.stringify(String(version))}${value[at] === 0x7d ? '' : ','}`);
  const result = Buffer.allocUnsafeSlow(value.length + field.length);
  value.copy(result, 0, 0, at);
  field.copy(result, at);
  value.copy(result, at + field.length, at);
  return result;
}

/** The same object under another resourceVersion; `json` is what {@link spliceResourceVersion} made. */
export function replaceResourceVersion(json: Buffer, revision: number): Buffer {
  const at = json.indexOf(METADATA_START) + METADATA_START.length + '"resourceVersion":"'.length;
  const end = json.indexOf(QUOTE, at);
  const text = String(revision);
  const result = Buffer.allocUnsafeSlow(json.length - (end - at) + text.length);
  json.copy(result, 0, 0, at);
  result.write(text, at, 'latin1');
  json.copy(result, at + text.length, end);
  return result;
}

export function parseStored(json: Buffer): KubeObject {
  return parseExactJson(json.toString('utf8')) as KubeObject;
}

/** {@link parseStored} in steps. */
export function* parseStoredSteps(json: Buffer): Steps<KubeObject> {
  return (yield* exactSteps(json.toString('utf8'))) as KubeObject;
}
