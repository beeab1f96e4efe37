import { createdAtColumn } from '../columns/standard-columns';
import {
  encodeKubernetesMessage,
  goJson,
  inProtobufEnvelope,
  newBadRequest,
  statusError,
  stringifyJson,
  stringifySteps,
  type KubeObject,
  type StatusError,
} from '@kubets/apimachinery';
import { schema } from '@kubets/proto-gen/schema';
import type { StoredObject } from '@kubets/store';
import { jsonInVersion, objectInVersion, protobufFormat, protobufInVersion } from '../pipeline/convert';
import { encodeAhead } from '../pipeline/encode-ahead';
import { apiVersionIn } from '../pipeline/request-scope';
import { listKindOf } from '../registry/resource';
import { encodeOrLeaveOut, type LeaveOut } from '../pipeline/leave-out';
import type { ListPage } from '../pipeline/read';
import type { Target } from '../pipeline/request';
import { inTurns } from '../pipeline/turns';
import { goTypeName } from '../pipeline/go-type-name';
import { typeHeadOf, type ListContent } from './list-content';
import type { MediaTypeOptions } from './negotiate';
import {
  columnDefinitions,
  makeTable,
  partialMetadata,
  tableHead,
  tableRow,
  type IncludeObject,
  type TableOptions,
} from './table';

/** One object as the client wants to see it. */
export async function transformObject(
  stored: StoredObject,
  { definition, version }: Target,
  as: MediaTypeOptions,
  table: TableOptions,
): Promise<Buffer> {
  if (as.as === 'PartialObjectMetadataList')
    throw unfit(
      `you requested ${as.as}, but the requested object is not a list (${goTypeName({ definition, version })})`,
    );
  if (!as.as && as.encoding !== 'protobuf') return jsonInVersion(stored, definition, version);
  await inTurns(stored.read());
  if (as.encoding === 'protobuf') {
    await protobufAhead(stored, { definition, version }, as);
    const { apiVersion, kind, bytes } = protobufOf(stored, { definition, version }, as);
    return inProtobufEnvelope(apiVersion, kind, bytes);
  }
  if (as.as === 'Table') {
    const object = objectInVersion(stored, definition, version);
    const { resourceVersion } = object.metadata ?? {};
    const metadata = { ...(resourceVersion && { resourceVersion }) };
    return makeTable(table.apiVersion, {
      columns: columnDefinitions(definition),
      rows: [tableRow(definition, stored, object, table)],
      metadata,
    });
  }
  const partial = partialMetadata(objectInVersion(stored, definition, version), as.asVersion!);
  return Buffer.from(await inTurns(stringifySteps(partial)));
}

/** An object in protobuf, or its metadata, and what its envelope has to say. @throws Error when it cannot be written. */
export function protobufOf(
  stored: StoredObject,
  { definition, version }: Pick<Target, 'definition' | 'version'>,
  { as, asVersion }: MediaTypeOptions,
): { apiVersion: string; kind: string; bytes: Buffer } {
  if (!as)
    return {
      apiVersion: apiVersionIn(definition, version),
      kind: definition.kind,
      bytes: protobufInVersion(stored, definition, version),
    };
  const partial = partialMetadata(objectInVersion(stored, definition, version), asVersion!);
  return { apiVersion: asVersion!, kind: 'PartialObjectMetadata', bytes: encodePartial(partial) };
}

/** What has to be waited for before {@link protobufOf} a large object is quick; undefined when nothing has to. */
export const protobufAhead = (
  stored: StoredObject,
  { definition, version }: Pick<Target, 'definition' | 'version'>,
  { as }: MediaTypeOptions,
): Promise<void> | undefined => (as ? undefined : encodeAhead(stored, protobufFormat(definition, version)));

const encodePartial = (partial: KubeObject): Buffer =>
  encodeKubernetesMessage(partial, schema.of('kubets.meta.v1.PartialObjectMetadata'));

