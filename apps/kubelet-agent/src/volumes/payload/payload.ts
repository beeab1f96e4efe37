import type { KeyToPath } from '@kubets/proto-gen/core/v1';

export interface PayloadFile {
  data: Buffer;
  mode: number;
  /** Owner; root when not given. */
  uid?: number;
}

/** The files of a volume by their path in it. */
export type Payload = Map<string, PayloadFile>;

export interface KeySelection {
  /** For the error of a key that is missing. */
  what: 'secret' | 'config';
  items?: KeyToPath[];
  defaultMode: number;
  optional?: boolean;
}

/**
 * The files for the keys of a Secret or ConfigMap: all of them, or those that items name. Throws Error, in Kubernetes'
 * words, for an item that is missing.
 */
export function payloadOfKeys(data: ReadonlyMap<string, Buffer>, selection: KeySelection): Payload {
  const payload: Payload = new Map();
  if (!selection.items?.length) {
    for (const [key, value] of data) payload.set(key, { data: value, mode: selection.defaultMode });
    return payload;
  }
  for (const { key = '', path = '', mode } of selection.items) {
    const value = data.get(key);
    if (value === undefined) {
      if (selection.optional) continue;
      throw new Error(`references non-existent ${selection.what} key: ${key}`);
    }
    payload.set(path, { data: value, mode: mode ?? selection.defaultMode });
  }
  return payload;
}

export function secretData(secret: { data?: Record<string, string> } | undefined): Map<string, Buffer> {
  return new Map(Object.entries(secret?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]));
}

export function configMapData(
  configMap: { data?: Record<string, string>; binaryData?: Record<string, string> } | undefined,
): Map<string, Buffer> {
  const text = Object.entries(configMap?.data ?? {}).map(([key, value]) => [key, Buffer.from(value)] as const);
  const binary = Object.entries(configMap?.binaryData ?? {}).map(
    ([key, value]) => [key, Buffer.from(value, 'base64')] as const,
  );
  return new Map([...text, ...binary]);
}

/** Throws Error for a path that would leave the volume or collide with the writer's own names. */
export function checkPayloadPath(path: string): void {
  const parts = path.split('/');
  if (path === '' || path.startsWith('/') || parts.includes('..') || parts.includes('') || parts[0]!.startsWith('..')) {
    throw new Error(`invalid path ${JSON.stringify(path)}: must be relative, without '..' and not starting with '..'`);
  }
}
