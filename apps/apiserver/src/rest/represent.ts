import { newBadRequest, stringifyJson } from '@kubets/apimachinery';
import type { StoredObject } from '@kubets/store';
import { jsonInVersion, objectInVersion } from '../pipeline/convert';
import { apiVersionOf, type Target } from '../pipeline/engine';
import { encodeEach, type LeaveOut } from '../pipeline/leave-out';
import type { ListPage } from '../pipeline/read';
import type { Representation } from './negotiate';
import { columnDefinitions, makeTable, partialMetadata, tableRow, type IncludeObject, type TableOptions } from './table';

const COMMA = Buffer.from(',');

/** One object as the client wants to see it. */
export function representObject(stored: StoredObject, { definition, version }: Target, as: Representation, table: TableOptions): Buffer {
  if (as.as === 'Table') {
    const object = objectInVersion(stored, definition, version);
    const metadata = { resourceVersion: object.metadata?.resourceVersion ?? '' };
    return makeTable(table.apiVersion, { columns: columnDefinitions(definition), rows: [tableRow(definition, stored, object, table)], metadata });
  }
  if (as.as) return Buffer.from(stringifyJson(partialMetadata(objectInVersion(stored, definition, version), as.asVersion!)));
  return jsonInVersion(stored, definition, version);
}

/** A list as the client wants to see it. The plain form is put together from the objects' cached bytes. */
export function representList(page: ListPage, target: Target, as: Representation, table: TableOptions, leaveOut: LeaveOut): Buffer[] {
  const { definition, version } = target;
  const metadata = listMetadata(page);
  if (as.as === 'Table') {
    const rows = encodeEach(page.items, 'table', leaveOut, (stored) => tableRow(definition, stored, objectInVersion(stored, definition, version), table));
    return [makeTable(table.apiVersion, { columns: columnDefinitions(definition), rows, metadata })];
  }
  if (as.as) {
    const items = encodeEach(page.items, 'metadata', leaveOut, (stored) => stringifyJson(partialMetadata(objectInVersion(stored, definition, version), as.asVersion!)));
    const head = JSON.stringify({ kind: 'PartialObjectMetadataList', apiVersion: as.asVersion, metadata, items: [] });
    return [Buffer.from(`${head.slice(0, -2)}${items.join(',')}]}`)];
  }
  const apiVersion = apiVersionOf(definition.group, version.version);
  const head = JSON.stringify({ kind: `${definition.kind}List`, apiVersion, metadata, items: [] }).slice(0, -2);
  const items = encodeEach(page.items, version.version, leaveOut, (stored) => jsonInVersion(stored, definition, version));
  return inChunks([Buffer.from(head), ...items.flatMap((json, index) => (index > 0 ? [COMMA, json] : [json])), Buffer.from(']}')]);
}

export function listMetadata({ resourceVersion, continue: token, remainingItemCount }: ListPage): Record<string, unknown> {
  return {
    resourceVersion: String(resourceVersion),
    ...(token ? { continue: token } : {}),
    ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
  };
}

const CHUNK_BYTES = 256 * 1024;

/** Few large writes instead of thousands of small ones. */
function inChunks(pieces: Buffer[]): Buffer[] {
  const chunks: Buffer[] = [];
  let pending: Buffer[] = [];
  let size = 0;
  for (const piece of pieces) {
    pending.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    chunks.push(Buffer.concat(pending, size));
    pending = [];
    size = 0;
  }
  return size > 0 ? [...chunks, Buffer.concat(pending, size)] : chunks;
}

const INCLUDES: readonly string[] = ['Metadata', 'Object', 'None'];

/** @throws StatusError 400 for an includeObject that is none of the three. */
export function tableOptions(as: Representation, query: URLSearchParams, now: Date): TableOptions {
  const include = query.get('includeObject') || 'Metadata';
  if (as.as === 'Table' && !INCLUDES.includes(include)) throw newBadRequest(`unrecognized includeObject value: "${include}"`);
  return { apiVersion: as.asVersion ?? 'meta.k8s.io/v1', include: include as IncludeObject, now };
}
