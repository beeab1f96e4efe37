import { pemBlocks, pemText, stubCertificateRequest } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import { createInformer, type Informer, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import type { Pod, PodCertificateProjection } from '@kubets/proto-gen/core/v1';
import type { PodEvents } from '../events/pod-events';
import { errorFields } from '../system/error-fields';
import { certificateKey } from './certificate-key';

/** A private key and its certificates, as PEM. */
export interface Credentials {
  key: string;
  chain: string;
}

/** Private keys of pods, and what signers have made of the public ones. They live in this process only. */
export interface PodCertificates {
  /** Of one source of one volume. Asks for a certificate when there is none; rejects until it is there, and when it was denied. */
  credentials(pod: Pod, source: { volume: string; index: number }): Credentials;
  forget(podUid: string): void;
}

export interface PodCertificatesOptions {
  client: KubeClient<'podCertificateRequests' | 'serviceAccounts'>;
  nodeName: string;
  nodeUid(): string | undefined;
  events: PodEvents;
  /** There is something new for a volume of the pod. */
  onChange(podUid: string): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

const RETRY_MS = 10_000;
const JITTER_MS = 5 * 60_000;

interface Issue {
  pod: Pod;
  projection: PodCertificateProjection;
  issued?: Credentials;
  /** Denied or failed, for good. */
  ended?: string;
  /** What is being waited for. */
  pending?: { key: string; name: string };
  isAsking?: boolean;
  cancel?(): void;
}

export function createPodCertificates(o: PodCertificatesOptions): PodCertificates {
  const issues = new Map<string, Issue>();
  let informer: Informer<PodCertificateRequest> | undefined;

  /** Followed once a pod needs one. */
  function start(): void {
    if (informer) return;
    informer = createInformer(o.client.podCertificateRequests, {
      name: 'podcertificaterequests',
      fieldSelector: `spec.nodeName=${o.nodeName}`,
      logger: o.logger,
    });
    const seen = (request: PodCertificateRequest): void => settle(request);
    informer.addEventHandler({ onAdd: seen, onUpdate: (_previous, request) => seen(request), onDelete: gone });
    informer.start(o.signal);
  }

  const waitingFor = (request: PodCertificateRequest): Issue | undefined =>
    [...issues.values()].find(
      ({ pod, pending }) =>
        pending?.name === nameOf(request) && pod.metadata?.namespace === request.metadata?.namespace,
    );

  /** A request that was deleted before it came to an end is made anew. */
  function gone(request: PodCertificateRequest): void {
    const issue = waitingFor(request);
    if (!issue) return;
    issue.pending = undefined;
    void ask(issue);
  }

  function settle(request: PodCertificateRequest): void {
    const issue = waitingFor(request);
    const end = (request.status?.conditions ?? []).find(({ type = '' }) =>
      ['Issued', 'Denied', 'Failed'].includes(type),
    );
    if (!issue || !end) return;
    const { key } = issue.pending!;
    issue.pending = undefined;
    const { type = '', reason = '', message = '' } = end;
    if (type === 'Issued') {
      const { certificateChain = '', beginRefreshAt = '' } = request.status ?? {};
      issue.issued = { key, chain: cleanChain(certificateChain) };
      const dueMs = Date.parse(beginRefreshAt) + Math.random() * JITTER_MS - o.clock.now().getTime();
      later(issue, Math.max(dueMs, RETRY_MS));
    } else {
      const how = type === 'Denied' ? 'denied' : 'failed';
      const why = `reason=${JSON.stringify(reason)} message=${JSON.stringify(message)}`;
      issue.ended = `PodCertificateRequest was permanently ${how}: ${why}`;
      const text = `PodCertificateRequest ${request.metadata?.namespace}/${nameOf(request)} ${type === 'Denied' ? 'was denied' : 'failed'}`;
      const details = `reason=${JSON.stringify(reason)}, message=${JSON.stringify(message)}`;
      o.events.pod(issue.pod, 'Warning', type, `${text}, ${details}`);
    }
    o.onChange(issue.pod.metadata?.uid ?? '');
  }

  function later(issue: Issue, ms: number): void {
    issue.cancel?.();
    issue.cancel = o.clock.after(ms, () => void ask(issue));
  }

  async function ask(issue: Issue): Promise<void> {
    if (issue.isAsking || issue.pending || issue.ended || ![...issues.values()].includes(issue)) return;
    issue.isAsking = true;
    try {
      start();
      const { key, request } = await newRequest(issue);
      const made = await o.client.podCertificateRequests.create(request);
      issue.pending = { key, name: nameOf(made) };
      // Its end may have been seen before its name was known.
      const known = informer?.lister.get(`${made.metadata?.namespace}/${nameOf(made)}`);
      if (known) settle(known);
    } catch (error) {
      o.logger.warn(
        { ...errorFields(error), pod: issue.pod.metadata?.name },
        'Cannot ask for a certificate, trying again',
      );
      later(issue, RETRY_MS);
    } finally {
      issue.isAsking = false;
    }
  }

  async function newRequest({ pod, projection }: Issue): Promise<{ key: string; request: PodCertificateRequest }> {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    const { serviceAccountName = 'default' } = pod.spec ?? {};
    const { signerName, keyType = '', maxExpirationSeconds, userAnnotations } = projection;
    const account = await o.client.serviceAccounts.get({ namespace, name: serviceAccountName });
    const key = await certificateKey(keyType);
    return {
      key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
      request: {
        apiVersion: 'certificates.k8s.io/v1',
        kind: 'PodCertificateRequest',
        metadata: { namespace, generateName: 'req-', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }] },
        spec: {
          signerName,
          podName: name,
          podUID: uid,
          serviceAccountName,
          serviceAccountUID: account.metadata?.uid,
          nodeName: o.nodeName,
          nodeUID: o.nodeUid(),
          ...(maxExpirationSeconds === undefined ? {} : { maxExpirationSeconds }),
          stubPKCS10Request: stubCertificateRequest(key).toString('base64'),
          ...(userAnnotations && { unverifiedUserAnnotations: userAnnotations }),
        },
      },
    };
  }

  return {
    credentials(pod, { volume, index }) {
      const key = `${pod.metadata?.uid}/${volume}/${index}`;
      let issue = issues.get(key);
      if (!issue) {
        const found = pod.spec?.volumes?.find(({ name }) => name === volume);
        issue = { pod, projection: found?.projected?.sources?.[index]?.podCertificate ?? {} };
        issues.set(key, issue);
        void ask(issue);
      }
      if (issue.ended) throw new Error(issue.ended);
      if (!issue.issued) throw new Error('credential bundle is not issued yet');
      return issue.issued;
    },
    forget(podUid) {
      for (const [key, issue] of issues) {
        if (!key.startsWith(`${podUid}/`)) continue;
        issue.cancel?.();
        issues.delete(key);
      }
    },
  };
}

/** The certificates alone, whatever stands around them. */
const cleanChain = (chain: string): string =>
  [...pemBlocks(chain)].map(({ type, bytes }) => pemText(type, bytes)).join('');
