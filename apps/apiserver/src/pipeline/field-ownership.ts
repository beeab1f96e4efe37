import {
  compareSteps,
  copySteps,
  isReset,
  trackSteps,
  withDropped,
  type FieldManager,
  type KubeObject,
  type Steps,
  type TrackedUpdate,
} from '@kubets/apimachinery';
import type { ManagedFieldsEntry } from '@kubets/proto-gen/meta/v1';
import { schemaOf, type ResourceDefinition, type ServedVersion } from '../registry/resource';
import { toServed } from './convert';
import { apiVersionIn } from './request-scope';
import type { Target, WriteOptions } from './request';
import { inTurns } from './turns';

/** What a server-side apply, or a change by way of a Scale, has settled of metadata.managedFields. */
export interface AppliedFields {
  managedFields: ManagedFieldsEntry[];
}

export interface RecordedWrite {
  request: Target & { options: WriteOptions };
  /** What the client wants, before admission and the kind's own code fill in the rest; its managedFields are set. */
  object: KubeObject;
  old?: KubeObject;
  now: Date;
  applied?: AppliedFields;
}

/** Who writes without saying so, and without a user agent. */
export const UNKNOWN_MANAGER = 'unknown';

/**
 * In turns: notes in metadata.managedFields who has set what. An apply has settled that itself. Fields are named in the
 * version of the request.
 */
export async function recordWrite({ request, object, old, now, applied }: RecordedWrite): Promise<void> {
  const managedFields =
    applied?.managedFields ?? (await withDropped(object, () => tracked({ request, object, old, now })));
  const metadata = (object.metadata ??= {});
  if (managedFields.length > 0) metadata.managedFields = managedFields;
  else delete metadata.managedFields;
}

async function tracked(write: Omit<RecordedWrite, 'applied'>): Promise<ManagedFieldsEntry[]> {
  const others = await inOtherVersions(write);
  return inTurns(track(write, others));
}

interface BeforeAndAfter {
  before: KubeObject | undefined;
  after: KubeObject;
}

/** Where only somebody else can convert: both states in every other version in which somebody has set fields. */
async function inOtherVersions({
  request: { definition, version },
  object,
  old,
}: Omit<RecordedWrite, 'applied' | 'now'>): Promise<ReadonlyMap<string, BeforeAndAfter> | undefined> {
  const { conversion, versions } = definition;
  if (!conversion) return undefined;
  const named = [object, old]
    .flatMap((one) => one?.metadata?.managedFields ?? [])
    .map(({ apiVersion = '' }) => apiVersion);
  const found = new Map<string, BeforeAndAfter>();
  for (const other of versions) {
    const apiVersion = apiVersionIn(definition, other);
    if (other === version || !named.includes(apiVersion)) continue;
    const [after, before] = await conversion.convert(old ? [object, old] : [object], apiVersion);
    found.set(apiVersion, { before, after: after! });
  }
  return found;
}

function* track(
  { request, object, old, now }: Omit<RecordedWrite, 'applied'>,
  others: ReadonlyMap<string, BeforeAndAfter> | undefined,
): Steps<ManagedFieldsEntry[]> {
  const { definition, version, subresource, options } = request;
  const manager: FieldManager = {
    manager: options.fieldManager || UNKNOWN_MANAGER,
    operation: 'Update',
    apiVersion: apiVersionIn(definition, version),
    ...(subresource ? { subresource } : {}),
  };
  const ignored = unreachableMembers(request, object);
  const update: TrackedUpdate<KubeObject> = {
    before: old && (yield* inVersion(old, definition, version)),
    after: yield* inVersion(object, definition, version),
    message: schemaOf(version),
    manager,
    now,
    ignored,
    *changesIn(apiVersion) {
      const other = definition.versions.find((one) => apiVersionIn(definition, one) === apiVersion);
      if (!other) return undefined;
      const known = others?.get(apiVersion);
      if (known) return yield* compareSteps(known.before, known.after, schemaOf(other), ignored);
      const before = old && (yield* inVersion(old, definition, other));
      return yield* compareSteps(before, yield* inVersion(object, definition, other), schemaOf(other), ignored);
    },
  };
  return yield* trackSteps(update);
}

/** An object in storage version as it is in another one; the same object where they are the same. */
function* inVersion(object: KubeObject, definition: ResourceDefinition, version: ServedVersion): Steps<KubeObject> {
  return version.fromStorage ? toServed(yield* copySteps(object), definition, version) : object;
}

/** Decoding leaves out what is empty: an empty list of managedFields stands for something. */
export function keepReset(object: KubeObject, sent: unknown): void {
  const { metadata } = sent as { metadata?: { managedFields?: unknown } | null };
  if (isReset(metadata?.managedFields)) (object.metadata ??= {}).managedFields = [];
}

const ALWAYS_REACHABLE = new Set(['apiVersion', 'kind', 'metadata']);

/** Members of the root that a write to this target cannot change. */
export function unreachableMembers({ definition, subresource }: Target, object: KubeObject): string[] {
  if (subresource !== 'status' && !definition.statusParts?.[subresource])
    return [...(definition.status ? ['status'] : []), ...(definition.unowned ?? [])];
  return Object.keys(object).filter(
    (member) =>
      member !== 'status' &&
      (!ALWAYS_REACHABLE.has(member) || (member === 'metadata' && definition.status?.keepsMetadata)),
  );
}
