import { join } from 'node:path';
import { fromBinary, toJson, type FileRegistry } from '@bufbuild/protobuf';
import { tryCommand } from '../e2e/cluster/command';
import { E2E } from '../e2e/cluster/e2e-cluster';
import { BUF } from './command-line-clients';

const DETAILS = 'kubets.meta.v1.Status';

export const PKI = join(E2E.stateDir, 'pki');
export const ADDRESS = `127.0.0.1:${E2E.grpcPort}`;

/** Who calls, as flags of buf curl. */
export const withCertificate = ['--cert', `${PKI}/admin.crt`, '--key', `${PKI}/admin.key`];
export const withToken = (token: string) => ['--header', `authorization: Bearer ${token}`];
export const anonymously: string[] = [];

export const bufCurl = (target: string, args: string[]) =>
  tryCommand(
    BUF,
    ['curl', '--protocol', 'grpc', '--cacert', `${PKI}/ca.crt`, ...args, `https://${ADDRESS}/${target}`],
    { timeoutMs: 30_000 },
  );

/** Calls a method that succeeds; the messages it answers with. */
export async function call(method: string, request: object, as = withCertificate): Promise<any[]> {
  const { code, stdout, stderr } = await bufCurl(method, ['--data', JSON.stringify(request), ...as]);
  if (code !== 0) throw new Error(`${method}: exit code ${code}\n${stderr}`);
  // One JSON document after the other, each beginning and ending at the margin.
  return stdout
    .split(/(?<=^\})\n/m)
    .filter((text) => text.trim())
    .map((text) => JSON.parse(text));
}

export interface Failure {
  /** gRPC's code. */
  code: number;
  message: string;
  /** The Status in grpc-status-details-bin. */
  details: any;
  /** The Status in kubets-status-bin. */
  trailer: any;
}

/** Calls a method that fails. `types` has the message that the details are made of. */
export async function callThatFails(
  types: FileRegistry,
  method: string,
  request: object,
  as = withCertificate,
): Promise<Failure> {
  const { code, stdout, stderr } = await bufCurl(method, ['--verbose', '--data', JSON.stringify(request), ...as]);
  if (code === 0) throw new Error(`${method} succeeded:\n${stdout}`);
  const shown = JSON.parse(/^\{\n[^]*?^\}$/m.exec(stderr)![0]);
  const [{ type, value }] = shown.details;
  expect(type).toBe(DETAILS);
  const trailer = /Kubets-Status-Bin: (\S+)/.exec(stderr)![1]!;
  return {
    code: code! >> 3,
    message: shown.message,
    details: toJson(types.getMessage(DETAILS)!, fromBinary(types.getMessage(DETAILS)!, Buffer.from(value, 'base64'))),
    trailer: JSON.parse(Buffer.from(trailer, 'base64').toString()),
  };
}
