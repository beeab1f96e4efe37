/** Who or what a token belongs to. */
export interface NamedReference {
  name: string;
  uid: string;
}

/** The private claim of a service account's token; a token bound to a pod, secret or node dies with it. */
export interface KubernetesClaim {
  namespace: string;
  serviceaccount: NamedReference;
  pod?: NamedReference;
  secret?: NamedReference;
  node?: Partial<NamedReference> & { name: string };
  /** From then on (seconds since the epoch) whoever uses the token should have fetched a newer one. */
  warnafter?: number;
}

export interface TokenClaims {
  aud: string[];
  exp: number;
  iat: number;
  nbf: number;
  iss: string;
  sub: string;
  jti: string;
  'kubernetes.io': KubernetesClaim;
}

/** The kubelet asks for this odd lifetime for `kube-api-access` volumes: 3600 s and a little, so that it can be told apart. */
export const PROJECTED_TOKEN_SECONDS = 3607;
