import { fieldErrors, FieldPath, semanticEqual, type FieldError, type KubeObject } from '@kubets/apimachinery';
import { csiDrivers as names } from '@kubets/proto-gen/catalogue';
import { increment } from '@kubets/proto-gen/int64';
import type { CSIDriver, CSIDriverSpec, TokenRequest } from '@kubets/proto-gen/storage/v1';
import { ageColumn, nameColumn, textColumn, yesNoColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { immutableField } from '../../validation/field-checks';

const SPEC = FieldPath.of('spec');
const MODES = ['Persistent', 'Ephemeral'];
const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;
const LEAST_PERIOD_SECONDS = 10;
const TOKENS_IN_SECRETS =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes';

function defaultDriver(object: KubeObject): void {
  const spec = ((object as CSIDriver).spec ??= {});
  if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
}

function validateTokenRequests(requests: readonly TokenRequest[], path: FieldPath): FieldError[] {
  const audiences = new Set<string>();
  return requests.flatMap(({ audience = '', expirationSeconds }, index) => {
    const at = path.index(index);
    if (audiences.has(audience)) return [fieldErrors.duplicate(at.child('audience'), audience)];
    audiences.add(audience);
    const invalid = (detail: string): FieldError[] => [
      fieldErrors.invalid(at.child('expirationSeconds'), expirationSeconds, detail),
    ];
    if (expirationSeconds === undefined) return [];
    if (Number(expirationSeconds) < LEAST_SECONDS) return invalid('may not specify a duration less than 10 minutes');
    return Number(expirationSeconds) > MOST_SECONDS
      ? invalid('may not specify a duration larger than 2^32 seconds')
      : [];
  });
}

function validateSpec(spec: CSIDriverSpec): FieldError[] {
  const { tokenRequests = [], nodeAllocatableUpdatePeriodSeconds: period, serviceAccountTokenInSecrets } = spec;
  const modes = SPEC.child('volumeLifecycleModes');
  const errors = (spec.volumeLifecycleModes ?? [])
    .filter((mode) => !MODES.includes(mode))
    .map((mode) => fieldErrors.notSupported(modes, mode, MODES));
  errors.push(...validateTokenRequests(tokenRequests, SPEC.child('tokenRequests')));
  if (period !== undefined && Number(period) < LEAST_PERIOD_SECONDS) {
    const detail = `must be greater than or equal to ${LEAST_PERIOD_SECONDS} seconds`;
    errors.push(fieldErrors.invalid(SPEC.child('nodeAllocatableUpdatePeriodSeconds'), period, detail));
  }
  if (serviceAccountTokenInSecrets !== undefined && tokenRequests.length === 0) {
    const detail = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified';
    errors.push(fieldErrors.invalid(SPEC.child('serviceAccountTokenInSecrets'), serviceAccountTokenInSecrets, detail));
  }
  return errors;
}

function* warnings({ spec = {} }: CSIDriver, old: CSIDriver | undefined): Iterable<string> {
  const { tokenRequests = [], serviceAccountTokenInSecrets } = spec;
  if (tokenRequests.length === 0 || serviceAccountTokenInSecrets !== undefined) return;
  if (!old || !semanticEqual(tokenRequests, old.spec?.tokenRequests ?? [])) yield TOKENS_IN_SECRETS;
}

const yesNo = (name: string, field: keyof CSIDriverSpec, description: string, otherwise = false) =>
  yesNoColumn<CSIDriver>({ name, description, value: ({ spec }) => spec?.[field] ?? otherwise });

export const csiDrivers = defineResource<CSIDriver>(names, {
  versions: { v1: { defaults: defaultDriver } },
  columns: [
    nameColumn,
    yesNo('AttachRequired', 'attachRequired', 'Whether volumes have to be attached before they are mounted.', true),
    yesNo('PodInfoOnMount', 'podInfoOnMount', 'Whether the driver is told which pod a volume is mounted for.'),
    yesNo('StorageCapacity', 'storageCapacity', 'Whether the scheduler looks at how much storage is left.'),
    textColumn<CSIDriver>({
      name: 'TokenRequests',
      description: 'Whom the tokens that the driver gets are for.',
      value: ({ spec }) => spec?.tokenRequests?.map(({ audience }) => audience ?? '').join(',') ?? '<unset>',
    }),
    yesNo('RequiresRepublish', 'requiresRepublish', 'Whether volumes are mounted again and again.'),
    textColumn<CSIDriver>({
      name: 'Modes',
      description: 'Which volumes the driver provides.',
      value: ({ spec }) => spec?.volumeLifecycleModes?.join(',') || '<none>',
    }),
    ageColumn,
  ],
  // It counts changes, from the number that it was made with.
  prepareForUpdate(driver, old) {
    if (!semanticEqual(driver.spec, old.spec)) driver.metadata!.generation = increment(old.metadata?.generation ?? 0);
  },
  validate: ({ spec = {} }) => validateSpec(spec),
  validateUpdate: (driver, old) =>
    immutableField(SPEC.child('attachedRequired'), driver.spec?.attachRequired, old.spec?.attachRequired),
  warnings,
  returnsDeletedObject: true,
  requireResourceVersion: true,
});
