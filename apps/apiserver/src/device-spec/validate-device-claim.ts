import {
  errorsOfAll,
  errorsOfEach,
  fieldErrors,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { DeviceClaim, DeviceConstraint, DeviceRequest, ExactDeviceRequest } from '@kubets/proto-gen/resource/v1';
import { validateConfiguration } from './device-configuration';
import { validateClassName, validateDeviceName } from './device-names';
import { validateSelectors } from './device-selectors';
import { validateDeviceTolerations } from './device-taints';
import { duplicates, requestNamesOf, validateRequestNames, type RequestNames } from './request-names';

const MAX_REQUESTS = 32;
const MAX_CHOICES = 8;
const MODES = ['All', 'ExactCount'];

/** In steps: what is asked for. How much there may be of it, and of names that stand alone how they look, is the schema's. */
export function validateDeviceClaim(claim: DeviceClaim, path: FieldPath): Steps<FieldError[]> {
  const names = requestNamesOf(claim);
  const within = <T>(items: T[] = []): T[] => (items.length > MAX_REQUESTS ? [] : items);
  const [requests, constraints, config] = [path.child('requests'), path.child('constraints'), path.child('config')];
  return errorsOfAll(
    () => errorsOfEach(within(claim.requests), (request, index) => validateRequest(request, requests.index(index))),
    () =>
      duplicates(
        within(claim.requests),
        ({ name = '' }) => name,
        requests,
        (request) => request,
      ),
    () =>
      within(claim.constraints).flatMap((constraint, index) =>
        validateConstraint(constraint, names, constraints.index(index)),
      ),
    () =>
      within(claim.config).flatMap((one, index) => [
        ...validateRequestNames(one.requests, names, config.index(index).child('requests')),
        ...validateConfiguration(one, config.index(index), false),
      ]),
  );
}

function* validateRequest(request: DeviceRequest, path: FieldPath): Steps<FieldError[]> {
  const { name, exactly, firstAvailable = [] } = request;
  const errors = validateDeviceName(name, path.child('name'));
  const one = 'exactly one of `exactly` or `firstAvailable` is required';
  if (!exactly && firstAvailable.length === 0) return [...errors, fieldErrors.required(path, one)];
  if (exactly && firstAvailable.length > 0)
    return [...errors, fieldErrors.invalid(path, null, `${one}, but multiple fields are set`)];
  if (exactly) {
    const at = path.child('exactly');
    return errors.concat(
      validateClassName(exactly.deviceClassName, at.child('deviceClassName')),
      yield* validateExact(exactly, at),
    );
  }
  if (firstAvailable.length > MAX_CHOICES) return errors;
  const at = path.child('firstAvailable');
  return errors.concat(
    yield* errorsOfEach(firstAvailable, function* (choice, index) {
      const place = at.index(index);
      return [...validateDeviceName(choice.name, place.child('name')), ...(yield* validateExact(choice, place))];
    }),
    duplicates(
      firstAvailable,
      (choice) => choice.name ?? '',
      at,
      (choice) => choice,
    ),
  );
}

function* validateExact(
  { selectors, allocationMode = '', count = 0, tolerations }: Omit<ExactDeviceRequest, 'adminAccess'>,
  path: FieldPath,
): Steps<FieldError[]> {
  return [
    ...(yield* validateSelectors(selectors, path.child('selectors'))),
    ...validateMode(allocationMode, Number(count), path),
    ...validateDeviceTolerations(tolerations, path.child('tolerations')),
  ];
}

function validateMode(mode: string, count: number, path: FieldPath): FieldError[] {
  if (!MODES.includes(mode)) return [fieldErrors.notSupported(path.child('allocationMode'), mode, MODES)];
  if (mode === 'ExactCount')
    return count > 0 ? [] : [fieldErrors.invalid(path.child('count'), count, 'must be greater than zero')];
  return count === 0
    ? []
    : [fieldErrors.invalid(path.child('count'), count, `must not be specified when allocationMode is '${mode}'`)];
}

function validateConstraint(constraint: DeviceConstraint, names: RequestNames, path: FieldPath): FieldError[] {
  const { requests, matchAttribute, distinctAttribute } = constraint;
  const errors = validateRequestNames(requests, names, path.child('requests'));
  if (matchAttribute !== undefined || distinctAttribute !== undefined) return errors;
  const detail = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';
  return [...errors, fieldErrors.required(path, detail)];
}

type Counted = Pick<ExactDeviceRequest, 'allocationMode' | 'count'>;

function defaultMode(request: Counted): void {
  request.allocationMode ||= 'ExactCount';
  if (request.allocationMode === 'ExactCount' && !Number(request.count ?? 0)) request.count = 1;
}

/** One device, unless something else is said. */
export function defaultDeviceClaim(claim: DeviceClaim | undefined): void {
  for (const { exactly, firstAvailable = [] } of claim?.requests ?? []) {
    if (exactly) defaultMode(exactly);
    firstAvailable.forEach(defaultMode);
  }
}
