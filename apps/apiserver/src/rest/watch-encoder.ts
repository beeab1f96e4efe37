import { atOnce, goJson, stringifyJson, zeroSteps } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import type { ChangeType } from '../cache/change';
import { jsonInVersion, objectInVersion } from '../pipeline/convert';
import { apiVersionIn } from '../pipeline/request-scope';
import type { Target } from '../pipeline/request';
import { INITIAL_EVENTS_END, type WatchEncoder } from '../pipeline/watch';
import { schemaOf } from '../registry/resource';
import type { MediaTypeOptions } from './negotiate';
import {
  columnDefinitions,
  makeTable,
  partialMetadata,
  tableRow,
  type IncludeObject,
  type TableOptions,
} from './table';

const HEADS: Record<ChangeType, Buffer> = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
};
const TAIL = Buffer.from('}\n');

/** Watch events over HTTP: one JSON object per line. */
export function createWatchEncoder(
  target: Target,
  as: MediaTypeOptions,
  include: IncludeObject,
  now: () => Date,
): WatchEncoder {
  const { definition, version } = target;
  const line = (type: string, object: unknown) => Buffer.from(`${JSON.stringify({ type, object })}\n`);
  const wrapped = (type: ChangeType, json: Buffer) => Buffer.concat([HEADS[type], json, TAIL]);
  const written = (type: ChangeType, json: Buffer) => wrapped(type, goJson(json));
  const options = (): TableOptions => ({ apiVersion: as.asVersion!, include, now: now() });
  const inVersion = (stored: StoredObject) => objectInVersion(stored, definition, version);

  const table = (type: ChangeType, stored: StoredObject, withColumns: boolean) => {
    const object = inVersion(stored);
    const columns = withColumns ? { columns: columnDefinitions(definition) } : {};
    const metadata = { resourceVersion: object.metadata?.resourceVersion ?? '' };
    return written(
      type,
      makeTable(as.asVersion!, { ...columns, rows: [tableRow(definition, stored, object, options())], metadata }),
    );
  };

  const common = {
    format: `json:${as.as ?? ''}:${as.asVersion ?? ''}:${as.as === 'Table' ? include : ''}:${version.message}`,
    bookmark: (revision: number, initialEventsEnd: boolean) =>
      line('BOOKMARK', bookmarkObject(target, as, revision, initialEventsEnd)),
  };
  if (as.as === 'Table') {
    return {
      ...common,
      frame: (type, stored) => table(type, stored, false),
      firstFrame: (type, stored) => table(type, stored, true),
    };
  }
  if (as.as) {
    return {
      ...common,
      frame: (type, stored) =>
        written(type, Buffer.from(stringifyJson(partialMetadata(inVersion(stored), as.asVersion!)))),
    };
  }
  return { ...common, frame: (type, stored) => wrapped(type, jsonInVersion(stored, definition, version)) };
}

/** What a bookmark shows: an object without anything but a resourceVersion, and what is always there in JSON. */
export function bookmarkObject(
  { definition, version }: Target,
  { as, asVersion }: MediaTypeOptions,
  revision: number,
  initialEventsEnd: boolean,
): Record<string, unknown> {
  const metadata = {
    resourceVersion: String(revision),
    ...(initialEventsEnd ? { annotations: { [INITIAL_EVENTS_END]: 'true' } } : {}),
  };
  if (as === 'Table') return { kind: 'Table', apiVersion: asVersion, metadata, columnDefinitions: null, rows: [] };
  if (as) return { kind: 'PartialObjectMetadata', apiVersion: asVersion, metadata };
  const object = { kind: definition.kind, apiVersion: apiVersionIn(definition, version), metadata };
  if (!version.custom) atOnce(zeroSteps(object, schemaOf(version)));
  return object;
}
