export const JSON_TYPE = 'application/json';

/** How a client names OpenAPI 2 in protobuf: the older form, with an @, is what kubectl sends up to this day. */
export const OPEN_API2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
export const OPEN_API2_PROTOBUF_OLD = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

/** How a client names OpenAPI 3 in protobuf. */
export const OPEN_API3_PROTOBUF = 'application/com.github.proto-openapi.spec.v3.v1.0+protobuf';
export const OPEN_API3_PROTOBUF_OLD = 'application/com.github.proto-openapi.spec.v3@v1.0+protobuf';

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/** Nobody has told how lists of custom kinds are merged. `kubectl apply` sends what is told here. */
export const CUSTOM_PATCH_TYPES = PATCH_TYPES.filter((type) => !type.includes('strategic'));

/** What objects are answered in. */
export const OBJECT_TYPES = [JSON_TYPE, 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** What Kubernetes tells that custom objects are sent and answered in. */
export const CUSTOM_TYPES = [JSON_TYPE, 'application/yaml'];

/** The same for lists and their watches. */
export const ALL_TYPES = [
  ...OBJECT_TYPES,
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
];
