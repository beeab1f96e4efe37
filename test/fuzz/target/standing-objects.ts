import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestPki } from '@kubets/component/testing';
import type { RestClient } from '../beside/rest-client';
import { DEFINITIONS } from '../generate/custom-kinds';
import { FUZZ_NAMESPACES } from '../generate/http-request';

const NAME = 'standing.fuzz.invalid';
const DEFINITIONS_PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const ESTABLISHED_MS = 20_000;
const [, ADMITTED_BY_POLICY, ADMITTED_BY_WEBHOOK] = FUZZ_NAMESPACES;
const only = (namespace: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': namespace } });
const WRITES = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['*'] }];

/** What stands in the way of the fuzz' objects, as it does in clusters: custom kinds, a policy, webhooks that cannot be relied on. */
export async function bringStandingObjects(client: RestClient): Promise<() => Promise<void>> {
  const webhook = await startOddWebhook();
  const made: string[] = [];
  const remove = async () => {
    for (const path of made.reverse()) await client.call('DELETE', path);
    webhook.stop();
  };
  try {
    for (const [path, body] of standingObjects(webhook)) {
      const { name } = body.metadata;
      const { code, body: answer } = await client.call('POST', path, body);
      if (code !== 201 && code !== 409) throw new Error(`${path} ${name}: ${code} ${JSON.stringify(answer)}`);
      made.push(`${path}/${name}`);
      if (path === DEFINITIONS_PATH) await untilEstablished(client, `${path}/${name}`);
    }
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

type Named = Record<string, unknown> & { metadata: { name: string } };

function standingObjects({ port, caBundle }: OddWebhook): [path: string, body: Named][] {
  const metadata = { name: NAME };
  const policy: Named = {
    metadata,
    spec: {
      failurePolicy: 'Ignore',
      matchConstraints: { namespaceSelector: only(ADMITTED_BY_POLICY), resourceRules: WRITES },
      variables: [{ name: 'labels', expression: 'has(object.metadata.labels) ? object.metadata.labels : {}' }],
      validations: [
        { expression: "variables.labels.all(key, key.matches('^[a-z./-]+$'))", message: 'odd labels' },
        {
          expression: '!has(object.spec) || type(object.spec) != string',
          messageExpression: "'a' + object.metadata.name",
        },
      ],
    },
  };
  const binding: Named = { metadata, spec: { policyName: NAME, validationActions: ['Warn', 'Audit'] } };
  const webhooks = (kind: string): Named => ({
    metadata,
    webhooks: [
      {
        name: `${kind}.${NAME}`,
        clientConfig: { url: `https://127.0.0.1:${port}/${kind}`, caBundle },
        rules: WRITES,
        namespaceSelector: only(ADMITTED_BY_WEBHOOK),
        matchConditions: [{ name: 'some', expression: 'request.name.endsWith("1") || request.name.endsWith("7")' }],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        timeoutSeconds: 1,
        failurePolicy: 'Ignore',
      },
    ],
  });
  return [
    ...DEFINITIONS.map((definition): [string, Named] => [DEFINITIONS_PATH, definition]),
    [`${ADMISSION}/validatingadmissionpolicies`, policy],
    [`${ADMISSION}/validatingadmissionpolicybindings`, binding],
    ...['mutating', 'validating'].map((kind): [string, Named] => [
      `${ADMISSION}/${kind}webhookconfigurations`,
      webhooks(kind),
    ]),
  ];
}

async function untilEstablished(client: RestClient, path: string): Promise<void> {
  for (const deadline = Date.now() + ESTABLISHED_MS; ; await sleep(50)) {
    const { body } = await client.call('GET', path);
    const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    if (Date.now() > deadline) throw new Error(`${path} is not established: ${JSON.stringify(conditions)}`);
  }
}

/** Answers of every kind that a webhook should not give, and some that it may; nobody is refused. */
const ANSWERS: ((uid: string) => string | undefined)[] = [
  (uid) => review({ uid, allowed: true }),
  (uid) => review({ uid, allowed: true, warnings: ['w'.repeat(5000), 'é\n\0'], auditAnnotations: { a: 'b' } }),
  (uid) => review({ uid, allowed: true, patchType: 'JSONPatch', patch: ANNOTATING }),
  () => review({ uid: 'another', allowed: true }),
  () => '',
  () => 'no JSON',
  () => '['.repeat(100_000),
  () => `{"response":{"uid":${'9'.repeat(100_000)}}}`,
  () => JSON.stringify({ kind: 'AdmissionReview', response: 'x'.repeat(2_000_000) }),
  () => undefined,
];
const review = (response: object) =>
  JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response });
const ANNOTATING = Buffer.from(
  JSON.stringify([{ op: 'add', path: '/metadata/annotations', value: { 'fuzz.invalid/met': 'yes' } }]),
).toString('base64');

interface OddWebhook {
  port: number;
  caBundle: string;
  stop(): void;
}

async function startOddWebhook(): Promise<OddWebhook> {
  const pki = await createTestPki();
  const { cert, key } = await pki.issue({ commonName: 'webhook', names: ['127.0.0.1'] });
  pki.remove();
  let turn = 0;
  const server = createServer({ cert, key }, async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const uid = /"uid":"([^"]+)"/.exec(Buffer.concat(chunks).toString('latin1'))?.[1] ?? '';
    const answer = ANSWERS[turn++ % ANSWERS.length]!(uid);
    if (answer === undefined) response.destroy();
    else response.end(answer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    caBundle: Buffer.from(pki.ca).toString('base64'),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
