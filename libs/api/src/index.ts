export {
  parseCertificateRequest,
  parseCertificateRequestBytes,
  type CertificateRequest,
} from './certificate/certificate-request';
export {
  readIssuer,
  signCertificate,
  distinguishedName,
  type CertificateContent,
  type CertificateIssuer,
} from './certificate/certificate';
export {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  KEY_USAGES,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
  type ExtendedKeyUsage,
} from './certificate/extensions';
export { stubCertificateRequest } from './certificate/stub-request';
export { pemBlocks, pemText, type PemBlock } from './certificate/pem';
export { SYNC_FAILED, withAllowance, withCountedAllowance } from './budget/disruption-allowed';
export {
  GATEWAY_GROUP,
  type BackendRef,
  type GatewayObject,
  type GrpcMatch,
  type GrpcRoute,
  type HeaderChanges,
  type NamedValue,
  type ObjectReference,
  type ParentReference,
  type PathModifier,
  type ReferenceGrant,
  type RouteFilter,
  type RouteOf,
  type RouteParentStatus,
  type RouteRule,
} from './gateway/objects';
export { conditionsWithTimes, routeStatus, type ParentVerdict, type Verdict } from './gateway/route-status';
export { mayRefer, readableGrants, type CrossReference } from './gateway/reference-grants';
export { findCondition, isConditionTrue, withoutCondition } from './conditions';
export { amountOf, amountsOf, type Amounts } from './pod/amounts';
export { podClaimNames } from './pod/claim-names';
export { withPodCondition } from './pod/conditions';
export { allContainers, initAndAppContainers, isSidecar, runningContainers, sidecarsOf } from './pod/containers';
export { hostPortsCollide, hostPortsOf, podsShareHostPort, type HostPort } from './pod/host-ports';
export { isCriticalPod, SYSTEM_CRITICAL_PRIORITY } from './pod/priority';
export { qosClassOf, type QosClass } from './pod/qos-class';
export { podReferences, type PodReference, type ReferencedResource } from './pod/references';
export { podResourceClaims } from './pod/resource-claims';
export type { PodResourceClaimName } from './pod/resource-claims';
export { addQuantities, quantitiesOf, quantityTexts, type Quantities } from './pod/quantities';
export { podQuantities, podRequests } from './pod/resources';
export { KILLED_EXIT_CODE, mayRestartAll, restartsAfter, restartsAllAfter } from './pod/restarts';
export { withoutTemplateHash } from './pod/template-hash';
export {
  isMirrorPod,
  isPodActive,
  isPodReady,
  isPodTerminal,
  isPodTerminating,
  isTerminalPhase,
  podIPsOf,
} from './pod/state';
export { ROUTE_PROTOCOL, applyRoutes, desiredRoutes, type Route, type RunProgram } from './node/pod-routes';
export { isNodeReady, nodeAddresses, podCIDRsOf, type NodeAddressType } from './node/state';
export { forbidsScheduling, sameTaint, tolerates, untoleratedTaint } from './node/tolerations';
export {
  clusterIPsOf,
  HEADLESS,
  isExternallyAccessible,
  isExternalName,
  isHeadless,
  isLoadBalancer,
  mayHaveNodePorts,
  needsClusterIp,
  needsHealthCheckNodePort,
  needsNodePorts,
  selectsPods,
} from './service/needs';
export { serviceKeyOfSlice, serviceKeysOfSlice } from './service/endpoint-slices';
export { hasDeadline, isInScopes } from './quota/quota-scopes';
export { limitedNames, quotaUsage, totalUsage, usageOfRequirements, type QuotaResource } from './quota/quota-usage';
export { loadBalancerSourceRanges } from './service/traffic';
export { isPort, protocolOf, type Protocol } from './service/protocol';
export { DNS_SERVER, DNS_SERVICE, dnsServerPods } from './network-policy/dns-servers';
export type { DnsServerPod } from './network-policy/dns-servers';
export {
  isPeer,
  isUnderPolicies,
  namedPortsOf,
  restrictingPolicies,
  type LabelledPod,
  type NamedPort,
} from './network-policy/policy-matching';
export {
  POLICY_DIRECTIONS,
  policyRulesOf,
  type PodPeer,
  type PolicyDirection,
  type PolicyPeer,
  type PolicyPort,
  type PolicyRule,
  type PolicyRules,
} from './network-policy/policy-rules';
export { CronError } from './cron/cron-field';
export { parseCron, type CronSchedule } from './cron/cron-schedule';
export { timeZoneOf, wallClock, type TimeZone } from './cron/time-zone';
export { dayOf, isDay, LEGACY_TOKEN, signLegacyToken, type LegacyTokenClaims } from './token/legacy-token';
export { tokenKey, type TokenKey } from './token/token-key';
export { isClaimBound, storageClassNameOf, waitsForFirstConsumer } from './storage/claim-state';
export {
  claimReference,
  isReservedFor,
  matchingVolume,
  requestedSize,
  reservedVolume,
  satisfies,
  volumeReaches,
} from './storage/matching-volume';
export { attachmentName, uniqueVolumeName } from './storage/names';
export {
  ANNOTATIONS,
  FINALIZERS,
  INGRESS_CONTROLLER,
  LABELS,
  NODE_LOCAL,
  NO_PROVISIONER,
  PRIORITY_CLASSES,
  PROFILE_ANNOTATIONS,
  SIGNERS,
  TAINTS,
} from './well-known';
export { toleratesDeviceTaint } from './device/tolerations';
