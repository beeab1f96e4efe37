import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Certificate } from '../model/routing';
import { checkConfig } from './engine-process';

/** Tells which certificates the engine's own TLS library takes: what it turns away must not keep others from being served. */
export interface CertificateCheck {
  /** Those that it refuses. Each is tried once. */
  refused(certificates: readonly Certificate[]): Promise<ReadonlySet<Certificate>>;
}

/** `dir` is there, and nobody else may read it. */
export function createCertificateCheck(program: string, dir: string): CertificateCheck {
  const verdicts = new Map<string, boolean>();
  const digestOf = ({ pem }: Certificate) => createHash('sha256').update(pem).digest('hex');

  async function isTaken(certificates: readonly Certificate[]): Promise<boolean> {
    const folder = await mkdtemp(join(dir, 'check-'));
    try {
      const files = certificates.map((_, index) => join(folder, `${index}.pem`));
      for (const [index, { pem }] of certificates.entries()) await writeFile(files[index]!, pem, { mode: 0o600 });
      const list = join(folder, 'certificates.list');
      await writeFile(list, files.map((file, index) => `${file} ${index}.invalid\n`).join(''));
      const config = join(folder, 'haproxy.cfg');
      await writeFile(
        config,
        `defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend check\n  bind 127.0.0.1:1 ssl crt-list ${list}\n  http-request deny\n`,
      );
      return (await checkConfig(program, config)) === undefined;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** By halves, as nearly always all are good. */
  async function judge(certificates: readonly Certificate[]): Promise<void> {
    if (certificates.length === 0) return;
    if (certificates.length === 1 || (await isTaken(certificates))) {
      const verdict = certificates.length > 1 || (await isTaken(certificates));
      for (const certificate of certificates) verdicts.set(digestOf(certificate), verdict);
      return;
    }
    const half = certificates.length >> 1;
    await judge(certificates.slice(0, half));
    await judge(certificates.slice(half));
  }

  return {
    async refused(certificates) {
      const present = new Map(certificates.map((certificate) => [digestOf(certificate), certificate]));
      for (const digest of verdicts.keys()) if (!present.has(digest)) verdicts.delete(digest);
      await judge([...present].flatMap(([digest, certificate]) => (verdicts.has(digest) ? [] : [certificate])));
      return new Set(certificates.filter((certificate) => verdicts.get(digestOf(certificate)) === false));
    },
  };
}
