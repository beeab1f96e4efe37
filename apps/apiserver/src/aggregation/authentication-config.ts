import { readFileSync } from 'node:fs';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { EXTRA_PREFIX, GROUP_HEADER, UID_HEADER, USER_HEADER } from './request-headers';

export interface AuthenticationOptions {
  /** Of the certificates that this server's clients have. */
  clientCaFile: string;
  frontProxy: { caFile?: string; allowedNames: readonly string[] } | undefined;
}

/** What extension servers have to know to believe who this server says asks, and to know its clients themselves. */
export function authenticationOf({ clientCaFile, frontProxy }: AuthenticationOptions): ConfigMap {
  const { caFile, allowedNames = [] } = frontProxy ?? {};
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'kube-system', name: 'extension-apiserver-authentication' },
    data: {
      'client-ca-file': readFileSync(clientCaFile, 'utf8'),
      ...(caFile
        ? {
            'requestheader-allowed-names': JSON.stringify(allowedNames),
            'requestheader-client-ca-file': readFileSync(caFile, 'utf8'),
            'requestheader-extra-headers-prefix': JSON.stringify([EXTRA_PREFIX]),
            'requestheader-group-headers': JSON.stringify([GROUP_HEADER]),
            'requestheader-uid-headers': JSON.stringify([UID_HEADER]),
            'requestheader-username-headers': JSON.stringify([USER_HEADER]),
          }
        : {}),
    },
  };
}
