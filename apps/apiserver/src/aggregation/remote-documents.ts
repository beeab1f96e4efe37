import { createHash } from 'node:crypto';
import { decodeSteps, exactSteps, parseSteps, stringifySteps } from '@kubets/apimachinery';
import type { APIGroupDiscoveryList, APIResourceDiscovery } from '@kubets/proto-gen/apidiscovery/v2';
import type { APIResourceList } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';
import type { UserInfo } from '../auth/user/user-info';
import type { DocumentV2 } from '../openapi/document-v2';
import { inTurns } from '../pipeline/turns';
import type { ExtensionAnswer, ExtensionServer } from './extension-server';
import { ofLegacy } from './legacy-resources';
import { openApiPart } from './open-api-part';
import type { OpenApiV2, RemoteVersion } from './remote-version';

/** Who asks extension servers for what they say of themselves. */
const AGGREGATOR: UserInfo = { username: 'system:kube-aggregator', groups: ['system:masters'] };

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const ACCEPT_DISCOVERY = `${AGGREGATED},application/json;q=0.9`;
const MAX_DISCOVERY_BYTES = 2 * 1024 * 1024;
const MAX_OPEN_API_BYTES = 16 * 1024 * 1024;
/** Of what is shown of one version: it is in every answer to who asks for all groups. */
const MAX_SHOWN_CHARACTERS = 256 * 1024;
const OK = 200;
const NOT_MODIFIED = 304;

/** What was made of a document; read again, the same document is the same. */
interface Read<T> {
  digest: string;
  value?: T;
  /** Why nothing was made of what it says. */
  problem?: string;
}

export interface RemoteDocuments {
  legacy: Read<object[]>;
  discovery: Read<object[]>;
  openApiV3: Read<string>;
  openApiV2: Read<{ part: OpenApiV2; hasProtobuf: boolean }>;
  /** Of the OpenAPI 2 document. */
  etag: string;
}

type Address = Pick<RemoteVersion, 'group' | 'version'>;

