import { newBadRequest, newInternalError, StatusError } from '@kubets/apimachinery';

interface Generic {
  reason?: string;
  message: string;
}

/** What Kubernetes makes of codes whose text it does not hand on. */
const GENERIC: Record<number, Generic> = {
  401: { reason: 'Unauthorized', message: 'the server has asked for the client to provide credentials' },
  404: { reason: 'NotFound', message: 'the server could not find the requested resource' },
  405: { reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  409: { reason: 'Conflict', message: 'the server reported a conflict' },
  422: { reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  429: {
    reason: 'TooManyRequests',
    message: 'the server has received too many requests and has asked us to try again later',
  },
  503: { reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' },
  504: {
    reason: 'Timeout',
    message: 'the server was unable to return a response in the time allotted, but may still be processing the request',
  },
};

/** A kubelet's refusal of a plain request, as Kubernetes shows it: the text of a 400 or 500 is the client's to read. */
export function kubeletRefusal(code: number, text: string, resource: string, name: string): StatusError {
  if (code === 400) return newBadRequest(text);
  if (code === 500) return newInternalError(text);
  const { reason, message } = genericOf(code, text);
  return new StatusError({
    code,
    ...(reason ? { reason } : {}),
    message: `${message} ( ${resource} ${name})`,
    details: { name, kind: resource },
  });
}

function genericOf(code: number, text: string): Generic {
  if (code === 403) return { reason: 'Forbidden', message: text };
  const known = GENERIC[code];
  if (known) return known;
  if (code >= 500)
    return {
      reason: 'InternalError',
      message: `an error on the server (${JSON.stringify(text)}) has prevented the request from succeeding`,
    };
  return { message: `the server responded with the status code ${code} but did not return more information` };
}
