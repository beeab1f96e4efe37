import { maxHeaderSize } from 'node:http';
import { dialError, joinHostPort, type HostPort } from '@kubets/net';
import { StatusError } from '@kubets/apimachinery';

const UNKNOWN_AUTHORITY = 'x509: certificate signed by unknown authority';

const TLS_PROBLEMS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'x509: certificate has expired or is not yet valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
};

type CodedError = Error & { code?: string; cert?: { subjectaltname?: string } };

/** Why a webhook was not reached, in the words that Go has for it. */
export function transportProblem(error: CodedError, host: HostPort): string {
  // Kubernetes' client of Services calls their resource by its singular.
  if (error instanceof StatusError) return error.message.replace(/^services /, 'service ');
  if (error.code === undefined) return error.message;
  const { code } = error;
  if (TLS_PROBLEMS[code]) return `tls: failed to verify certificate: ${TLS_PROBLEMS[code]}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `tls: failed to verify certificate: ${nameProblem(error, host)}`;
  if (code === 'ECONNRESET') return 'EOF';
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${host.host}: no such host`;
  if (code === 'HPE_HEADER_OVERFLOW')
    return `net/http: server response headers exceeded ${maxHeaderSize} bytes; aborted`;
  if (code.startsWith('HPE_')) return `net/http: HTTP/1.x transport connection broken: ${error.message}`;
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return 'http: server gave HTTP response to HTTPS client';
  return dialError(joinHostPort(host), error);
}

function nameProblem({ cert }: CodedError, { host }: HostPort): string {
  const names = (cert?.subjectaltname ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  if (!names[0]) return 'x509: certificate relies on legacy Common Name field, use SANs instead';
  return `x509: certificate is valid for ${names.join(', ')}, not ${host}`;
}

const HTTP_PROBLEMS: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** Of an error's body so much is told. */
const MAX_SHOWN = 2048;

/** What Kubernetes' client says of an answer with that code; nothing of a success. */
export function httpProblem(code: number, body: string): string | undefined {
  if (code >= 200 && code <= 206) return undefined;
  const shown = body.trim().slice(0, MAX_SHOWN) || 'unknown';
  if (code === 403) return shown;
  if (HTTP_PROBLEMS[code]) return HTTP_PROBLEMS[code];
  if (code >= 500) return `an error on the server (${JSON.stringify(shown)}) has prevented the request from succeeding`;
  return `the server responded with the status code ${code} but did not return more information`;
}
