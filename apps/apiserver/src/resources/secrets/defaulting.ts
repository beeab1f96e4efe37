import { type KubeObject } from '@kubets/apimachinery';
import type { Secret } from '@kubets/proto-gen/core/v1';

/** stringData is for writing only: its values become data, over those given there. */
export function defaultSecret(object: KubeObject): void {
  const secret = object as Secret;
  const texts = Object.entries(secret.stringData ?? {});
  if (texts.length > 0) {
    const encoded = texts.map(([key, text]) => [key, Buffer.from(text, 'utf8').toString('base64')] as const);
    secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
  }
  delete secret.stringData;
}
