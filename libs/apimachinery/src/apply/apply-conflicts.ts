import type { StatusError } from '../errors/status-error';
import { firstCauses, newApplyConflict } from '../errors/new-errors';
import type { StatusCause } from '@kubets/proto-gen/meta/v1';
import type { Steps } from '../steps/steps';
import { quote } from '../validation/quote';
import { fieldPaths, intersectFields, type FieldTree } from './field-tree';
import type { ManagedSet } from './managed-fields';

/** A field that the apply would change, and who owns it. */
export interface ApplyConflict {
  owner: ManagedSet;
  field: string;
}

/** Fields of others among those that an apply changes, in steps. */
export function* findConflicts(others: ManagedSet[], changed: FieldTree | undefined): Steps<ApplyConflict[]> {
  const conflicts: ApplyConflict[] = [];
  for (const owner of others) {
    const fields = yield* fieldPaths(yield* intersectFields(owner.fields, changed));
    for (const field of fields) conflicts.push({ owner, field });
  }
  return conflicts;
}

function ownerText({ manager, subresource, operation, apiVersion }: ManagedSet): string {
  const name = subresource ? `${quote(manager)} with subresource ${quote(subresource)}` : quote(manager);
  return operation === 'Apply' ? name : `${name} using ${apiVersion}`;
}

/** The refusal of an apply, naming every field and owner, as far as errors name all. */
export function conflictError(conflicts: ApplyConflict[]): StatusError {
  const { named, more } = firstCauses(conflicts);
  const causes: StatusCause[] = named.map(({ owner, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${ownerText(owner)}`,
    field,
  }));
  if (more > 0) causes.push({ message: `and ${more} more conflicts` });
  const [first] = conflicts;
  if (conflicts.length === 1) {
    return newApplyConflict(
      causes,
      `Apply failed with 1 conflict: conflict with ${ownerText(first!.owner)}: ${first!.field}`,
    );
  }
  const fieldsByOwner = new Map<string, string[]>();
  for (const { owner, field } of named) {
    const text = ownerText(owner);
    const fields = fieldsByOwner.get(text) ?? [];
    fieldsByOwner.set(text, fields);
    fields.push(field);
  }
  const lines = [...fieldsByOwner.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([owner, fields]) => [`conflicts with ${owner}:`, ...fields.map((field) => `- ${field}`)]);
  if (more > 0) lines.push(`and ${more} more conflicts`);
  return newApplyConflict(causes, `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`);
}
