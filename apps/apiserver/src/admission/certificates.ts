import { parseCertificateRequest } from '@kubets/api';
import { newForbidden, semanticEqual } from '@kubets/apimachinery';
import type { CertificateSigningRequest } from '@kubets/proto-gen/certificates/v1';
import type { AdmissionAttributes, ValidatingPlugin } from '../pipeline/admission';
import type { Authorizer } from '../pipeline/authorization';

const GROUP = 'certificates.k8s.io';
const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';
const MASTERS = 'system:masters';

const isOf = ({ resource }: AdmissionAttributes): boolean =>
  resource.group === GROUP && resource.resource === 'certificatesigningrequests';

/** Who may decide on requests for a signer, who may sign as it, and what nobody may ask for: in upstream's order. */
export function createCertificatePlugins(authorizer: Authorizer): ValidatingPlugin[] {
  /** For the signer, or for all signers of its domain. */
  async function mayAct({ userInfo }: AdmissionAttributes, verb: string, signer: string): Promise<boolean> {
    const domain = `${signer.split('/')[0]}/*`;
    const request = { user: userInfo, verb, isResourceRequest: true, group: GROUP, version: '*', path: '' };
    for (const name of [signer, domain]) {
      const asked = { ...request, resource: 'signers', subresource: '', namespace: '', name };
      if ((await authorizer.authorize(asked)).allowed) return true;
    }
    return false;
  }
  const refused = ({ resource, name }: AdmissionAttributes, detail: string) => newForbidden(resource, name, detail);

  return [
    {
      name: 'CertificateApproval',
      handles: (attributes) =>
        isOf(attributes) && attributes.operation === 'UPDATE' && attributes.subresource === 'approval',
      async validate(attributes) {
        const { signerName = '' } = (attributes.oldObject as CertificateSigningRequest).spec ?? {};
        if (await mayAct(attributes, 'approve', signerName)) return;
        const detail = `user not permitted to approve requests with signerName ${JSON.stringify(signerName)}`;
        throw refused(attributes, detail);
      },
    },
    {
      name: 'CertificateSigning',
      handles: (attributes) =>
        isOf(attributes) && attributes.operation === 'UPDATE' && attributes.subresource === 'status',
      async validate(attributes) {
        const old = attributes.oldObject as CertificateSigningRequest;
        const { status } = attributes.object as CertificateSigningRequest;
        const { certificate, conditions = [] } = old.status ?? {};
        if (certificate === status?.certificate && semanticEqual(conditions, status?.conditions ?? [])) return;
        const { signerName = '' } = old.spec ?? {};
        if (await mayAct(attributes, 'sign', signerName)) return;
        throw refused(attributes, `user not permitted to sign requests with signerName ${JSON.stringify(signerName)}`);
      },
    },
    {
      name: 'CertificateSubjectRestriction',
      handles: (attributes) => isOf(attributes) && attributes.operation === 'CREATE' && attributes.subresource === '',
      validate(attributes) {
        const { signerName, request = '' } = (attributes.object as CertificateSigningRequest).spec ?? {};
        if (signerName !== CLIENT_SIGNER || !parseCertificateRequest(request).organizations.includes(MASTERS)) return;
        throw refused(attributes, `use of ${CLIENT_SIGNER} signer with ${MASTERS} group is not allowed`);
      },
    },
  ];
}
