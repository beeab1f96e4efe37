import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { isBadRequest, isForbidden, statusErrorFrom } from '@kubets/apimachinery';
import { createCancellations, type Logger } from '@kubets/component';
import { UNRECOGNISED, type Auditor } from '../audit/auditor';
import type { Request, Response } from '../http/messages';
import { createWarnings } from '../pipeline/warnings';
import { admitRequest, type Admission, type Door } from './admit-request';
import { answerError } from './answer-error';
import { auditAnswer, auditOf, auditUpgrade } from './audited-request';
import { LOGGED_CHARACTERS, type RequestObserver } from './request-observer';
import { parseRequestPath, type RequestPath } from './request-path';
import { parseRequestTarget, queryParameters } from './request-target';
import { limitTime } from './request-timeout';
import { createRouter, isKnown, type RouterOptions } from './route-request';
import { refuseUpgrade } from './upgrade';

export interface RestOptions extends RouterOptions, Omit<Admission, 'scope'> {
  /** Absent where nothing is audited. */
  auditor?: Auditor;
  logger: Logger;
  observer: RequestObserver;
  /** Aborted when the server stops: ends all watches. */
  signal: AbortSignal;
}

export interface RestHandler {
  request(request: Request, response: Response): void;
  /** Whether what the request names may speak another protocol; anything else is asked for as if no other had been named. */
  takesUpgrade(request: Request): boolean;
  upgrade(request: Request, socket: Duplex, head: Buffer): void;
}

/** The two ways in, from the first byte to the last: each request is observed, audited, admitted, routed and answered. */
export function createRestHandler(options: RestOptions): RestHandler {
  const { auditor, logger, observer } = options;
  const router = createRouter(options);
  const open = createCancellations(options.signal);

  /** What is left to do where not even an error could be answered; otherwise it would end the process. */
  const breakingOff =
    ({ path }: RequestPath, answer: Response | Duplex) =>
    (error: unknown) => {
      logger.error({ err: error, path: path.slice(0, LOGGED_CHARACTERS) }, 'An error could not be answered');
      answer.destroy();
    };

  return {
    request(request, response) {
      const { path, query } = parse(request);
      const api = options.api.now();
      const auditId = String(request.headers['audit-id'] ?? randomUUID());
      response.setHeader('Audit-Id', auditId);
      response.setHeader('Cache-Control', 'no-cache, private');
      const observed = observer.begin(request, { path, query, auditId, isKnown: isKnown(api, path) });
      const warnings = createWarnings();
      const fail = (error: unknown) =>
        answerError({ request, response, query, warnings }, error, logger).catch(breakingOff(path, response));
      const gone = open.begin();
      const abort = () => gone.abort();
      drainUnreadBody(request);
      // A client that breaks off is no error of ours.
      request.on('error', abort);
      response.on('error', abort);
      response.once('close', () => {
        if (response.writableEnded) gone.close();
        else abort();
        observed.end(response.statusCode);
      });
      const door: Door = {
        onClose: (listener) => void response.once('close', listener),
        user: ({ username }) => void (observed.user = username),
        ...(auditor ? { audit: (user) => auditAnswer(auditor, request, response, { path, user }) } : {}),
        classified({ schemaUid, levelUid }) {
          response.setHeader('X-Kubernetes-PF-FlowSchema-UID', schemaUid);
          response.setHeader('X-Kubernetes-PF-PriorityLevel-UID', levelUid);
        },
      };
      limitTime(path, query, response, fail)
        .then(() => admitRequest(options, { api, request, path, query, signal: gone, warnings, door }))
        .catch((error: unknown) => {
          // Who is nobody is told of, too.
          if (auditor && !auditOf(request)) auditAnswer(auditor, request, response, { path, user: UNRECOGNISED });
          // Of all that is refused, only to those who may not come in, as themselves or as somebody else.
          if (isForbidden(error) || (isBadRequest(error) && actsAs(request)))
            response.setHeader('X-Content-Type-Options', 'nosniff');
          throw error;
        })
        .then((incoming) => router.answer(incoming, response))
        .catch(fail);
    },

    takesUpgrade(request) {
      return router.takesUpgrade(options.api.now(), parse(request).path, request);
    },

    upgrade(request, socket, head) {
      const { path, query } = parse(request);
      const api = options.api.now();
      const auditId = String(request.headers['audit-id'] ?? randomUUID());
      const observed = observer.begin(request, { path, query, auditId, isKnown: isKnown(api, path) });
      const gone = open.begin();
      const abort = () => gone.abort();
      socket.on('error', abort);
      socket.once('close', () => {
        abort();
        observed.end(101);
      });
      const door: Door = {
        onClose: (listener) => void socket.once('close', listener),
        user: ({ username }) => void (observed.user = username),
        ...(auditor ? { audit: (user) => auditUpgrade(auditor, request, socket, { path, user }) } : {}),
      };
      const warnings = createWarnings();
      admitRequest(options, { api, request, path, query, signal: gone, warnings, door })
        .then((incoming) => router.upgrade(incoming, socket, head))
        .catch((error: unknown) => refuseUpgrade(socket, statusErrorFrom(error)))
        .catch(breakingOff(path, socket));
    },
  };
}

/** An empty path is one that cannot be read. */
function parse(request: Request): { path: RequestPath; query: URLSearchParams } {
  const target = parseRequestTarget(request.url ?? '/');
  const query = queryParameters(target.query);
  return { query, path: parseRequestPath(request.method ?? 'GET', target.path ?? '', query) };
}

/**
 * A body that nobody has read to its end keeps its client sending, so it is read and thrown away once the answer is
 * out. Resetting the stream instead, even without an error, makes clients drop the answer that they have not read yet.
 */
function drainUnreadBody(request: Request): void {
  if ('stream' in request) request.stream.once('finish', () => void request.resume());
}

/** Whether a request says that it is somebody else's. */
const actsAs = ({ headers }: Request): boolean => Object.keys(headers).some((name) => name.startsWith('impersonate-'));
