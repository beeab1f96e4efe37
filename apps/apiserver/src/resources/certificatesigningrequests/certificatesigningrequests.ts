import { humanDuration, isPathSegmentName, rfc3339 } from '@kubets/apimachinery';
import { certificateSigningRequests as names } from '@kubets/proto-gen/catalogue';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition as Condition,
} from '@kubets/proto-gen/certificates/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { StatusStrategy, StrategyContext } from '../../registry/resource';
import { validateRequest, validateRequestUpdate } from './validation';

type Csr = CertificateSigningRequest;

function conditionText({ status }: Csr): string {
  const types = new Set((status?.conditions ?? []).map(({ type }) => type));
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${types.has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

/** Conditions say since when they are as they are. */
function dateConditions(csr: Csr, old: Csr, { now }: StrategyContext): void {
  const before = old.status?.conditions ?? [];
  for (const condition of csr.status?.conditions ?? []) {
    condition.lastUpdateTime ??= rfc3339(now);
    condition.lastTransitionTime ??=
      before.find((one) => one.type === condition.type && one.status === condition.status)?.lastTransitionTime ??
      rfc3339(now);
  }
}

/** Of who signs: decisions stay as they were taken, the instances of each type as they stood. */
function keepDecisions(csr: Csr, old: Csr): void {
  for (const type of ['Approved', 'Denied']) {
    const ofType = (one: Csr): Condition[] => (one.status?.conditions ?? []).filter((each) => each.type === type);
    const before = ofType(old);
    if (ofType(csr).length !== before.length) continue;
    csr.status!.conditions = csr.status?.conditions?.map((one) => (one.type === type ? before.shift()! : one));
  }
}

const signing: StatusStrategy<Csr> = {
  prepareForUpdate(csr, old, context) {
    keepDecisions(csr, old);
    dateConditions(csr, old, context);
  },
  validateUpdate: (csr, old) => [
    ...validateRequest(csr, old),
    ...validateRequestUpdate(csr, old, { certificate: true }),
  ],
};

const approval: StatusStrategy<Csr> = {
  prepareForUpdate(csr, old, context) {
    dateConditions(csr, old, context);
    csr.status = { ...structuredClone(old.status), conditions: csr.status?.conditions ?? [] };
  },
  validateUpdate: (csr, old) => [...validateRequest(csr, old), ...validateRequestUpdate(csr, old, { approval: true })],
};

export const certificateSigningRequests = defineResource<Csr>(names, {
  columns: [
    nameColumn,
    ageColumn,
    textColumn<Csr>({
      name: 'SignerName',
      description: 'Who is asked to sign.',
      value: ({ spec }) => spec?.signerName || '<none>',
    }),
    textColumn<Csr>({
      name: 'Requestor',
      description: 'The user who asked.',
      value: ({ spec }) => spec?.username ?? '',
    }),
    textColumn<Csr>({
      name: 'RequestedDuration',
      description: 'How long the certificate should be valid.',
      value: ({ spec }) =>
        spec?.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    }),
    textColumn<Csr>({
      name: 'Condition',
      description: 'Whether it was approved or denied, and whether there is a certificate.',
      value: conditionText,
    }),
  ],
  validateName: isPathSegmentName,
  unowned: ['spec'],
  prepareForCreate(csr, { user }) {
    const { username: _username, uid: _uid, groups: _groups, extra: _extra, ...spec } = csr.spec ?? {};
    const { username, uid, groups, extra } = user;
    csr.spec = {
      ...spec,
      username,
      ...(uid ? { uid } : {}),
      groups: [...groups],
      ...(extra && Object.keys(extra).length > 0 ? { extra: structuredClone(extra) } : {}),
    };
  },
  prepareForUpdate(csr, old) {
    csr.spec = structuredClone(old.spec ?? {});
  },
  validateCreate: (csr) => validateRequest(csr),
  validateUpdate: (csr, old) => [...validateRequest(csr, old), ...validateRequestUpdate(csr, old)],
  status: signing,
  statusParts: { approval },
  fieldSelectors: { 'spec.signerName': ({ spec }) => spec?.signerName ?? '' },
});
