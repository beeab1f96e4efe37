import type { MessageSchema } from '@kubets/proto-gen/schema';
import type { Steps } from '../steps/steps';
import { compareFields } from './compare-fields';
import type { FieldChanges } from './field-changes';
import { SERVER_METADATA } from './unowned-fields';

/** Besides, a deletion that is under way is nobody's doing who changes the object. */
const SKIPPED_METADATA: ReadonlySet<string> = new Set([
  ...SERVER_METADATA,
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** What a write did to the fields of an object, in steps; `ignored`: members of the root that are left out. */
export const compareSteps = (
  before: unknown,
  after: unknown,
  message: MessageSchema,
  ignored: readonly string[] = [],
): Steps<FieldChanges> =>
  compareFields(before ?? {}, after, message, {
    root: new Set(['apiVersion', 'kind', ...ignored]),
    metadata: SKIPPED_METADATA,
  });
