import { LABELS } from '@kubets/api';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import {
  atOnce,
  decodeSteps,
  newNotFound,
  newServiceUnavailable,
  newTimeout,
  newTooManyRequests,
  parseJson,
  StatusError,
} from '@kubets/apimachinery';
import type { APIService } from '@kubets/proto-gen/apiregistration/v1';
import type { Status } from '@kubets/proto-gen/meta/v1';
import { schema } from '@kubets/proto-gen/schema';
import type { UserInfo } from '../auth/user/user-info';
import type { WatchCache } from '../cache/watch-cache';
import type { Request, Response } from '../http/messages';
import { forwardedHeaders } from '../tunnel/forwarded-headers';
import { proxyRequest, tunnel } from '../tunnel/upstream';
import { failedDiscovery, PASSED, serviceProblem, SERVICES, SLICES, type Availability } from './availability';
import { extensionServer, type ExtensionServer, type ProxyCertificate } from './extension-server';
import { changeOf, probe, readDocuments, shownOf, type RemoteDocuments } from './remote-documents';
import type { RemoteVersion } from './remote-version';
import { identityHeaders, withoutIdentity } from './request-headers';

export const API_SERVICES = { group: 'apiregistration.k8s.io', plural: 'apiservices' };

/** A request on its way to an extension server. */
export interface ForwardedRequest {
  message: Request;
  user: UserInfo;
  signal: AbortSignal;
  /** It lasts as long as the client wants: a watch. */
  isLongRunning: boolean;
}

/** The part of the API that extension servers serve. */
export interface Aggregator {
  /** Whether an extension serves a version of a group. */
  serves(group: string, version: string): boolean;
  /** What extensions serve; another list whenever it is something else. */
  versions(): readonly RemoteVersion[];
  /** Sends a request to whoever serves it, and the answer back. @throws StatusError */
  forward(group: string, version: string, request: ForwardedRequest & { response: Response }): Promise<void>;
  /** The same of one that becomes a connection. */
  upgrade(
    group: string,
    version: string,
    request: ForwardedRequest & { upgrade: { socket: Duplex; head: Buffer } },
  ): Promise<void>;
  /** GETs a path with its query below a version, as JSON. @throws StatusError, also the extension's own. */
  read(group: string, version: string, request: { path: string; user: UserInfo; signal: AbortSignal }): Promise<string>;
}

export interface AggregatorOptions {
  cache: WatchCache;
  kubeletAgent: Agent;
  certificate?: ProxyCertificate;
  /** Writes the condition of an APIService, if it is another. */
  report(name: string, availability: Availability): Promise<void>;
  onError(name: string, error: Error): void;
  signal: AbortSignal;
  /** Between two looks at a server that is well. */
  checkMs?: number;
}

interface Extension {
  name: string;
  group: string;
  version: string;
  /** What it is made of: another spec is another extension. */
  spec: string;
  server: ExtensionServer;
  documents?: RemoteDocuments;
  isAnswering: boolean;
  failures: number;
  inFlight: number;
  checking: boolean;
  timer?: NodeJS.Timeout;
}

const CHECK_MS = 30_000;
const FIRST_RETRY_MS = 250;
const PROBE_TIMEOUT_MS = 5_000;
/** Of one extension, so that one that does not answer leaves room for all else. */
const MOST_IN_FLIGHT = 100;
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_READ_BYTES = 8 * 1024 * 1024;

