import { readFile } from 'node:fs/promises';
import type { Connection, PemSource } from '@kubets/rpc';

/** What a visitor is known by at the API server. */
export interface Credentials {
  token?: string;
  /** PEM. */
  clientCertificate?: string;
  clientKey?: string;
}

/** The credentials of a kubeconfig’s user, read now. */
export async function credentialsOf(connection: Connection): Promise<Credentials> {
  const [token, clientCertificate, clientKey] = await Promise.all([
    textOf(connection.token),
    textOf(connection.clientCertificate),
    textOf(connection.clientKey),
  ]);
  return { ...(token && { token: token.trim() }), ...(clientCertificate && { clientCertificate, clientKey }) };
}

/** Undefined where there is none. */
export const textOf = async (source: PemSource | undefined): Promise<string | undefined> =>
  source && ('data' in source ? source.data : readFile(source.file, 'utf8'));
