import { errorsOfAll, FieldPath, namespaceOf, type FieldError, type Steps } from '@kubets/apimachinery';
import { resourceClaims as names } from '@kubets/proto-gen/catalogue';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { validateAdminAccess } from '../../device-spec/admin-access';
import { requestNamesOf } from '../../device-spec/request-names';
import { deviceKey, validateClaimStatus } from '../../device-spec/validate-claim-status';
import { defaultDeviceClaim, validateDeviceClaim } from '../../device-spec/validate-device-claim';
import { defineResource } from '../../registry/define-resource';
import type { ObjectReader } from '../../registry/object-reader';

const DEVICES = FieldPath.of('spec', 'devices');
const STATUS = FieldPath.of('status');

function validateNew(claim: ResourceClaim, reader: ObjectReader): Steps<FieldError[]> {
  const { devices = {} } = claim.spec ?? {};
  const asked = (devices.requests ?? []).map(({ exactly }) => exactly ?? {});
  return errorsOfAll(
    () => validateAdminAccess(asked, DEVICES.child('requests'), namespaceOf(claim), reader),
    () => validateDeviceClaim(devices, DEVICES),
  );
}

const resultsOf = ({ status }: ResourceClaim) => status?.allocation?.devices?.results ?? [];

/** How a device is goes with the device. */
function dropReturnedDevices(claim: ResourceClaim, old: ResourceClaim): void {
  if (!claim.status?.devices) return;
  const kept = new Set(resultsOf(claim).map(deviceKey));
  const returned = new Set(
    resultsOf(old)
      .map(deviceKey)
      .filter((key) => !kept.has(key)),
  );
  claim.status.devices = claim.status.devices.filter((device) => !returned.has(deviceKey(device)));
  if (claim.status.devices.length === 0) delete claim.status.devices;
}

function validateStatus(claim: ResourceClaim, old: ResourceClaim, reader: ObjectReader): FieldError[] {
  const wasGranted = resultsOf(old).some(({ adminAccess }) => adminAccess === true);
  const results = STATUS.child('allocation', 'devices', 'results');
  return [
    ...(wasGranted ? [] : validateAdminAccess(resultsOf(claim), results, namespaceOf(claim), reader)),
    ...validateClaimStatus(
      claim.status ?? {},
      {
        old: old.status ?? {},
        isDeleted: claim.metadata?.deletionTimestamp !== undefined,
        names: requestNamesOf(claim.spec?.devices ?? {}),
      },
      STATUS,
    ),
  ];
}

function stateOf({ metadata, status }: ResourceClaim): string {
  const isDeleted = metadata?.deletionTimestamp !== undefined;
  const states = isDeleted ? ['deleted'] : [];
  if (status?.allocation) states.push('allocated', ...(status.reservedFor?.length ? ['reserved'] : []));
  else if (!isDeleted) states.push('pending');
  return states.join(',');
}

export const resourceClaims = defineResource<ResourceClaim>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  columns: [
    nameColumn,
    textColumn<ResourceClaim>({
      name: 'State',
      description: 'Whether there are devices for it, and whether somebody uses them.',
      value: stateOf,
    }),
    ageColumn,
  ],
  versions: { v1: { defaults: (claim) => defaultDeviceClaim((claim as ResourceClaim).spec?.devices) } },
  validateCreate: (claim, { reader }) => validateNew(claim, reader),
  status: {
    keepsMetadata: true,
    prepareForUpdate: dropReturnedDevices,
    validateUpdate: (claim, old, { reader }) => validateStatus(claim, old, reader),
  },
  returnsDeletedObject: true,
});