/** Follows APIServices, and knows of each whose Service serves it whether that answers. */
export function createAggregator(o: AggregatorOptions): Aggregator {
  const { cache, kubeletAgent, certificate, signal, checkMs = CHECK_MS } = o;
  const extensions = new Map<string, Extension>();
  let told: readonly RemoteVersion[] | undefined;
  const keyOf = (group: string, version: string) => `${group}/${version}`;
  const serviceOf = (name: string) => cache.get(API_SERVICES, '', name) as APIService | undefined;

  /** Takes an APIService as it is now. */
  function take(name: string): void {
    const found = serviceOf(name);
    const { group = '', version = '', service } = found?.spec ?? {};
    const known = [...extensions.values()].find((one) => one.name === name);
    const spec = service ? JSON.stringify(found!.spec) : undefined;
    told = undefined;
    if (known && known.spec === spec) return;
    if (known) {
      clearTimeout(known.timer);
      extensions.delete(keyOf(known.group, known.version));
    }
    if (spec === undefined) return;
    const extension: Extension = {
      name,
      group,
      version,
      spec,
      server: extensionServer(found!.spec!, { reader: cache, kubeletAgent, ...(certificate ? { certificate } : {}) }),
      isAnswering: false,
      failures: 0,
      inFlight: 0,
      checking: false,
    };
    extensions.set(keyOf(group, version), extension);
    void check(extension);
  }

  const isCurrent = (extension: Extension) => extensions.get(keyOf(extension.group, extension.version)) === extension;

  async function check(extension: Extension): Promise<void> {
    if (extension.checking || signal.aborted) return;
    extension.checking = true;
    clearTimeout(extension.timer);
    try {
      const availability = await look(extension);
      const isAnswering = availability.status === 'True';
      if (isAnswering !== extension.isAnswering) told = undefined;
      extension.isAnswering = isAnswering;
      if (isCurrent(extension)) await o.report(extension.name, availability);
      extension.failures = extension.isAnswering ? 0 : extension.failures + 1;
    } catch (error) {
      extension.failures++;
      if (!signal.aborted) o.onError(extension.name, error as Error);
    } finally {
      extension.checking = false;
      if (isCurrent(extension) && !signal.aborted) {
        const soonMs = FIRST_RETRY_MS * 2 ** Math.min(extension.failures - 1, 20);
        const waitMs = extension.failures === 0 ? checkMs : Math.min(soonMs, checkMs);
        extension.timer = setTimeout(() => void check(extension), waitMs);
        extension.timer.unref();
      }
    }
  }

  async function look(extension: Extension): Promise<Availability> {
    const spec = serviceOf(extension.name)?.spec ?? {};
    const problem = serviceProblem(spec, cache);
    if (problem) return problem;
    const within = () => AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    try {
      const before = extension.documents;
      const legacy = await probe(extension.server, extension, { before, signal: within() });
      const documents = await readDocuments(extension.server, extension, { legacy, before, signal: within() });
      const { isOther, problems } = changeOf(documents, before);
      extension.documents = documents;
      if (isOther) told = undefined;
      for (const problem of problems)
        o.onError(extension.name, new Error(`what it says of itself is left out: ${problem}`));
      return PASSED;
    } catch (error) {
      return failedDiscovery((error as Error).message);
    }
  }

  /** Those whose Service this is look again. */
  function lookAgain(namespace: string | undefined, service: string | undefined): void {
    for (const extension of extensions.values()) {
      const wanted = serviceOf(extension.name)?.spec?.service;
      if (wanted?.namespace !== namespace || wanted?.name !== service) continue;
      extension.failures = 0;
      void check(extension);
    }
  }

  const takeAll = () => {
    const names = new Set([...extensions.values()].map(({ name }) => name));
    for (const { metadata } of cache.list(API_SERVICES)) names.add(metadata?.name ?? '');
    for (const name of names) take(name);
  };
  const unfollow = [
    cache.resource(API_SERVICES).follow({
      onChange: ({ current, previous }) => take((current ?? previous)!.object.metadata?.name ?? ''),
      onReset: takeAll,
    }),
    cache.resource(SERVICES).follow({
      onChange({ current, previous }) {
        if (extensions.size === 0) return;
        const { namespace, name } = (current ?? previous)!.object.metadata ?? {};
        lookAgain(namespace, name);
      },
      onReset: () => undefined,
    }),
    cache.resource(SLICES).follow({
      onChange({ current, previous }) {
        if (extensions.size === 0) return;
        const { namespace, labels } = (current ?? previous)!.object.metadata ?? {};
        lookAgain(namespace, labels?.[LABELS.serviceName]);
      },
      onReset: () => undefined,
    }),
  ];
  signal.addEventListener(
    'abort',
    () => {
      for (const stop of unfollow) stop();
      for (const { timer } of extensions.values()) clearTimeout(timer);
    },
    { once: true },
  );
  takeAll();

  const isAvailable = ({ name }: Extension) =>
    serviceOf(name)?.status?.conditions?.find(({ type }) => type === 'Available')?.status === 'True';

  /** @throws StatusError 404, 503 */
  function usable(group: string, version: string): Extension {
    const extension = extensions.get(keyOf(group, version));
    if (!extension) throw newNotFound({ group: '', resource: '' }, '');
    if (!isAvailable(extension)) throw newServiceUnavailable('service unavailable');
    return extension;
  }

  function remoteVersion({ name, group, version, documents, isAnswering }: Extension): RemoteVersion {
    const { groupPriorityMinimum = 0, versionPriority = 0 } = serviceOf(name)?.spec ?? {};
    return {
      group,
      version,
      groupPriority: groupPriorityMinimum,
      versionPriority,
      isStale: !isAnswering,
      ...(documents ? shownOf(documents) : {}),
    };
  }

  const headersFor = ({ message, user }: ForwardedRequest): OutgoingHttpHeaders => ({
    ...withoutIdentity(forwardedHeaders(message)),
    ...identityHeaders(user),
  });

  return {
    serves: (group, version) => extensions.has(keyOf(group, version)),
    versions: () => (told ??= [...extensions.values()].map(remoteVersion)),
    async forward(group, version, request) {
      const extension = usable(group, version);
      const { message, response, isLongRunning } = request;
      if (!isLongRunning && extension.inFlight >= MOST_IN_FLIGHT)
        throw newTooManyRequests('Too many requests, please try again later.');
      const deadline = isLongRunning ? undefined : AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      if (!isLongRunning) extension.inFlight++;
      try {
        await proxyRequest(extension.server.upstream(message.url ?? '/'), message, response, {
          headers: headersFor(request),
          signal: deadline ? AbortSignal.any([request.signal, deadline]) : request.signal,
        });
      } catch (error) {
        if (deadline?.aborted) throw newTimeout('request did not complete within the allotted timeout');
        throw error;
      } finally {
        if (!isLongRunning) extension.inFlight--;
      }
    },
    async upgrade(group, version, request) {
      const { message, upgrade } = request;
      const upstream = usable(group, version).server.upstream(message.url ?? '/');
      const headers = { ...headersFor(request), connection: 'Upgrade', upgrade: message.headers.upgrade };
      await tunnel(upstream, message.method ?? 'GET', headers, upgrade);
    },
    async read(group, version, { path, user, signal: gone }) {
      const { server } = usable(group, version);
      const within = AbortSignal.any([gone, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
      return server.read(path, { user, signal: within, maxBytes: MAX_READ_BYTES }, ({ code, text }) => {
        if (code < 200 || code > 299) throw refusalOf(code, text);
        return text;
      });
    },
  };
}

/** Of what a server says of its refusal; a Status is much shorter. */
const MAX_REFUSAL_CHARACTERS = 64 * 1024;

function refusalOf(code: number, text: string): StatusError {
  const status = text.length <= MAX_REFUSAL_CHARACTERS ? statusIn(text) : undefined;
  if (status) return new StatusError({ ...status, code });
  const reason = code === 404 ? 'NotFound' : code === 503 ? 'ServiceUnavailable' : 'InternalError';
  const message = code === 404 ? 'the server could not find the requested resource' : text.trim().slice(0, 2048);
  return new StatusError({ code, reason, message });
}

function statusIn(text: string): Status | undefined {
  try {
    const { object } = atOnce(
      decodeSteps<Status>(parseJson(text).value, schema.of('kubets.meta.v1.Status'), { unknownFields: 'ignore' }),
    );
    return object.kind === 'Status' ? object : undefined;
  } catch {
    // No Status: the text is all that there is.
    return undefined;
  }
}
