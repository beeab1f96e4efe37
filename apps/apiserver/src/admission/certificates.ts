import { SIGNERS, parseCertificateRequest } from '@kubets/api';
import { fieldErrors, FieldPath, newInvalid, semanticEqual } from '@kubets/apimachinery';
import type {
  CertificateSigningRequest,
  ClusterTrustBundle,
  PodCertificateRequest,
} from '@kubets/proto-gen/certificates/v1';
import type { AdmissionAttributes, ValidatingPlugin } from '../pipeline/admission';
import { refusal } from '../pipeline/admission';
import type { Authorizer } from '../pipeline/authorization';
import { changesOwnershipOnly } from '../pipeline/ownership-change';

const GROUP = 'certificates.k8s.io';
const MASTERS = 'system:masters';

const isOf = ({ resource }: AdmissionAttributes, plural = 'certificatesigningrequests'): boolean =>
  resource.group === GROUP && resource.resource === plural;

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
  /** In Kubernetes the storage of these requests asks, after it has looked whether the status is valid. */
  async function assertMaySign(attributes: AdmissionAttributes): Promise<void> {
    const [request, old] = [attributes.object, attributes.oldObject] as PodCertificateRequest[];
    const { signerName = '' } = old!.spec ?? {};
    if (semanticEqual(request!.status ?? {}, old!.status ?? {}) || (await mayAct(attributes, 'sign', signerName)))
      return;
    const who = `User ${JSON.stringify(attributes.userInfo.username)}`;
    const detail = `${who} is not permitted to "sign" for signer ${JSON.stringify(signerName)}`;
    const { group, kind } = attributes.kind;
    throw newInvalid({ group, kind }, attributes.name, [
      fieldErrors.forbidden(FieldPath.of('spec', 'signerName'), detail),
    ]);
  }

  return [
    {
      name: 'CertificateApproval',
      handles: (attributes) =>
        isOf(attributes) && attributes.operation === 'UPDATE' && attributes.subresource === 'approval',
      async validate(attributes) {
        const { signerName = '' } = (attributes.oldObject as CertificateSigningRequest).spec ?? {};
        if (await mayAct(attributes, 'approve', signerName)) return;
        const detail = `user not permitted to approve requests with signerName ${JSON.stringify(signerName)}`;
        throw refusal(attributes, detail);
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
        throw refusal(attributes, `user not permitted to sign requests with signerName ${JSON.stringify(signerName)}`);
      },
    },
    {
      name: 'ClusterTrustBundleAttest',
      handles: (attributes) => isOf(attributes, 'clustertrustbundles') && attributes.operation !== 'DELETE',
      async validate(attributes) {
        const { object, oldObject } = attributes;
        const { signerName = '' } = (object as ClusterTrustBundle).spec ?? {};
        if (signerName === '' || (oldObject && changesOwnershipOnly(object!, oldObject))) return;
        if (await mayAct(attributes, 'attest', signerName)) return;
        throw refusal(attributes, `user not permitted to attest for signerName ${JSON.stringify(signerName)}`);
      },
    },
    {
      name: 'PodCertificateSigning',
      handles: (attributes) =>
        isOf(attributes, 'podcertificaterequests') &&
        attributes.operation === 'UPDATE' &&
        attributes.subresource === 'status',
      validate: assertMaySign,
    },
    {
      name: 'CertificateSubjectRestriction',
      handles: (attributes) => isOf(attributes) && attributes.operation === 'CREATE' && attributes.subresource === '',
      validate(attributes) {
        const { signerName, request = '' } = (attributes.object as CertificateSigningRequest).spec ?? {};
        if (signerName !== SIGNERS.client || !parseCertificateRequest(request).organizations.includes(MASTERS)) return;
        throw refusal(attributes, `use of ${SIGNERS.client} signer with ${MASTERS} group is not allowed`);
      },
    },
  ];
}
