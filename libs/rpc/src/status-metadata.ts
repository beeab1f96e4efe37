import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Metadata } from '@grpc/grpc-js';
import { Status } from '@kubets/proto-gen/meta/v1';
import { DETAILS_TRAILER, STATUS_TRAILER } from './trailers';

/** Of the JSON. Both trailers are base64, and the message comes as well: together they stay below what trailers may be. */
const MAX_STATUS_BYTES = 1700;

/** The trailers of a failed call. Of what is too long the beginning is kept: causes first go, then long names and texts are cut. */
export function statusMetadata(grpcCode: number, full: Status): Metadata {
  const status = withinLimit(full);
  const metadata = new Metadata();
  metadata.set(STATUS_TRAILER, Buffer.from(JSON.stringify(status)));
  metadata.set(DETAILS_TRAILER, Buffer.from(encodeRpcStatus(grpcCode, status)));
  return metadata;
}

const fits = (status: Status): boolean => Buffer.byteLength(JSON.stringify(status)) <= MAX_STATUS_BYTES;

function withinLimit(full: Status): Status {
  if (fits(full)) return full;
  // Before anything is written out again and again: no part may be longer than the whole.
  let status = withCauses(withTextsOf(full, MAX_STATUS_BYTES), full.details?.causes?.slice(0, 64) ?? []);
  for (let causes = status.details?.causes ?? []; causes.length > 0 && !fits(status);) {
    causes = causes.slice(0, Math.floor(causes.length / 2));
    status = withCauses(status, causes);
  }
  for (let length = MAX_STATUS_BYTES / 2; length >= 16 && !fits(status); length /= 2)
    status = withTextsOf(status, Math.floor(length));
  return fits(status)
    ? status
    : {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        code: full.code,
        reason: shortened(full.reason ?? '', 64),
        message: '…',
      };
}

function withCauses(status: Status, causes: NonNullable<Status['details']>['causes']): Status {
  if (!status.details?.causes) return status;
  const { causes: _all, ...details } = status.details;
  return { ...status, details: causes!.length > 0 ? { ...details, causes } : details };
}

/** No text longer than this. */
function withTextsOf(status: Status, length: number): Status {
  return shortenedTexts(status, length) as Status;
}

function shortenedTexts(value: unknown, length: number): unknown {
  if (typeof value === 'string') return shortened(value, length);
  if (Array.isArray(value)) return value.map((item) => shortenedTexts(item, length));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortenedTexts(item, length)]));
}

const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** google.rpc.Status {code=1, message=2, details=3: Any{type_url=1, value=2}} */
function encodeRpcStatus(code: number, status: Status): Uint8Array {
  const any = new BinaryWriter()
    .uint32(10)
    .string('type.googleapis.com/kubets.meta.v1.Status')
    .uint32(18)
    .bytes(Status.encode(status).finish())
    .finish();
  return new BinaryWriter()
    .uint32(8)
    .int32(code)
    .uint32(18)
    .string(status.message ?? '')
    .uint32(26)
    .bytes(any)
    .finish();
}
