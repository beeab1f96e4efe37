import { fieldErrors } from '../validation/field-error';
import { FieldPath } from '../validation/field-path';
import * as errors from './new-errors';
import {
  isAlreadyExists,
  isConflict,
  isGone,
  isNotFound,
  statusError,
  statusErrorFrom,
  StatusError,
} from './status-error';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };
const path = FieldPath.of('spec');

test.each<[StatusError, number, string, string]>([
  [errors.newNotFound(pods, 'x'), 404, 'NotFound', 'pods "x" not found'],
  [errors.newNotFound(deployments, 'x'), 404, 'NotFound', 'deployments.apps "x" not found'],
  [errors.newAlreadyExists(pods, 'x'), 409, 'AlreadyExists', 'pods "x" already exists'],
  [
    errors.newConflict(pods, 'x'),
    409,
    'Conflict',
    'Operation cannot be fulfilled on pods "x": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [errors.newForbidden(pods, 'x', 'because'), 403, 'Forbidden', 'pods "x" is forbidden: because'],
  [errors.newForbidden(pods, '', 'because'), 403, 'Forbidden', 'pods is forbidden: because'],
  [errors.newForbidden({ group: '', resource: '' }, '', 'because'), 403, 'Forbidden', 'forbidden: because'],
  [
    errors.newInvalid({ group: '', kind: 'Pod' }, 'x', [fieldErrors.required(path)]),
    422,
    'Invalid',
    'Pod "x" is invalid: spec: Required value',
  ],
  [
    errors.newInvalid({ group: 'apps', kind: 'Deployment' }, 'x', [
      fieldErrors.required(path),
      fieldErrors.required(path),
      fieldErrors.invalid(path, 1, 'no'),
    ]),
    422,
    'Invalid',
    'Deployment.apps "x" is invalid: [spec: Required value, spec: Invalid value: 1: no]',
  ],
  [errors.newUnauthorized(), 401, 'Unauthorized', 'not authorized'],
  [errors.newBadRequest('bad'), 400, 'BadRequest', 'bad'],
  [errors.newExpired('too old'), 410, 'Expired', 'too old'],
  [errors.newInternalError('boom'), 500, 'InternalError', 'Internal error occurred: boom'],
  [
    errors.newMethodNotSupported(pods, 'patch'),
    405,
    'MethodNotAllowed',
    'patch is not supported on resources of kind "pods"',
  ],
  [
    errors.newServerTimeout(pods, 'create'),
    500,
    'ServerTimeout',
    'The create operation against pods could not be completed at this time, please try again.',
  ],
  [errors.newTimeout('slow'), 504, 'Timeout', 'Timeout: slow'],
  [errors.newTooManyRequests('slow down'), 429, 'TooManyRequests', 'slow down'],
  [
    errors.newRequestEntityTooLarge('limit is 3145728'),
    413,
    'RequestEntityTooLarge',
    'Request entity too large: limit is 3145728',
  ],
  [
    errors.newUnsupportedMediaType(['application/json']),
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json',
  ],
])('%s', (error, code, reason, message) => {
  expect({ code: error.code, reason: error.reason, message: error.message }).toEqual({ code, reason, message });
  expect(error.status).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message });
});

test('an Invalid names each cause', () => {
  const { status } = errors.newInvalid({ group: '', kind: 'Pod' }, 'x', [
    fieldErrors.notSupported(path.child('a'), 'b', ['c', 'd']),
  ]);
  expect(status.details).toEqual({
    name: 'x',
    kind: 'Pod',
    causes: [
      {
        reason: 'FieldValueNotSupported',
        message: 'Unsupported value: "b": supported values: "c", "d"',
        field: 'spec.a',
      },
    ],
  });
});

test('an Invalid of very many errors names the first thousand, and how many more there are', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => fieldErrors.required(path.child('a').index(index)));
  const { status } = errors.newInvalid({ group: '', kind: 'Pod' }, 'x', many(30_000));
  expect(status.details!.causes).toHaveLength(1001);
  expect(status.details!.causes!.slice(-2)).toEqual([
    { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.a[999]' },
    { message: 'and 29000 more errors' },
  ]);
  expect(status.message).toMatch(/spec\.a\[999\]: Required value, and 29000 more errors\]$/);
  expect(errors.newInvalid({ group: '', kind: 'Pod' }, 'x', many(1000)).status.details!.causes).toHaveLength(1000);
});

describe('statusErrorFrom', () => {
  const original = errors.newNotFound(pods, 'x');
  test.each<[string, unknown, number, string]>([
    ['a StatusError', original, 404, 'pods "x" not found'],
    ['a Status', original.status, 404, 'pods "x" not found'],
    ['an Error', new Error('boom'), 500, 'Internal error occurred: boom'],
    ['anything', 'boom', 500, 'Internal error occurred: boom'],
  ])('%s', (_, thrown, code, message) => {
    expect(statusErrorFrom(thrown)).toMatchObject({ code, message });
  });
  test('keeps the cause', () => {
    const cause = new Error('boom');
    expect(statusErrorFrom(cause).cause).toBe(cause);
    expect(statusErrorFrom(original)).toBe(original);
  });
});

test('predicates look at the reason', () => {
  expect([isNotFound(errors.newNotFound(pods, 'x')), isNotFound(new Error('x')), isNotFound(undefined)]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isConflict(errors.newConflict(pods, 'x')), isConflict(errors.newAlreadyExists(pods, 'x'))]).toEqual([
    true,
    false,
  ]);
  expect([
    isAlreadyExists(errors.newAlreadyExists(pods, 'x')),
    isGone(statusError('Gone', 'x')),
    isGone(errors.newExpired('x')),
  ]).toEqual([true, true, true]);
});

test.each([99_999, 600, 299, 101, 0, -1, 400.5, NaN])('a status that says %d is answered as 500', (code) => {
  expect(new StatusError({ code }).code).toBe(500);
});
