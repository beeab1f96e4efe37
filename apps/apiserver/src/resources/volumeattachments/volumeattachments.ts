import {
  errorsOfAll,
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  isDns1123Subdomain,
  semanticEqual,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import { volumeAttachments as names } from '@kubets/proto-gen/catalogue';
import type { VolumeAttachment, VolumeAttachmentSource, VolumeError } from '@kubets/proto-gen/storage/v1';
import { ageColumn, nameColumn, textColumn, yesNoColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { invalidEach } from '../../validation/field-checks';
import { bytesOfMap } from '../../validation/storage-parameters';
import { validateVolumeSpec } from '../../volume-spec/validate-volume-spec';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const MAX_METADATA_BYTES = 256 * 1024;
const MAX_MESSAGE_BYTES = 1024;
const MAX_INT32 = 2 ** 31 - 1;
const EITHER = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

function validateSource(source: VolumeAttachmentSource, path: FieldPath): FieldError[] {
  const { inlineVolumeSpec, persistentVolumeName } = source;
  if (!inlineVolumeSpec && persistentVolumeName === undefined) return [fieldErrors.required(path, EITHER)];
  if (inlineVolumeSpec && persistentVolumeName !== undefined)
    return [{ ...fieldErrors.forbidden(path, EITHER), told: 'alone' }];
  if (inlineVolumeSpec) return validateVolumeSpec(inlineVolumeSpec, path.child('inlineVolumeSpec'), { inline: true });
  const detail = 'must specify non empty persistentVolumeName';
  return persistentVolumeName === '' ? [fieldErrors.required(path.child('persistentVolumeName'), detail)] : [];
}

function validateVolumeError(error: VolumeError | undefined, path: FieldPath): FieldError[] {
  const { message = '', errorCode = 0 } = error ?? {};
  const errors: FieldError[] = [];
  if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES)
    errors.push(fieldErrors.tooLong(path.child('message'), '', MAX_MESSAGE_BYTES));
  if (errorCode < 0) {
    const detail = `must be between 0 and ${MAX_INT32}, inclusive`;
    errors.push(fieldErrors.invalid(path.child('errorCode'), errorCode, detail));
  }
  return errors;
}

function validateAttachment({ spec = {}, status = {} }: VolumeAttachment): Steps<FieldError[]> {
  const { source = {}, nodeName = '' } = spec;
  const { persistentVolumeName: volume } = source;
  return errorsOfAll(
    () => validateSource(source, SPEC.child('source')),
    () => invalidEach(SPEC.child('nodeName'), nodeName, isDns1123Subdomain),
    () =>
      bytesOfMap(status.attachmentMetadata ?? {}) > MAX_METADATA_BYTES
        ? [fieldErrors.tooLong(STATUS.child('attachmentMetadata'), '', MAX_METADATA_BYTES)]
        : [],
    () => validateVolumeError(status.attachError, STATUS.child('attachError')),
    () => validateVolumeError(status.detachError, STATUS.child('detachError')),
    () =>
      volume === undefined ? [] : invalidEach(SPEC.child('source', 'persistentVolumeName'), volume, isDns1123Subdomain),
  );
}

const column = (name: string, description: string, value: (attachment: VolumeAttachment) => string) =>
  textColumn<VolumeAttachment>({ name, description, value });

export const volumeAttachments = defineResource<VolumeAttachment>(names, {
  columns: [
    nameColumn,
    {
      ...column('Attacher', 'The driver that attaches the volume.', ({ spec }) => spec?.attacher ?? ''),
      format: 'name',
    },
    column('PV', 'The PersistentVolume.', ({ spec }) => spec?.source?.persistentVolumeName ?? ''),
    column('Node', 'The node that the volume is attached to.', ({ spec }) => spec?.nodeName ?? ''),
    yesNoColumn<VolumeAttachment>({
      name: 'Attached',
      description: 'Whether it is attached.',
      value: ({ status }) => status?.attached ?? false,
    }),
    ageColumn,
  ],
  validate: validateAttachment,
  // Kubernetes does not show what it should have become.
  validateUpdate: (attachment, old) =>
    semanticEqual(attachment.spec, old.spec)
      ? []
      : [{ ...fieldErrors.invalid(SPEC, null, FIELD_IMMUTABLE), told: 'declared' }],
  status: { keepsMetadata: true, changeErrors: (attachment) => validateAttachment(attachment) },
  returnsDeletedObject: true,
  requireResourceVersion: true,
});
