/** Trailer with Kubernetes' Status as JSON. */
export const STATUS_TRAILER = 'kubets-status-bin';
/** Trailer with google.rpc.Status, where stock clients look for details. */
export const DETAILS_TRAILER = 'grpc-status-details-bin';
