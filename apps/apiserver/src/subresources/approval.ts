import { applyObject } from '../pipeline/apply';
import { toServed } from '../pipeline/convert';
import { patchObject } from '../pipeline/patch';
import { getObject } from '../pipeline/read';
import type { UpdateOutcome } from '../pipeline/guaranteed-update';
import type { ResourceRequest } from '../pipeline/request';
import type { ObjectSubresource } from '../pipeline/subresource';
import { updateObject } from '../pipeline/update';

const answered = ({ definition, version }: ResourceRequest, { stored }: Pick<UpdateOutcome, 'stored'>) => ({
  code: 200,
  object: toServed(stored.copy(), definition, version),
});

/** `certificatesigningrequests/approval`: the only way to approve or deny a request. */
export const approvalSubresource: ObjectSubresource = {
  description: {
    name: 'approval',
    kind: 'CertificateSigningRequest',
    group: 'certificates.k8s.io',
    version: 'v1',
    verbs: ['get', 'patch', 'update'],
    message: 'kubets.certificates.v1.CertificateSigningRequest',
  },
  get: async (scope, request) => answered(request, { stored: await getObject(scope, request) }),
  update: async (scope, request) => answered(request, await updateObject(scope, request)),
  patch: async (scope, request) => answered(request, await patchObject(scope, request)),
  apply: async (scope, request) => answered(request, await applyObject(scope, request)),
};
