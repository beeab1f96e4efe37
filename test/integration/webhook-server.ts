import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCluster } from './apiserver-harness';

/** What a webhook answers to an AdmissionRequest or a ConversionRequest; uid and type are added. */
export type WebhookBehaviour = (request: any) => object | Promise<object>;

export interface WebhookServer {
  port: number;
  /** In base64, as caBundle has it. */
  caBundle: string;
  /** What came, by path. */
  asked: { path: string; request: any }[];
  answer(path: string, behaviour: WebhookBehaviour): void;
  /** Answers something else than a review. */
  answerRaw(path: string, code: number, body: string): void;
  stop(): void;
}

/** A real HTTPS server with a certificate for localhost and for the Service `webhook` in namespace default. */
export async function startWebhookServer(cluster: TestCluster): Promise<WebhookServer> {
  const serving = await cluster.ca.issue({
    file: 'webhook',
    commonName: 'webhook',
    hosts: ['localhost', '127.0.0.1', 'webhook.default.svc'],
    usages: ['server'],
  });
  const behaviours = new Map<string, WebhookBehaviour>();
  const raw = new Map<string, { code: number; body: string }>();
  const asked: WebhookServer['asked'] = [];
  const server = createServer(
    { key: readFileSync(serving.keyFile), cert: readFileSync(serving.certificateFile) },
    async (message, response) => {
      const path = message.url!.split('?')[0]!;
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk as Buffer);
      const { request } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      asked.push({ path, request });
      const fixed = raw.get(path);
      if (fixed) return response.writeHead(fixed.code).end(fixed.body);
      const answer = (await behaviours.get(path)?.(request)) ?? { allowed: true };
      const review = request.desiredAPIVersion
        ? { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' }
        : { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' };
      return response.end(JSON.stringify({ ...review, response: { uid: request.uid, ...answer } }));
    },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    caBundle: Buffer.from(cluster.ca.certificatePem).toString('base64'),
    asked,
    answer: (path, behaviour) => void behaviours.set(path, behaviour),
    answerRaw: (path, code, body) => void raw.set(path, { code, body }),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An answer that changes the object. */
export const patching = (operations: object[]): object => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});
