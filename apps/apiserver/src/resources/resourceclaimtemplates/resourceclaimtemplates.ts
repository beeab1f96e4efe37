import { errorsOfAll, FIELD_IMMUTABLE, fieldErrors, FieldPath, namespaceOf, semanticEqual } from '@kubets/apimachinery';
import { resourceClaimTemplates as names } from '@kubets/proto-gen/catalogue';
import type { ResourceClaimTemplate, ResourceClaimTemplateSpec } from '@kubets/proto-gen/resource/v1';
import { ageColumn, nameColumn } from '../../columns/standard-columns';
import { validateAdminAccess } from '../../device-spec/admin-access';
import { defaultDeviceClaim, validateDeviceClaim } from '../../device-spec/validate-device-claim';
import { defineResource } from '../../registry/define-resource';
import { goStruct } from '../../validation/go-struct';
import { templateMetadataErrors } from '../../validation/template-metadata';

const SPEC = FieldPath.of('spec');
/** Where Kubernetes says that it is, in templates, too. */
const REQUESTS = FieldPath.of('spec', 'devices', 'requests');

/** Kubernetes' own struct has the metadata in itself. */
const shownSpec = ({ metadata, spec = {} }: ResourceClaimTemplateSpec): object => ({
  ...metadata,
  Spec: goStruct(spec, 'kubets.resource.v1.ResourceClaimSpec'),
});

const devicesOf = ({ spec }: ResourceClaimTemplate) => spec?.spec?.devices ?? {};

export const resourceClaimTemplates = defineResource<ResourceClaimTemplate>(names, {
  granted: { edit: [''], view: [''] },
  columns: [nameColumn, ageColumn],
  versions: { v1: { defaults: (template) => defaultDeviceClaim(devicesOf(template as ResourceClaimTemplate)) } },
  validate: ({ spec = {} }) =>
    errorsOfAll(
      () => templateMetadataErrors(spec.metadata, SPEC.child('metadata')),
      () => validateDeviceClaim(spec.spec?.devices ?? {}, SPEC.child('spec', 'devices')),
    ),
  validateCreate(template, { reader }) {
    const asked = (devicesOf(template).requests ?? []).map(({ exactly }) => exactly ?? {});
    return errorsOfAll(() => validateAdminAccess(asked, REQUESTS, namespaceOf(template), reader));
  },
  validateUpdate: ({ spec = {} }, old) =>
    semanticEqual(spec, old.spec ?? {}) ? [] : [fieldErrors.invalid(SPEC, shownSpec(spec), FIELD_IMMUTABLE)],
  returnsDeletedObject: true,
});
