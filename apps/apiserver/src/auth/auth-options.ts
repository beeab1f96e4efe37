import type { OptionSpecs } from '@kubets/component/main';
import { mustBe } from '../configuration/must-be';

const MODES = ['AlwaysAllow', 'AlwaysDeny', 'Node', 'RBAC', 'Webhook'];

/** Which version of a kind of reviews a server is sent. */
const versionOption = <Flag extends string>(flag: Flag, reviews: string) =>
  ({
    flag,
    type: 'string',
    default: 'v1beta1',
    doc: `Version of the ${reviews} that it is sent: v1 or v1beta1.`,
    validate: mustBe('v1 or v1beta1', (value: string) => (value === 'v1' || value === 'v1beta1' ? value : undefined)),
  }) as const;

/** Who callers are, and what they may do. */
export const authOptions = {
  authenticationConfig: {
    flag: 'authentication-config',
    type: 'string',
    doc: 'File with the issuers of tokens, and with who may be anonymous. Read again when it changes.',
  },
  anonymousAuth: {
    flag: 'anonymous-auth',
    type: 'bool',
    doc: 'Whether callers may be nobody; they may unless it is false.',
  },
  oidcIssuerUrl: { flag: 'oidc-issuer-url', type: 'string', doc: 'URL of the one issuer whose tokens are taken.' },
  oidcClientId: { flag: 'oidc-client-id', type: 'string', doc: 'Audience of the tokens of --oidc-issuer-url.' },
  oidcUsernameClaim: {
    flag: 'oidc-username-claim',
    type: 'string',
    default: 'sub',
    doc: 'Claim with the name of the user.',
  },
  oidcUsernamePrefix: {
    flag: 'oidc-username-prefix',
    type: 'string',
    doc: 'Put before names of users; - for nothing. The issuer and # unless given, before anything but email.',
  },
  oidcGroupsClaim: { flag: 'oidc-groups-claim', type: 'string', doc: 'Claim with the groups of the user.' },
  oidcGroupsPrefix: { flag: 'oidc-groups-prefix', type: 'string', doc: 'Put before the names of groups.' },
  oidcRequiredClaim: {
    flag: 'oidc-required-claim',
    type: 'list',
    doc: 'Claims that tokens have to have, each as CLAIM=VALUE.',
    validate: mustBe('CLAIM=VALUE', (values: string[]) =>
      values.every((one) => one.includes('=')) ? values : undefined,
    ),
  },
  oidcSigningAlgs: {
    flag: 'oidc-signing-algs',
    type: 'list',
    default: ['RS256'],
    doc: 'Algorithms that tokens may be signed with.',
  },
  oidcCaFile: { flag: 'oidc-ca-file', type: 'string', doc: 'PEM file with the CA of --oidc-issuer-url.' },
  enableBootstrapTokenAuth: {
    flag: 'enable-bootstrap-token-auth',
    type: 'bool',
    default: false,
    doc: 'Whether tokens are taken that Secrets of the type bootstrap.kubernetes.io/token in kube-system have.',
  },
  authenticationTokenWebhookConfigFile: {
    flag: 'authentication-token-webhook-config-file',
    type: 'string',
    doc: 'Kubeconfig file of the server that is asked whose a token is.',
  },
  authenticationTokenWebhookCacheTtlMs: {
    flag: 'authentication-token-webhook-cache-ttl',
    type: 'duration',
    default: '2m',
    doc: 'How long its answers count.',
  },
  authenticationTokenWebhookVersion: versionOption('authentication-token-webhook-version', 'TokenReviews'),
  authorizationConfig: {
    flag: 'authorization-config',
    type: 'string',
    doc: 'File with who says what callers may do, in order, instead of --authorization-mode. Read again when it changes.',
  },
  authorizationMode: {
    flag: 'authorization-mode',
    type: 'list',
    default: ['Node', 'RBAC'],
    doc: 'Who says what callers may do, in order: AlwaysAllow, AlwaysDeny, Node, RBAC, Webhook.',
    validate: mustBe(`some of ${MODES.join(', ')}, each once`, (values: string[]) =>
      values.length > 0 && new Set(values).size === values.length && values.every((one) => MODES.includes(one))
        ? values
        : undefined,
    ),
  },
  authorizationWebhookConfigFile: {
    flag: 'authorization-webhook-config-file',
    type: 'string',
    doc: 'Kubeconfig file of the server that the mode Webhook asks.',
  },
  authorizationWebhookCacheAuthorizedTtlMs: {
    flag: 'authorization-webhook-cache-authorized-ttl',
    type: 'duration',
    default: '5m',
    doc: 'How long it counts that something is allowed.',
  },
  authorizationWebhookCacheUnauthorizedTtlMs: {
    flag: 'authorization-webhook-cache-unauthorized-ttl',
    type: 'duration',
    default: '30s',
    doc: 'How long it counts that something is not.',
  },
  authorizationWebhookVersion: versionOption('authorization-webhook-version', 'SubjectAccessReviews'),
} as const satisfies OptionSpecs;
