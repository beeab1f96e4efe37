import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import nacl from 'tweetnacl';

/** One way in which values lie in the store. */
export interface Cipher {
  /** What its values begin with; empty for what is not encrypted. */
  prefix: Buffer;
  /** `context` is the key in the store: a value that was put elsewhere is not taken, by those that can tell. */
  encrypt(value: Buffer, context: Buffer): Buffer;
  /** Of what follows the prefix. @throws Error. */
  decrypt(data: Buffer, context: Buffer): Buffer;
}

const prefixOf = (provider: string, name: string): Buffer => Buffer.from(`k8s:enc:${provider}:v1:${name}:`);

export const identity: Cipher = {
  prefix: Buffer.alloc(0),
  encrypt: (value) => value,
  decrypt(data) {
    // What is encrypted is no plain value.
    if (data.subarray(0, ENCRYPTED.length).equals(ENCRYPTED))
      throw new Error('identity transformer tried to read encrypted data');
    return data;
  },
};

export const ENCRYPTED = Buffer.from('k8s:enc:');
const BLOCK = 16;

const bits = (key: Buffer): number => key.length * 8;

/** AES in CBC mode with PKCS 7 padding, the initialization vector before it. */
export function aesCbc(name: string, key: Buffer): Cipher {
  const algorithm = `aes-${bits(key)}-cbc`;
  return {
    prefix: prefixOf('aescbc', name),
    encrypt(value) {
      const vector = randomBytes(BLOCK);
      const cipher = createCipheriv(algorithm, key, vector);
      return Buffer.concat([vector, cipher.update(value), cipher.final()]);
    },
    decrypt(data) {
      if (data.length < 2 * BLOCK || data.length % BLOCK !== 0) throw new Error('the stored data is no block of AES');
      const decipher = createDecipheriv(algorithm, key, data.subarray(0, BLOCK));
      return Buffer.concat([decipher.update(data.subarray(BLOCK)), decipher.final()]);
    },
  };
}

const NONCE = 12;
const TAG = 16;

/** AES in GCM mode: nonce, data, tag. */
export function aesGcm(name: string, key: Buffer): Cipher {
  const algorithm = `aes-${bits(key)}-gcm` as 'aes-256-gcm';
  return {
    prefix: prefixOf('aesgcm', name),
    encrypt(value, context) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(context);
      return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(data, context) {
      if (data.length < NONCE + TAG) throw new Error('the stored data was shorter than the required size');
      const decipher = createDecipheriv(algorithm, key, data.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(context).setAuthTag(data.subarray(data.length - TAG));
      return Buffer.concat([decipher.update(data.subarray(NONCE, data.length - TAG)), decipher.final()]);
    },
  };
}

/** XSalsa20 and Poly1305: nonce, then data. */
export function secretBox(name: string, key: Buffer): Cipher {
  const { nonceLength } = nacl.secretbox;
  return {
    prefix: prefixOf('secretbox', name),
    encrypt(value) {
      const nonce = randomBytes(nonceLength);
      return Buffer.concat([nonce, nacl.secretbox(value, nonce, key)]);
    },
    decrypt(data) {
      if (data.length < nonceLength) throw new Error('the stored data was shorter than the required size');
      const opened = nacl.secretbox.open(data.subarray(nonceLength), data.subarray(0, nonceLength), key);
      if (!opened) throw new Error('output of decryption failed authentication');
      return Buffer.from(opened);
    },
  };
}
