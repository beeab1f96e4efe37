import {
  errorsOfEach,
  fieldErrors,
  FieldPath,
  isStep,
  semanticEqual,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import { parseCidr, type IpFamily } from '@kubets/net';
import type { Node } from '@kubets/proto-gen/core/v1';
import { validateAmount } from '../../pod-spec/validate-resources';
import { cidrProblem, type AddressText } from '../../validation/strict-addresses';
import { taintErrors } from '../../validation/taints';

const SPEC = FieldPath.of('spec');
/** Kubernetes looks for them there. */
const TAINTS = FieldPath.of('metadata', 'taints');

function* validatePodCidrs(cidrs: string[]): Steps<FieldError[]> {
  const path = SPEC.child('podCIDRs');
  const errors = yield* errorsOfEach(cidrs, (cidr, index) => {
    const problem = parseCidr(cidr) ? undefined : cidrProblem(cidr);
    return problem === undefined ? [] : [fieldErrors.invalid(path.index(index), cidr, problem)];
  });
  const families: (IpFamily | undefined)[] = [];
  for (const [index, cidr] of cidrs.entries()) {
    if (isStep(index)) yield;
    families.push(parseCidr(cidr)?.family);
  }
  const unreadable = families.indexOf(undefined);
  if (cidrs.length > 1 && unreadable >= 0) errors.push(familyUnknown(cidrs[unreadable]!, unreadable));
  if (cidrs.length > 2 || (cidrs.length === 2 && (families.includes(undefined) || families[0] === families[1]))) {
    errors.push(fieldErrors.invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'));
  }
  return errors;
}

/** In the words that Go's library has for it. */
function familyUnknown(cidr: string, index: number): FieldError {
  const why = `invalid CIDR[${index}]: <nil> (invalid CIDR address: ${cidr})`;
  const detail = `invalid PodCIDRs. failed to check with dual stack with error:${why}`;
  return { type: 'internal', field: SPEC.child('podCIDRs').toString(), badValue: undefined, detail };
}

/** Every range, for those who look at its form. */
export const nodeRanges = ({ spec }: Node): AddressText[] =>
  (spec?.podCIDRs ?? []).map((text, index) => ({ path: SPEC.child('podCIDRs').index(index), text, isRange: true }));

export function* validateNode(node: Node): Steps<FieldError[]> {
  const { spec } = node;
  const errors = yield* taintErrors(spec?.taints, TAINTS);
  return [...errors, ...(yield* validatePodCidrs(spec?.podCIDRs ?? [])), ...validateNodeStatus(node)];
}

/** What a node has and can give is whole, where it has no parts, and not negative. */
function validateNodeStatus({ status = {} }: Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((list) =>
    Object.entries(status[list] ?? {}).flatMap(([name, amount]) =>
      validateAmount(name, amount, FieldPath.of('status', list, name)),
    ),
  );
}

/** Of a status that has changed: what a node declares is in order, and no address is said twice. */
export function validateChangedStatus(node: Node): FieldError[] {
  const { declaredFeatures: features = [], addresses = [] } = node.status ?? {};
  const seen = new Set<string>();
  return [
    ...validateNodeStatus(node),
    ...features.slice(1).flatMap((feature, before) => {
      const path = FieldPath.of('status', 'declaredFeatures').index(before + 1);
      if (feature === features[before]) return [fieldErrors.duplicate(path, feature)];
      return feature < features[before]!
        ? [fieldErrors.invalid(path, feature, 'list must be sorted alphabetically')]
        : [];
    }),
    ...addresses.flatMap(({ type: Type = '', address: Address = '' }, index) => {
      const key = JSON.stringify([Type, Address]);
      const isDoubled = seen.has(key);
      seen.add(key);
      return isDoubled
        ? [fieldErrors.duplicate(FieldPath.of('status', 'addresses').index(index), { Type, Address })]
        : [];
    }),
  ];
}

/** What is there for the sake of old clients. */
export const nodeWarnings = ({ spec }: Node): string[] =>
  spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : [];

/** A node's pod CIDR and provider ID may be set once; the rest of its spec may change. */
export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors: FieldError[] = [];
  if (old.spec?.podCIDRs?.length && !semanticEqual(node.spec?.podCIDRs, old.spec.podCIDRs)) {
    const detail = 'node updates may not change podCIDR except from "" to valid';
    errors.push(fieldErrors.forbidden(SPEC.child('podCIDRs'), detail));
  }
  if (old.spec?.providerID && node.spec?.providerID !== old.spec.providerID) {
    const detail = `field cannot be ${node.spec?.providerID ? 'modified' : 'cleared'} once set`;
    errors.push(fieldErrors.invalid(SPEC.child('providerID'), null, detail));
  }
  return errors;
}
