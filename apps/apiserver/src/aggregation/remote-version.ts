import { byStability } from '../registry/api-registry';

/** A version of a group that an extension server serves, and what it says of itself. */
export interface RemoteVersion {
  group: string;
  version: string;
  groupPriority: number;
  versionPriority: number;
  /** Its resources, as aggregated discovery has them; undefined as long as nobody has told. */
  resources?: object[];
  /** It was told of, and is not any more. */
  isStale: boolean;
  /** Where its OpenAPI 3 document is. */
  openApiV3?: string;
  /** What its OpenAPI 2 document says of the version. */
  openApiV2?: OpenApiV2;
  /** It can be told in protobuf, too. */
  hasOpenApiV2Protobuf?: boolean;
}

export interface OpenApiV2 {
  paths?: Record<string, unknown>;
  definitions?: Record<string, unknown>;
}

/** A group's versions, the preferred one first. */
export const byPreference = (
  a: Pick<RemoteVersion, 'version' | 'versionPriority'>,
  b: Pick<RemoteVersion, 'version' | 'versionPriority'>,
): number => b.versionPriority - a.versionPriority || byStability(a.version, b.version);