/** 406 for a form that the answer cannot have, though others can. */
const unfit = (message: string): StatusError => statusError('NotAcceptable', message);

/** A list as the client wants to see it; its elements are made when their turn comes. */
export function transformList(
  page: ListPage,
  target: Target,
  as: MediaTypeOptions,
  table: TableOptions,
  leaveOut: LeaveOut,
): ListContent {
  const { definition, version } = target;
  if (as.as === 'PartialObjectMetadata')
    throw unfit(`you requested ${as.as}, but the requested object is a list (${goTypeName(target, 'List')})`);
  const metadata = listMetadata(page);
  const { items } = page;
  if (as.as === 'Table') {
    const row = (stored: StoredObject) =>
      goJson(Buffer.from(tableRow(definition, stored, objectInVersion(stored, definition, version), table)));
    return {
      head: tableHead(table.apiVersion, metadata, columnDefinitions(definition)),
      field: 'rows',
      items,
      // Kinds without columns of their own are shown by a part of Kubernetes that makes rows only where there are some.
      noneIsNull: definition.columns.includes(createdAtColumn),
      element: (stored) => encodeOrLeaveOut(stored, 'table', leaveOut, row),
    };
  }
  if (as.encoding === 'protobuf') {
    const head = as.as
      ? { kind: 'PartialObjectMetadataList', apiVersion: as.asVersion, metadata }
      : { kind: listKindOf(definition), apiVersion: apiVersionIn(definition, version), metadata };
    const bytes = (stored: StoredObject) => protobufOf(stored, target, as).bytes;
    return {
      head,
      field: 'items',
      items,
      element: (stored) => encodeOrLeaveOut(stored, 'protobuf', leaveOut, bytes),
      ahead: (stored) => protobufAhead(stored, target, as),
    };
  }
  if (as.as) {
    const partial = (stored: StoredObject) =>
      goJson(Buffer.from(stringifyJson(partialMetadata(objectInVersion(stored, definition, version), as.asVersion!))));
    const head = { kind: 'PartialObjectMetadataList', apiVersion: as.asVersion, metadata };
    return {
      head,
      field: 'items',
      items,
      element: (stored) => encodeOrLeaveOut(stored, 'metadata', leaveOut, partial),
    };
  }
  const head = {
    kind: listKindOf(definition),
    apiVersion: apiVersionIn(definition, version),
    // Kubernetes' lists of custom objects always say where to go on.
    metadata: version.custom ? { continue: '', ...metadata } : metadata,
  };
  const whole = (stored: StoredObject) => jsonInVersion(stored, definition, version);
  return {
    head,
    field: 'items',
    items,
    element: (stored) => encodeOrLeaveOut(stored, version.message, leaveOut, whole),
    isReady: !version.fromStorage,
    // Items of custom resources say what they are, as Kubernetes keeps those without types of Go.
    ...(version.custom ? {} : { typeHead: typeHeadOf(apiVersionIn(definition, version), definition.kind) }),
  };
}

function listMetadata({ resourceVersion, continue: token, remainingItemCount }: ListPage): Record<string, unknown> {
  return {
    resourceVersion: String(resourceVersion),
    ...(token ? { continue: token } : {}),
    ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
  };
}

const INCLUDES: readonly string[] = ['Metadata', 'Object', 'None'];

/** @throws StatusError 400 for an includeObject that is none of the three. */
export function tableOptions(as: MediaTypeOptions, query: URLSearchParams, now: Date): TableOptions {
  const include = query.get('includeObject') || 'Metadata';
  if (as.as === 'Table' && !INCLUDES.includes(include))
    throw newBadRequest(
      `Unable to convert to Table as requested: includeObject: Invalid value: "${include}": must be 'Metadata', 'Object', 'None', or empty`,
    );
  return { apiVersion: as.asVersion ?? 'meta.k8s.io/v1', include: include as IncludeObject, now };
}
