export { StatusError, STATUS_CODES, statusError, statusErrorFrom } from './errors/status-error';
export type { StatusReason } from './errors/status-error';
export {
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  ignoreNotFound,
  isNotFound,
} from './errors/status-error';
export {
  newAlreadyExists,
  newBadRequest,
  newConflict,
  newExpired,
  newForbidden,
  newGenerateNameConflict,
  newInternalError,
  newInvalid,
  newMethodNotAllowed,
  newMethodNotSupported,
  newNotAcceptable,
  newNotFound,
  newRequestEntityTooLarge,
  newServerTimeout,
  newServiceUnavailable,
  newTimeout,
  newTooLargeRevision,
  newTooManyRequests,
  newUnauthorized,
  newUnsupportedMediaType,
  qualified,
} from './errors/new-errors';
export type { GroupKind, GroupResource } from './errors/new-errors';

export {
  groupOf,
  isBeingDeleted,
  nameOf,
  namespaceOf,
  objectKey,
  resourceVersionOf,
  splitKey,
  uidOf,
} from './meta/kube-object';
export type { KubeObject } from './meta/kube-object';
export { controllerOf, isControlledBy, ownerReferenceOf } from './meta/owner-references';
export { generateName } from './meta/generate-name';
export { canonicalJson, hashObject } from './meta/hash-object';
export { compareResourceVersions, isComparableResourceVersion, notComparable } from './meta/resource-version';
export { ageOf, humanDuration, rfc3339, rfc3339Micro } from './meta/time';

export {
  EVERYTHING,
  formatLabels,
  formatLabelSelector,
  LABEL_OPERATORS,
  NOTHING,
  parseLabelSelector,
  selectorFromLabelSelector,
  selectorFromSet,
  selectorOrNothing,
} from './selectors/label-selector';
export type { Selector } from './selectors/label-selector';
export { requirementMatcher, validateRequirement } from './selectors/label-requirement';
export type { LabelOperator, LabelRequirement } from './selectors/label-requirement';
export { goSelector } from './selectors/go-selector';
export { matchesAnyTerm, nodeSelectorTermMatcher, requiredNodeMatcher } from './selectors/node-selector';
export type { SelectableNode } from './selectors/node-selector';
export { parseFieldSelector } from './selectors/field-selector';
export type { FieldRequirement, FieldSelector } from './selectors/field-selector';

export { FieldPath } from './validation/field-path';
export {
  aggregateText,
  errorsFound,
  errorsOfAll,
  errorsOfEach,
  FIELD_IMMUTABLE,
  fieldErrors,
  fieldErrorText,
  NOT_SHOWN,
} from './validation/field-error';
export type { FieldError, FieldErrorType, FoundErrors } from './validation/field-error';
export { quote } from './validation/quote';
export { parseGoDuration } from './go-duration';
export {
  isCIdentifier,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isHttpHeaderName,
  isLabelValue,
  isPathSegmentName,
  isPercent,
  isPortName,
  isPortNumber,
  isQualifiedName,
  isWildcardDns1123Subdomain,
  patternText,
  rangeText,
} from './validation/names';
export {
  NON_NEGATIVE_TEXT,
  STANDARD_FINALIZERS,
  annotationErrors,
  validateFinalizerName,
  labelErrors,
  objectMetaErrors,
  validateObjectMetaUpdate,
} from './validation/object-meta';
export type { ObjectMetaRules } from './validation/object-meta';

export { defaultBySchema, defaultSteps, zeroSteps } from './schema/default-by-schema';
export { declaredLast, mergeByPlace } from './schema/merge-by-place';
export { validateBySchema, validationSteps } from './schema/validate-by-schema';

export { isTrue } from './text/boolean-parameter';
export { decodedUri } from './text/decoded-uri';
export { goFloat } from './text/go-float';
export { trimEnd } from './text/trim-end';

export { unifiedDiff } from './diff/unified-diff';
export { parseQuantity, quantityProblem } from './quantity/quantity';
export type { Quantity } from './quantity/quantity';

export { withDropped } from './json/dropped-members';
export { parseExactJson, stringifyJson } from './json/exact-json';
export { goJson, goJsonText } from './json/go-json';
export { exactSteps } from './json/parse-in-steps';
export { exceedsDepth } from './json/survey-json';
export { stringifySteps } from './json/stringify-in-steps';
export { MAX_TEXT_DEPTH, MAX_TEXT_VALUES } from './json/depth';
export { DecodeError } from './decode/scalar';
export { jsonProblem, parseJson, parseSteps } from './decode/parse-json';
export type { ParsedJson } from './decode/parse-json';
export { parseGoTime, RFC3339 } from './decode/go-time';
export { jsonKind } from './decode/go-type';
export { carriedSteps } from './decode/free-value';
export { decodeObject, decodeSteps, strictDecodingError } from './decode/decode-object';
export { isSurelyDecodable } from './decode/is-decodable';
export type { Decoded, DecodeOptions } from './decode/decode-object';

export { decodeKubernetesProtobuf, kubernetesProtobufSteps, type ExpectedObject } from './protobuf/kubernetes-protobuf';
export { KUBERNETES_PROTOBUF, messageOfKind } from './protobuf/envelope';
export {
  encodeKubernetesMessage,
  encodeProtobufSteps,
  inProtobufEnvelope,
  protobufEnvelope,
  protobufItemHead,
  protobufWatchFrame,
  WATCH_LENGTH_BYTES,
} from './protobuf/encode-kubernetes-protobuf';

export { equalSteps, semanticEqual } from './patch/semantic-equal';
export { applyJsonPatch, jsonPatchSteps, patchedSteps, patchInvalid } from './patch/json-patch';
export { PatchError } from './patch/patch-document';
export { goValueSteps } from './patch/go-value';
export { goOrdered, touchedBy } from './patch/go-order';
export { applyMergePatch, mergePatchSteps } from './patch/merge-patch';
export { applyStrategicMergePatch, strategicMergeSteps } from './patch/strategic-merge-patch';

export { applySteps } from './apply/apply-configuration';
export type { Applied, ApplyRequest } from './apply/apply-configuration';
export { atomicFields } from './apply/atomic-fields';
export { duplicateEntries } from './apply/duplicate-entries';
export { mergeConfiguration } from './apply/merge-configuration';
export { mistypedFields } from './apply/mistyped-fields';
export { isReset, readManagedFields, writeManagedFields } from './apply/managed-fields';
export type { FieldManager, ManagedSet } from './apply/managed-fields';
export { trackSteps, trackUpdate } from './apply/track-update';
export type { TrackedUpdate } from './apply/track-update';
export { compareSteps } from './apply/compare-steps';
export { isMember, subtractFields } from './apply/field-tree';
export type { FieldTree } from './apply/field-tree';

export { assertFewValuesInRequest } from './protobuf/wire-values';
export { ownMessageSteps } from './protobuf/wire-message';
export { encodeMessageSteps, encodeOwnMessageSteps } from './protobuf/write-message';

export { copySteps } from './json/copy-json';
export { createKeysOf, type KeysOf } from './json/wide-objects';
export { isJsonObject, member, setMember } from './json/json-value';
export type { JsonObject } from './json/json-value';
export { sortSteps } from './steps/sort-steps';
export { atOnce, createPace, isStep, isSteps, settleSteps } from './steps/steps';
export type { MaybeSteps, Steps } from './steps/steps';
