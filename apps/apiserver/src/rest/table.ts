import { stringifyJson, type KubeObject } from '@kubets/apimachinery';
import type { TableColumnDefinition } from '@kubets/proto-gen/meta/v1';
import type { StoredObject } from '@kubets/store';
import type { ResourceDefinition } from '../registry/resource';
import type { TableContext } from '../registry/table-column';

export type IncludeObject = 'Metadata' | 'Object' | 'None';

export interface TableOptions {
  /** `meta.k8s.io/v1` */
  apiVersion: string;
  include: IncludeObject;
  now: Date;
}

export function columnDefinitions(definition: Pick<ResourceDefinition, 'columns'>): TableColumnDefinition[] {
  return definition.columns.map(({ name, type, format = '', description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));
}

/** One row, as JSON; `object` is in the version that the client asked for. */
export function tableRow(
  definition: Pick<ResourceDefinition, 'columns' | 'columnsOfRequest' | 'rowConditions'>,
  stored: Pick<StoredObject, 'object'>,
  object: KubeObject,
  { include, apiVersion, now }: TableOptions,
): string {
  const context: TableContext = { now };
  const shown = definition.columnsOfRequest ? object : stored.object;
  const cells = definition.columns.map((column) => column.value(shown, context) ?? null);
  const conditions = definition.rowConditions?.(shown);
  const row = { cells, ...(conditions ? { conditions } : {}) };
  if (include === 'None') return stringifyJson({ ...row, object: null });
  return stringifyJson({ ...row, object: include === 'Object' ? object : partialMetadata(object, apiVersion) });
}

/** The object without anything but its metadata. */
export function partialMetadata({ kind = '', metadata }: KubeObject, apiVersion: string): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: withoutConverted(kind, metadata) };
}

/** Kubernetes writes this annotation into a whole DaemonSet when it turns it into v1. */
const OF_WHOLE = { kind: 'DaemonSet', annotation: 'deprecated.daemonset.template.generation' };

function withoutConverted(kind: string, metadata: KubeObject['metadata'] = {}): NonNullable<KubeObject['metadata']> {
  if (kind !== OF_WHOLE.kind || metadata.annotations?.[OF_WHOLE.annotation] === undefined) return metadata;
  const { annotations: { [OF_WHOLE.annotation]: _, ...annotations } = {}, ...others } = metadata;
  return Object.keys(annotations).length > 0 ? { ...others, annotations } : others;
}

export interface TableParts {
  columns?: TableColumnDefinition[];
  /** Each as JSON, from {@link tableRow}. */
  rows: string[];
  metadata: Record<string, unknown>;
}

export function makeTable(apiVersion: string, { columns, rows, metadata }: TableParts): Buffer {
  const head = stringifyHead(tableHead(apiVersion, metadata, columns));
  return Buffer.from(`${head}${rows.join(',')}]}`);
}

const stringifyHead = (head: Record<string, unknown>): string => JSON.stringify({ ...head, rows: [] }).slice(0, -2);

/** A Table but for its rows. */
export function tableHead(
  apiVersion: string,
  metadata: Record<string, unknown>,
  columns?: TableColumnDefinition[],
): Record<string, unknown> {
  return { kind: 'Table', apiVersion, metadata, columnDefinitions: columns ?? null };
}
