import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Metadata } from '@grpc/grpc-js';
import { Status } from '@kubets/proto-gen/meta/v1';

/** Trailer with Kubernetes' Status as JSON. */
export const statusMetadataKey = 'kubets-status-bin';
/** Trailer with google.rpc.Status, where stock clients look for details. */
export const detailsMetadataKey = 'grpc-status-details-bin';

// Trailers of more than some 64 KiB are refused by HTTP/2 peers and the call would fail without any reason.
const maxStatusBytes = 16 * 1024;

/** The trailers of a failed call. Of a very long list of causes the first are kept. */
export function statusMetadata(grpcCode: number, full: Status): Metadata {
  const status = withinLimit(full);
  const metadata = new Metadata();
  metadata.set(statusMetadataKey, Buffer.from(JSON.stringify(status)));
  metadata.set(detailsMetadataKey, Buffer.from(encodeRpcStatus(grpcCode, status)));
  return metadata;
}

function withinLimit(status: Status): Status {
  let kept = status;
  while (JSON.stringify(kept).length > maxStatusBytes && (kept.details?.causes?.length ?? 0) > 0) {
    kept = { ...kept, details: { ...kept.details, causes: kept.details!.causes!.slice(0, Math.floor(kept.details!.causes!.length / 2)) } };
  }
  return JSON.stringify(kept).length > maxStatusBytes
    ? { ...kept, message: `${(kept.message ?? '').slice(0, maxStatusBytes / 2)}…` }
    : kept;
}

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
