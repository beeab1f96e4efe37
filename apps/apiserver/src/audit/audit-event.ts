import { isJsonObject, member, parseJson, stringifyJson, type JsonObject } from '@kubets/apimachinery';
import type { Status } from '@kubets/proto-gen/meta/v1';
import type { UserInfo } from '../auth/user/user-info';
import type { RequestInfo } from '../pipeline/authorization';
import type { AuditDecision, AuditLevel, AuditStage } from './audit-policy';

/** What is known of a request when it comes. */
export interface AuditedRequest {
  auditId: string;
  user: UserInfo;
  info: RequestInfo;
  uri: string;
  sourceIps: readonly string[];
  userAgent: string;
  received: Date;
}

/** Where events go: one line of JSON each, without a line break. */
export interface AuditBackend {
  write(event: string): void;
  /** Writes what is held; resolves when that is done. */
  close(): Promise<void>;
}

/** Events of one request. */
export interface Audit {
  readonly wantsRequest: boolean;
  readonly wantsResponse: boolean;
  /** On whose behalf it is made. */
  impersonates(user: UserInfo): void;
  /** A note of somebody that the request passes. */
  annotate(key: string, value: string): void;
  /** The body, as JSON value, before anybody has changed it. */
  requestObject(value: unknown): void;
  /** The answer's JSON, piece by piece. */
  responseObject(pieces: Iterable<Buffer>): void;
  /** What lasts has begun to be answered. */
  started(code: number): void;
  completed(code: number): void;
}

/** Larger objects are left out of an event, which says so. */
const MAX_OBJECT_BYTES = 10 * 1024 * 1024;
const TRUNCATED = 'audit.k8s.io/truncated';
const RANKS: Record<AuditLevel, number> = { None: 0, Metadata: 1, Request: 2, RequestResponse: 3 };

/** Tells of a request, beginning with that it has come. */
export function createAudit(
  request: AuditedRequest,
  { level, omitStages, omitManagedFields }: AuditDecision,
  { write, now }: { write(event: string): void; now(): Date },
): Audit {
  const annotations = new Map<string, string>();
  let impersonated: UserInfo | undefined;
  let named: JsonObject = {};
  let [requestJson, responseJson]: (string | undefined)[] = [];
  let isComplete = false;
  const wantsRequest = RANKS[level] >= RANKS.Request;
  const wantsResponse = RANKS[level] >= RANKS.RequestResponse;

  function tell(stage: AuditStage, code?: number): void {
    if (omitStages.includes(stage)) return;
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level,
      auditID: request.auditId,
      stage,
      requestURI: request.uri,
      verb: request.info.verb,
      user: userOf(request.user),
      ...(impersonated ? { impersonatedUser: userOf(impersonated) } : {}),
      sourceIPs: request.sourceIps,
      ...(request.userAgent ? { userAgent: request.userAgent } : {}),
      ...(request.info.isResourceRequest ? { objectRef: referenceOf(request.info, named) } : {}),
      ...(code === undefined ? {} : { responseStatus: statusOf(code, responseJson) }),
    };
    const objects = [
      ...(requestJson ? [`"requestObject":${requestJson}`] : []),
      ...(wantsResponse && responseJson ? [`"responseObject":${responseJson}`] : []),
    ];
    const rest = {
      requestReceivedTimestamp: micros(request.received),
      stageTimestamp: micros(now()),
      ...(annotations.size > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
    };
    write([stringifyJson(event).slice(0, -1), ...objects, stringifyJson(rest).slice(1)].join(','));
  }

  function bounded(json: string): string | undefined {
    if (Buffer.byteLength(json) <= MAX_OBJECT_BYTES) return json;
    annotations.set(TRUNCATED, 'true');
    return undefined;
  }

  tell('RequestReceived');
  return {
    wantsRequest,
    wantsResponse,
    impersonates: (user) => void (impersonated = user),
    annotate(key, value) {
      // As in Kubernetes, what was noted first stays.
      if (!annotations.has(key)) annotations.set(key, value);
    },
    requestObject(value) {
      if (isJsonObject(value) && isJsonObject(member(value, 'metadata')))
        named = member(value, 'metadata') as JsonObject;
      if (wantsRequest) requestJson = bounded(stringifyJson(omitManagedFields ? withoutManagedFields(value) : value));
    },
    responseObject(pieces) {
      const json = gathered(pieces);
      if (json === undefined) return void annotations.set(TRUNCATED, 'true');
      responseJson =
        omitManagedFields && wantsResponse ? stringifyJson(withoutManagedFields(parseJson(json).value)) : json;
    },
    started: (code) => tell('ResponseStarted', code),
    completed(code) {
      if (isComplete) return;
      isComplete = true;
      tell('ResponseComplete', code);
    },
  };
}

function gathered(pieces: Iterable<Buffer>): string | undefined {
  const found: Buffer[] = [];
  let size = 0;
  for (const piece of pieces) {
    size += piece.length;
    if (size > MAX_OBJECT_BYTES) return undefined;
    found.push(piece);
  }
  return Buffer.concat(found).toString('utf8').trim();
}

const userOf = ({ username, uid, groups, extra }: UserInfo) => ({
  username,
  ...(uid ? { uid } : {}),
  ...(groups.length > 0 ? { groups } : {}),
  ...(extra ? { extra } : {}),
});

/** What the request is about; what it does not name its object may. */
function referenceOf({ group, version, resource, subresource, namespace, name }: RequestInfo, named: JsonObject) {
  const given = (field: string) => {
    const value = member(named, field);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const reference = {
    resource,
    namespace: namespace || given('namespace'),
    name: name || given('name'),
    uid: given('uid'),
    apiGroup: group,
    apiVersion: version,
    resourceVersion: given('resourceVersion'),
    subresource,
  };
  return Object.fromEntries(Object.entries(reference).filter(([, value]) => value));
}

/** Of a Status that was answered what it says, else the code. */
function statusOf(code: number, json: string | undefined): object {
  if (code < 400 || !json) return { metadata: {}, code };
  try {
    const { kind, status, message, reason, details } = JSON.parse(json) as Status & { kind?: string };
    if (kind !== 'Status') return { metadata: {}, code };
    return { metadata: {}, status, message, reason, details, code };
  } catch {
    return { metadata: {}, code };
  }
}

/** The object, or the list and its items, without managedFields: a copy. */
function withoutManagedFields(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const { metadata, items } = value as { metadata?: unknown; items?: unknown };
  const copy: JsonObject = { ...value };
  if (isJsonObject(metadata)) {
    const { managedFields: _, ...rest } = metadata;
    copy['metadata'] = rest;
  }
  if (Array.isArray(items)) copy['items'] = items.map(withoutManagedFields);
  return copy;
}

/** Kubernetes' MicroTime. */
const micros = (date: Date): string => date.toISOString().replace('Z', '000Z');
