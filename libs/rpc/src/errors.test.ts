import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { IncomingHttpHeaders } from 'node:http2';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import {
  newAlreadyExists,
  newConflict,
  newExpired,
  newForbidden,
  newInternalError,
  newInvalid,
  newNotFound,
  newServiceUnavailable,
  newTooManyRequests,
  newUnauthorized,
  StatusError,
  type FieldError,
} from '@kubets/apimachinery';
import { statusErrorFromRpc } from './error-from-rpc';
import { rpcErrorFromStatus } from './error-to-rpc';
import { GrpcError } from './grpc-error';

const pods = { group: '', resource: 'pods' };
const fieldError: FieldError = {
  type: 'invalid',
  field: 'spec.ports[0].port',
  badValue: 70000,
  detail: 'must be between 1 and 65535, inclusive',
};

/** As it comes to a client. */
const received = ({ code, details, metadata }: ServiceError): GrpcError =>
  new GrpcError(code, details, metadata.toHttp2Headers() as IncomingHttpHeaders);

describe('a StatusError survives the way over gRPC', () => {
  test.each<[StatusError, status]>([
    [newNotFound(pods, 'a'), status.NOT_FOUND],
    [newAlreadyExists(pods, 'a'), status.ALREADY_EXISTS],
    [newConflict(pods, 'a'), status.ABORTED],
    [newForbidden(pods, 'a', 'no'), status.PERMISSION_DENIED],
    [newUnauthorized(), status.UNAUTHENTICATED],
    [newExpired('too old'), status.OUT_OF_RANGE],
    [newInvalid({ group: '', kind: 'Service' }, 's', [fieldError]), status.INVALID_ARGUMENT],
    [newTooManyRequests('slow down', 3), status.RESOURCE_EXHAUSTED],
    [newServiceUnavailable('starting'), status.UNAVAILABLE],
    [newInternalError('oops'), status.INTERNAL],
    [new StatusError({ code: 418, reason: 'Teapot', message: 'short' }), status.INVALID_ARGUMENT],
  ])('%s', (error, code) => {
    const sent = rpcErrorFromStatus(error);
    expect(sent.code).toBe(code);
    expect(statusErrorFromRpc(received(sent))).toMatchObject({
      message: error.message,
      code: error.code,
      reason: error.reason,
      status: error.status,
    });
  });

  test('a thrown anything becomes an internal error', () => {
    expect(rpcErrorFromStatus(new Error('boom'))).toMatchObject({
      code: status.INTERNAL,
      details: expect.stringContaining('boom'),
    });
  });

  test('a gRPC error passes unchanged', () => {
    const error = Object.assign(new Error('x'), { code: status.DATA_LOSS, details: 'x', metadata: new Metadata() });
    expect(rpcErrorFromStatus(error)).toBe(error);
  });

  test('thousands of causes are cut rather than lost with the whole answer', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ ...fieldError, field: `spec.ports[${i}].port` }));
    const sent = rpcErrorFromStatus(newInvalid({ group: '', kind: 'Service' }, 's', many));
    expect(statusErrorFromRpc(received(sent)).reason).toBe('Invalid');
    expect((sent.metadata.get('kubets-status-bin')[0] as Buffer).length).toBeLessThan(17_000);
  });

  test('stock clients find the code, the message and an Any in grpc-status-details-bin', () => {
    const details = rpcErrorFromStatus(newNotFound(pods, 'a')).metadata.get('grpc-status-details-bin')[0] as Buffer;
    const reader = new BinaryReader(details);
    expect([reader.uint32() >>> 3, reader.int32()]).toEqual([1, status.NOT_FOUND]);
    expect([reader.uint32() >>> 3, reader.string()]).toEqual([2, 'pods "a" not found']);
    expect(Buffer.from(details).toString('latin1')).toContain('type.googleapis.com/kubets.meta.v1.Status');
  });
});

describe('errors of gRPC itself', () => {
  test.each<[unknown, number, string]>([
    [new GrpcError(status.UNAVAILABLE, 'connection refused'), 503, 'ServiceUnavailable'],
    [new GrpcError(status.DEADLINE_EXCEEDED, 'late'), 504, 'Timeout'],
    [new GrpcError(status.CANCELLED, 'cancelled'), 499, 'ClientClosedRequest'],
    [new GrpcError(status.UNAUTHENTICATED, 'who'), 401, 'Unauthorized'],
    [new GrpcError(status.UNIMPLEMENTED, 'what'), 405, 'MethodNotAllowed'],
    [new GrpcError(status.UNKNOWN, 'hm'), 500, 'InternalError'],
    [new DOMException('stop', 'AbortError'), 499, 'ClientClosedRequest'],
    [new TypeError('defect'), 500, 'InternalError'],
  ])('%s is %d %s', (error, code, reason) => {
    expect(statusErrorFromRpc(error)).toMatchObject({ code, reason });
  });
});
