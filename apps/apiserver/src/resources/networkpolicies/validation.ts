import {
  errorsOfEach,
  fieldErrors,
  FieldPath,
  isPortNumber,
  type FieldError,
  type MaybeSteps,
  type Steps,
} from '@kubets/apimachinery';
import { cidrCovers } from '@kubets/net';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '@kubets/proto-gen/networking/v1';
import { validatePortNumOrName } from '../../validation/field-checks';
import { validateLabelSelector } from '../../validation/label-selector';
import { cidrProblem, readableCidr } from '../../validation/strict-addresses';
import { policyRanges } from './ranges';

const SPEC = FieldPath.of('spec');
const TYPES = ['Ingress', 'Egress'];

/** A rule of either direction. */
interface PolicyRule {
  path: FieldPath;
  ports: readonly NetworkPolicyPort[];
  peers: readonly NetworkPolicyPeer[];
  /** Where the peers are. */
  peersPath: FieldPath;
}

/** All that is wrong with a policy beside what the schema says. Ranges that were in the one `before` may stay as they are. */
export function* validateNetworkPolicy(policy: NetworkPolicy, before?: NetworkPolicy): Steps<FieldError[]> {
  const { spec = {} } = policy;
  const kept = new Set((before ? policyRanges(before) : []).map(({ text }) => text));
  return [
    ...(yield* validateLabelSelector(spec.podSelector, SPEC.child('podSelector'))),
    ...(yield* errorsOfEach(rulesOf(policy), (rule) => validateRule(rule, kept))),
    ...validatePolicyTypes(spec.policyTypes ?? []),
  ];
}

function rulesOf({ spec = {} }: NetworkPolicy): PolicyRule[] {
  const ruleOf = (
    path: FieldPath,
    ports: readonly NetworkPolicyPort[] = [],
    peers: readonly NetworkPolicyPeer[] = [],
    field: string,
  ): PolicyRule => ({ path, ports, peers, peersPath: path.child(field) });
  return [
    ...(spec.ingress ?? []).map(({ ports, from }, at) => ruleOf(SPEC.child('ingress').index(at), ports, from, 'from')),
    ...(spec.egress ?? []).map(({ ports, to }, at) => ruleOf(SPEC.child('egress').index(at), ports, to, 'to')),
  ];
}

function* validateRule({ path, ports, peers, peersPath }: PolicyRule, kept: ReadonlySet<string>): Steps<FieldError[]> {
  return [
    ...(yield* errorsOfEach(ports, (port, index) => validatePort(port, path.child('ports').index(index)))),
    ...(yield* errorsOfEach(peers, (peer, index) => validatePeer(peer, peersPath.index(index), kept))),
  ];
}

function validatePort({ port, endPort }: NetworkPolicyPort, path: FieldPath): FieldError[] {
  const endPath = path.child('endPort');
  const refused = (detail: string): FieldError[] =>
    endPort === undefined ? [] : [fieldErrors.invalid(endPath, endPort, detail)];
  if (port === undefined || port === null) return refused('may not be specified when `port` is not specified');
  const errors = validatePortNumOrName(path.child('port'), port);
  if (typeof port !== 'number') return [...refused('may not be specified when `port` is non-numeric'), ...errors];
  if (endPort === undefined) return errors;
  return [
    ...errors,
    ...(endPort < port ? refused('must be greater than or equal to `port`') : []),
    ...isPortNumber(endPort).flatMap(refused),
  ];
}

function* validatePeer(peer: NetworkPolicyPeer, path: FieldPath, kept: ReadonlySet<string>): Steps<FieldError[]> {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const errors = [
    ...(yield* validateLabelSelector(podSelector, path.child('podSelector'))),
    ...(yield* validateLabelSelector(namespaceSelector, path.child('namespaceSelector'))),
    ...(ipBlock ? yield* validateIpBlock(ipBlock, path.child('ipBlock'), kept) : []),
  ];
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(fieldErrors.required(path, 'must specify a peer'));
  if (ipBlock && (podSelector ?? namespaceSelector))
    errors.push(fieldErrors.forbidden(path, 'may not specify both ipBlock and another peer'));
  return errors;
}

function* validateIpBlock(block: IPBlock, path: FieldPath, kept: ReadonlySet<string>): Steps<FieldError[]> {
  const { cidr = '', except = [] } = block;
  if (cidr === '') return [];
  const errors = rangeErrors(cidr, path.child('cidr'), kept);
  const whole = readableCidr(cidr);
  if (!whole) return errors;
  const checkExcept = (text: string, index: number): MaybeSteps<FieldError[]> => {
    const at = path.child('except').index(index);
    const part = readableCidr(text);
    const outside = part && !(cidrCovers(whole, part) && prefixOf(text) > prefixOf(cidr));
    const detail = 'must be a strict subset of `cidr`';
    return [...rangeErrors(text, at, kept), ...(outside ? [fieldErrors.invalid(at, text, detail)] : [])];
  };
  return [...errors, ...(yield* errorsOfEach(except, checkExcept))];
}

/** As it is written, which counts from the start of 128 bits where an IPv4 address is in IPv6's form. */
const prefixOf = (cidr: string): number => Number(cidr.split('/')[1]);

function rangeErrors(text: string, path: FieldPath, kept: ReadonlySet<string>): FieldError[] {
  const problem = kept.has(text) ? undefined : cidrProblem(text);
  return problem === undefined ? [] : [fieldErrors.invalid(path, text, problem)];
}

function validatePolicyTypes(types: readonly string[]): FieldError[] {
  const path = SPEC.child('policyTypes');
  if (types.length > TYPES.length)
    return [fieldErrors.invalid(path, types, 'may not specify more than two policyTypes')];
  return types.flatMap((type, index) =>
    TYPES.includes(type) ? [] : [fieldErrors.notSupported(path.index(index), type, TYPES)],
  );
}
