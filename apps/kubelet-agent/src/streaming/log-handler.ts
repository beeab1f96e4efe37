import type { ServerResponse } from 'node:http';
import { isTrue, parseGoTime, RFC3339 } from '@kubets/apimachinery';
import type { Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import { logContainerId, NoLogError } from '../logs/container-log';
import { readLog, type LogOptions } from '../logs/read-log';
import type { ContainerRuntime } from '../runtimes/runtime';

export interface LogHandlerOptions {
  runtime: ContainerRuntime;
  find(namespace: string, name: string): Pod | undefined;
  status(podUid: string): PodStatus | undefined;
  /** Calls back when something in the pod ended; returns how to stop that. */
  onPodChange(podUid: string, callback: () => void): () => void;
}

/** Answers `/containerLogs/NAMESPACE/POD/CONTAINER?follow&tailLines&…`. */
export async function serveLog(url: URL, response: ServerResponse, o: LogHandlerOptions): Promise<void> {
  const [, , namespace = '', name = '', container = ''] = url.pathname.split('/').map(decodeURIComponent);
  const options = logOptions(url.searchParams);
  if (!options) return fail(response, 400, '{"message": "Unable to decode query."}');
  const pod = o.find(namespace, name);
  if (!pod) return fail(response, 404, `pod "${name}" does not exist`);
  const uid = pod.metadata?.uid ?? '';
  let path: string;
  let containerId: string;
  try {
    containerId = logContainerId(
      pod,
      o.status(uid) ?? pod.status ?? {},
      container,
      isTrue(url.searchParams.get('previous')),
    );
    const instance = (await o.runtime.pod({ uid, name, namespace })).containers.find(({ id }) => id === containerId);
    if (!instance) throw new NoLogError(`unable to retrieve container logs for ${o.runtime.name}://${containerId}`);
    path = instance.logPath;
  } catch (error) {
    if (error instanceof NoLogError) return fail(response, 400, error.message);
    return fail(response, 500, (error as Error).message);
  }

  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.flushHeaders();
  const source = {
    path,
    running: async () =>
      (await o.runtime.pod({ uid, name, namespace })).containers.some(
        ({ id, state }) => id === containerId && state === 'running',
      ),
    onChange: (callback: () => void) => o.onPodChange(uid, callback),
  };
  const write = (chunk: Buffer) =>
    new Promise<void>((resolve) => {
      if (response.write(chunk) || gone.signal.aborted) return resolve();
      const go = () => {
        response.off('drain', go);
        response.off('close', go);
        resolve();
      };
      response.once('drain', go);
      response.once('close', go);
    });
  try {
    await readLog(source, options, write, gone.signal);
    response.end();
  } catch (error) {
    // Half of the answer is out: breaking off is the only way left to say that it is not whole.
    if (response.headersSent && (error as NodeJS.ErrnoException).code !== 'ENOENT') response.destroy(error as Error);
    else response.end(`failed to open log file: ${(error as Error).message}\n`);
  }
}

/** Undefined when a figure is no whole number or the time is none. */
export function logOptions(query: URLSearchParams, nowMs = Date.now()): LogOptions | undefined {
  const number = (name: string) => (query.get(name) ? Number(query.get(name)) : undefined);
  const [sinceSeconds, tailLines, limitBytes] = ['sinceSeconds', 'tailLines', 'limitBytes'].map(number);
  const sinceTime = query.get('sinceTime');
  const sinceMs =
    sinceSeconds !== undefined ? nowMs - sinceSeconds * 1000 : sinceTime ? millisecondsOf(sinceTime) : undefined;
  const figures = [sinceSeconds, tailLines, limitBytes].filter((figure) => figure !== undefined);
  if (!figures.every(Number.isSafeInteger) || Number.isNaN(sinceMs)) return undefined;
  const stream = query.get('stream');
  return {
    follow: isTrue(query.get('follow')),
    timestamps: isTrue(query.get('timestamps')),
    tailLines,
    limitBytes,
    sinceMs,
    stream: stream === 'Stdout' ? 'stdout' : stream === 'Stderr' ? 'stderr' : undefined,
  };
}

/** NaN for what is no time. */
function millisecondsOf(time: string): number {
  try {
    const { instantMs, fraction } = parseGoTime(time, RFC3339);
    return instantMs + Number(`0.${fraction || 0}`) * 1000;
  } catch {
    return NaN;
  }
}

function fail(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(message);
}