/** Asks whether a version of a group is there, and for its resources in the form of old. @throws Error in Kubernetes' words. */
export async function probe(
  server: ExtensionServer,
  { group, version }: Address,
  o: { before: RemoteDocuments | undefined; signal: AbortSignal },
): Promise<Read<object[]>> {
  const path = `/apis/${group}/${version}`;
  const url = () => {
    const { host, port } = server.upstream(path);
    return `https://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
  };
  let told: string | undefined;
  try {
    told = url();
    const asked = { user: AGGREGATOR, signal: o.signal, maxBytes: MAX_DISCOVERY_BYTES };
    return await server.read(path, asked, (answer) => {
      if (answer.code < 200 || answer.code >= 300) throw new Error(`bad status from ${told}: ${answer.code}`);
      return readAs({ ...answer, code: OK }, o.before?.legacy, legacyResources);
    });
  } catch (error) {
    const { message } = error as Error;
    throw new Error(told === undefined ? message : `failing or missing response from ${told}: ${message}`, {
      cause: error,
    });
  }
}

/** All that an extension server says of a version: each part by itself, as servers need not have all. */
export async function readDocuments(
  server: ExtensionServer,
  address: Address,
  o: { legacy: Read<object[]>; before: RemoteDocuments | undefined; signal: AbortSignal },
): Promise<RemoteDocuments> {
  const { legacy, before, signal } = o;
  const base = { user: AGGREGATOR, signal };
  const absent = { digest: '' };
  let etag = '';
  return {
    legacy,
    discovery: await server
      .read('/apis', { ...base, accept: ACCEPT_DISCOVERY, maxBytes: MAX_DISCOVERY_BYTES }, (answer) =>
        readAs(answer, before?.discovery, (text) => aggregatedResources(text, address)),
      )
      .catch(() => absent),
    openApiV3: await server
      .read('/openapi/v3', { ...base, maxBytes: MAX_DISCOVERY_BYTES }, (answer) =>
        readAs(answer, before?.openApiV3, (text) => openApiV3Link(text, address)),
      )
      .catch(() => absent),
    openApiV2: await server
      .read('/openapi/v2', { ...base, etag: before?.etag ?? '', maxBytes: MAX_OPEN_API_BYTES }, (answer) => {
        etag = answer.code === NOT_MODIFIED ? (before?.etag ?? '') : answer.etag;
        return readAs(answer, before?.openApiV2, (text) => openApiV2Part(text, address));
      })
      .catch(() => absent),
    etag,
  };
}

/** What clients are told of a version; `documents` as they were read. */
export function shownOf({ legacy, discovery, openApiV3, openApiV2 }: RemoteDocuments): Partial<RemoteVersion> {
  return {
    resources: discovery.value ?? legacy.value ?? [],
    ...(openApiV3.value ? { openApiV3: openApiV3.value } : {}),
    ...(openApiV2.value ? { openApiV2: openApiV2.value.part, hasOpenApiV2Protobuf: openApiV2.value.hasProtobuf } : {}),
  };
}

/** What has become of documents since they were read before: whether any is another, and what is wrong with those that are. */
export function changeOf(
  now: RemoteDocuments,
  before: RemoteDocuments | undefined,
): { isOther: boolean; problems: string[] } {
  const other = (['legacy', 'discovery', 'openApiV3', 'openApiV2'] as const).filter(
    (name) => now[name].digest !== before?.[name].digest,
  );
  return { isOther: other.length > 0, problems: other.flatMap((name) => now[name].problem ?? []) };
}

async function readAs<T>(
  { code, text }: ExtensionAnswer,
  before: Read<T> | undefined,
  make: (text: string) => Promise<T | undefined>,
): Promise<Read<T>> {
  if (code === NOT_MODIFIED && before) return before;
  if (code !== OK) return { digest: '' };
  const digest = createHash('sha256').update(text).digest('base64');
  if (before?.digest === digest) return before;
  try {
    const value = await make(text);
    return value === undefined ? { digest } : { digest, value };
  } catch (error) {
    return { digest, problem: (error as Error).message };
  }
}

const IGNORING = { unknownFields: 'ignore' } as const;

async function legacyResources(text: string): Promise<object[]> {
  const { value } = await inTurns(parseSteps(text));
  const type = schema.of('kubets.meta.v1.APIResourceList');
  const { object } = await inTurns(decodeSteps<APIResourceList>(value, type, IGNORING));
  return shown(await inTurns(ofLegacy(object)));
}

async function aggregatedResources(text: string, { group, version }: Address): Promise<object[] | undefined> {
  const { value } = await inTurns(parseSteps(text));
  const type = schema.of('kubets.apidiscovery.v2.APIGroupDiscoveryList');
  const { object } = await inTurns(decodeSteps<APIGroupDiscoveryList>(value, type, IGNORING));
  if (object.kind !== 'APIGroupDiscoveryList') return undefined;
  const found = object.items
    ?.find(({ metadata }) => metadata?.name === group)
    ?.versions?.find((one) => one.version === version)?.resources;
  return found && shown(found);
}

/** @throws Error for more than is shown. */
async function shown<T extends APIResourceDiscovery | object>(resources: T[]): Promise<T[]> {
  const { length } = await inTurns(stringifySteps(resources));
  if (length > MAX_SHOWN_CHARACTERS)
    throw new Error(`its resources take ${length} characters in discovery, and may take ${MAX_SHOWN_CHARACTERS}`);
  return resources;
}

const MAX_LINK = 2048;

/** Below this server: elsewhere no client is sent. */
async function openApiV3Link(text: string, { group, version }: Address): Promise<string | undefined> {
  const { value } = await inTurns(parseSteps(text));
  const { paths } = (value ?? {}) as { paths?: Record<string, { serverRelativeURL?: unknown }> | null };
  const link = paths?.[`apis/${group}/${version}`]?.serverRelativeURL;
  if (typeof link !== 'string') return undefined;
  if (!link.startsWith('/openapi/v3/') || link.length > MAX_LINK)
    throw new Error(`its OpenAPI 3 document is at ${JSON.stringify(link.slice(0, MAX_LINK))}, not below /openapi/v3/`);
  return link;
}

async function openApiV2Part(
  text: string,
  address: Address,
): Promise<{ part: OpenApiV2; hasProtobuf: boolean } | undefined> {
  // Larger than what clients send: what is nested deep, or there is too much of, is left out of the part.
  const part = await inTurns(openApiPart(await inTurns(exactSteps(text)), address));
  if (!part) return undefined;
  const { encodeDocumentV2 } = await import('../openapi/document-v2-protobuf');
  const document = { swagger: '2.0', info: { title: '', version: '' }, ...part } as unknown as DocumentV2;
  try {
    await inTurns(encodeDocumentV2(document));
    return { part, hasProtobuf: true };
  } catch {
    // Of another shape than this server writes; as JSON it is what it is.
    return { part, hasProtobuf: false };
  }
}
