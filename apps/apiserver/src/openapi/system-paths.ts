// Documents about what lies above the resources: which versions, groups and resources there are, the server's version, who signs tokens.
import { schema, type MessageSchema } from '@kubets/proto-gen/schema';
import { definitionName } from './definition-name';
import { JSON_TYPE, OBJECT_TYPES } from './media-types';
import type { GroupVersionKind } from './open-api-resource';
import { groupVersionId, groupVersionPath, groupVersionTag, type PathDescription } from './operations';

export interface SystemDocument {
  version: string;
  paths: PathDescription[];
  kinds: Map<MessageSchema, GroupVersionKind[]>;
}

interface SystemPath {
  path: string;
  id: string;
  tag: string;
  description: string;
  /** The type of the answer; a text where absent. */
  type?: MessageSchema;
  /** The kind that it is, where it is one. */
  kind?: string;
  produces?: readonly string[];
}

const meta = (kind: string) => ({ kind, type: schema.of(`kubets.meta.v1.${kind}`) });

const versionType: MessageSchema = {
  name: 'io.k8s.apimachinery.pkg.version.Info',
  doc: 'What a server is.',
  fields: Object.fromEntries(
    [
      ...['major', 'minor'].map((name) => [name, true] as const),
      ...['emulationMajor', 'emulationMinor', 'minCompatibilityMajor', 'minCompatibilityMinor'].map(
        (name) => [name, false] as const,
      ),
      ...['gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform'].map(
        (name) => [name, true] as const,
      ),
    ].map(([name, always], index) => [
      name,
      { number: index, type: 'string', ...(always ? { required: true, alwaysWritten: true } : {}) },
    ]),
  ),
};

function describe({ path, id, tag, description, type, produces = OBJECT_TYPES }: SystemPath): PathDescription {
  const answer = type && definitionName(type.name);
  const operation = { id, tag, description, query: [], answer, produces, codes: { 200: 'OK' } };
  return { path, parameters: [], operations: { get: operation } };
}

/** GET /api/v1/ and /apis/GROUP/VERSION/. */
export const resourcesPath = (served: { group: string; version: string }): PathDescription =>
  describe({
    path: `/${groupVersionPath(served)}/`,
    id: `get${groupVersionId(served)}APIResources`,
    tag: groupVersionTag(served),
    description: 'get available resources',
    ...meta('APIResourceList'),
  });

/** What each of these documents describes, by the path that it is asked for with, such as `apis/apps`. */
export function systemDocuments(groups: readonly string[], version: string): Map<string, SystemDocument> {
  const paths: SystemPath[] = [
    {
      path: '/api/',
      id: 'getCoreAPIVersions',
      tag: 'core',
      description: 'get available API versions',
      ...meta('APIVersions'),
    },
    {
      path: '/apis/',
      id: 'getAPIVersions',
      tag: 'apis',
      description: 'get available API versions',
      ...meta('APIGroupList'),
    },
    ...groups
      .filter((group) => group !== '')
      .map((group) => ({
        path: `/apis/${group}/`,
        id: `get${groupVersionId({ group, version: '' })}APIGroup`,
        tag: groupVersionTag({ group, version: '' }),
        description: 'get information of a group',
        ...meta('APIGroup'),
      })),
    {
      path: '/version/',
      id: 'getCodeVersion',
      tag: 'version',
      description: 'get the version information for this server',
      type: versionType,
      produces: [JSON_TYPE],
    },
    {
      path: '/.well-known/openid-configuration/',
      id: 'getServiceAccountIssuerOpenIDConfiguration',
      tag: 'WellKnown',
      description: 'get the configuration of the issuer of ServiceAccount tokens',
      produces: [JSON_TYPE],
    },
    {
      path: '/openid/v1/jwks/',
      id: 'getServiceAccountIssuerOpenIDKeyset',
      tag: 'openid',
      description: 'get the public keys that ServiceAccount tokens are verified with',
      produces: ['application/jwk-set+json'],
    },
  ];
  return new Map(paths.map((path) => [path.path.slice(1, -1), contentOf(path, version)]));
}

function contentOf(path: SystemPath, version: string): SystemDocument {
  const { type, kind } = path;
  const kinds = new Map<MessageSchema, GroupVersionKind[]>(
    type ? [[type, kind ? [{ group: '', kind, version: 'v1' }] : []]] : [],
  );
  return { version, paths: [describe(path)], kinds };
}
