import { decodeSteps, StatusError, type KubeObject, type Steps } from '@kubets/apimachinery';
import type { AdmissionResponse, AdmissionReview } from '@kubets/proto-gen/admission/v1';
import type { Status } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { admissionRequest } from '../admission-request';
import type { MatchedResource } from '../rules';

const GROUP = 'admission.k8s.io';
const KIND = 'AdmissionReview';
const KNOWN_VERSIONS = ['v1', 'v1beta1'];

/** What is put before a webhook. */
export interface Question {
  uid: string;
  attributes: AdmissionAttributes;
  matched: MatchedResource;
  /** In the version that matched. */
  object: KubeObject | undefined;
  oldObject: KubeObject | undefined;
}

/** The first version that a webhook lists and that is known here. @throws Error when there is none. */
export function reviewVersionOf(versions: readonly string[]): string {
  const version = versions.find((one) => KNOWN_VERSIONS.includes(one));
  if (version) return version;
  throw new Error(
    'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
  );
}

/** The question as JSON has it. */
export function reviewOf(version: string, { uid, attributes, matched, object, oldObject }: Question): object {
  return {
    kind: KIND,
    apiVersion: `${GROUP}/${version}`,
    request: {
      uid,
      ...admissionRequest(attributes, matched),
      object: object ?? null,
      oldObject: oldObject ?? null,
    },
  };
}

/**
 * In steps: the webhook's answer, checked. @throws Error in Kubernetes' words when it is none to this question.
 */
export function* responseOf(
  answer: unknown,
  { uid, version, isMutating }: { uid: string; version: string; isMutating: boolean },
): Steps<AdmissionResponse> {
  const review = yield* readReview(answer);
  const { response } = review;
  if (!response) throw new Error('webhook response was absent');
  if (version !== 'v1') {
    const { patch, patchType: _patchType, ...rest } = response;
    return isMutating && patch ? { ...rest, patch, patchType: 'JSONPatch' } : rest;
  }
  if (response.uid !== uid)
    throw new Error(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`);
  const { apiVersion = '', kind = '' } = review;
  if (apiVersion !== `${GROUP}/v1` || kind !== KIND)
    throw new Error(`expected webhook response of ${GROUP}/v1, Kind=${KIND}, got ${apiVersion || '/'}, Kind=${kind}`);
  assertPatch(response, isMutating);
  return response;
}

function assertPatch({ patch = '', patchType }: AdmissionResponse, isMutating: boolean): void {
  const says = (text: string) => new Error(text);
  if (!isMutating) {
    if (patch !== '') throw says('validating webhook may not return response.patch');
    if (patchType !== undefined) throw says('validating webhook may not return response.patchType');
    return;
  }
  if (patch !== '' && patchType === undefined) throw says('webhook returned response.patch but not response.patchType');
  if (patch === '' && patchType !== undefined) throw says('webhook returned response.patchType but not response.patch');
  if (patchType === '') throw says('webhook returned invalid response.patchType of ""');
}

function* readReview(answer: unknown): Steps<AdmissionReview> {
  const review = schema.of('kubets.admission.v1.AdmissionReview');
  return (yield* decodeSteps<AdmissionReview>(answer, review, { unknownFields: 'ignore' })).object;
}

/** What a client is told whose request a webhook has refused. */
export function refusalBy(webhook: string, status: Status = {}): StatusError {
  const deniedBy = `admission webhook ${JSON.stringify(webhook)} denied the request`;
  const { code = 0, message, reason } = status;
  const why = message ? `: ${message}` : reason ? `: ${reason}` : ' without explanation';
  // Also of a code that no answer can have.
  const isRefusal = code >= 400 && code <= 599;
  return new StatusError({ ...status, code: isRefusal ? code : 400, message: `${deniedBy}${why}` });
}
