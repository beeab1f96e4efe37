import { createPrivateKey, X509Certificate } from 'node:crypto';
import { statusError } from '@kubets/apimachinery';
import { parseKubeconfig, type Connection } from '@kubets/rpc';
import type { Credentials } from '../cluster/credentials';

/** Is read at once, for somebody of whom nothing is known yet. */
const MOST_TEXT = 64 * 1024;
const HOW = 'kubectl config view --minify --flatten --raw prints one that has everything in it';

/**
 * Whom a visitor's kubeconfig makes the visitor: the certificate and key, or the token, of its current context's user. What it says of servers
 * counts for nothing, and no file that it names is read.
 *
 * @throws StatusError `Unauthorized` for what is no kubeconfig, or has not got these in it
 */
export async function credentialsInKubeconfig(text: string): Promise<Credentials> {
  if (text.length > MOST_TEXT) throw unauthorized(`it is longer than ${MOST_TEXT / 1024} KiB`);
  const user = await parseKubeconfig(text, { hasPath: true }).catch((error: Error) => {
    throw unauthorized(error.message);
  });
  const [token, clientCertificate, clientKey] = [user.token, user.clientCertificate, user.clientKey].map(inText);
  if (token) return { token: token.trim() };
  if (!clientCertificate || !clientKey)
    throw unauthorized(`the user of its current context has neither a token nor a certificate with its key; ${HOW}`);
  if (!belongTogether(clientCertificate, clientKey))
    throw unauthorized('its certificate and its key are not in PEM, or are not of one another');
  return { clientCertificate, clientKey };
}

function inText(source: Connection['token']): string | undefined {
  if (source && 'file' in source) throw unauthorized(`it names the file ${source.file}, which is not here; ${HOW}`);
  return source?.data;
}

function belongTogether(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

const unauthorized = (why: string) => statusError('Unauthorized', `this kubeconfig lets nobody in: ${why}`);
