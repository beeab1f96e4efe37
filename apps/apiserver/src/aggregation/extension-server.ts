import { readFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { joinHostPort } from '@kubets/net';
import type { APIServiceSpec } from '@kubets/proto-gen/apiregistration/v1';
import type { UserInfo } from '../auth/user/user-info';
import type { ObjectReader } from '../registry/object-reader';
import { UnheldAnswerError, useAnswer } from '../tunnel/held-answer';
import { serviceBackend } from '../tunnel/service-backend';
import { openUpstream, type Upstream } from '../tunnel/upstream';
import { DEFAULT_PORT } from './availability';
import { identityHeaders } from './request-headers';

/** Shown to extension servers, so that they believe what this server says of who asks. */
export interface ProxyCertificate {
  certFile: string;
  keyFile: string;
}

export interface ExtensionServerOptions {
  reader: ObjectReader;
  /** Connects to kubelets, by way of which pods are reached. */
  kubeletAgent: Agent;
  certificate?: ProxyCertificate;
}

export interface ExtensionAnswer {
  code: number;
  contentType: string;
  etag: string;
  text: string;
}

export interface ReadOptions {
  user: UserInfo;
  accept?: string;
  etag?: string;
  signal: AbortSignal;
  /** Of the answer. */
  maxBytes: number;
}

/** A server that serves a part of the API behind a Service. */
export interface ExtensionServer {
  /** How one of its endpoints is reached. @throws StatusError 404, 503 */
  upstream(path: string): Upstream;
  /** GETs a path, and has `use` work on the answer, which counts as held until then. @throws Error in Go's words; for an answer that is larger than allowed. */
  read<T>(path: string, options: ReadOptions, use: (answer: ExtensionAnswer) => T | Promise<T>): Promise<T>;
}

export function extensionServer(
  { service = {}, caBundle, insecureSkipTLSVerify }: APIServiceSpec,
  { reader, kubeletAgent, certificate }: ExtensionServerOptions,
): ExtensionServer {
  const { namespace = '', name = '', port = DEFAULT_PORT } = service;
  const tls = (): ConnectionOptions => ({
    servername: `${name}.${namespace}.svc`,
    ...(insecureSkipTLSVerify ? { rejectUnauthorized: false } : {}),
    ...(caBundle ? { ca: Buffer.from(caBundle, 'base64') } : {}),
    ...(certificate ? { cert: readFileSync(certificate.certFile), key: readFileSync(certificate.keyFile) } : {}),
  });
  const upstream = (path: string): Upstream => {
    const backend = serviceBackend(reader, { namespace, name, port: String(port) }, kubeletAgent);
    return { scheme: 'https', ...backend, path, tls: tls() };
  };

  return {
    upstream,
    async read(path, { user, accept = 'application/json', etag, signal, maxBytes }, use) {
      const target = upstream(path);
      const headers = { accept, ...(etag ? { 'if-none-match': etag } : {}), ...identityHeaders(user) };
      const answer = await openUpstream(target, { headers, signal });
      const held = { holder: `${namespace}/${name}`, maxBytes, signal };
      return useAnswer(answer, held, (text) =>
        use({
          code: answer.statusCode ?? 0,
          contentType: answer.headers['content-type'] ?? '',
          etag: answer.headers.etag ?? '',
          text,
        }),
      ).catch((error: Error) => {
        if (!(error instanceof UnheldAnswerError)) throw error;
        throw new Error(`https://${joinHostPort(target)}${path}: ${error.message}`);
      });
    },
  };
}
