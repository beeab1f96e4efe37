// Clients of gRPC that know of a server what it says by reflection: buf, which is among this repository's npm packages, and
// grpcurl on a machine that has it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { status } from '@grpc/grpc-js';
import { tryCommand, type CommandResult } from '../e2e/cluster/command';

export const BUF = join(__dirname, '../../node_modules/.bin/buf');

/** Where a server is, and files to be known by there. */
export interface Door {
  address: string;
  ca: string;
  cert: string;
  key: string;
}

interface CommandLineClient {
  /** The exit code it has for a gRPC code. */
  exitCode(code: status): number;
  /** Calls a method that takes one message. */
  call(door: Door, method: string, request: object): Promise<CommandResult>;
}

export const CLIENTS = {
  buf: {
    exitCode: (code) => code << 3,
    call: ({ address, ca, cert, key }, method, request) => {
      const door = ['--protocol', 'grpc', '--cacert', ca, '--cert', cert, '--key', key];
      return tryCommand(BUF, ['curl', ...door, '--data', JSON.stringify(request), `https://${address}/${method}`]);
    },
  },
  grpcurl: {
    exitCode: (code) => (code === 0 ? 0 : 64 + code),
    call: ({ address, ca, cert, key }, method, request) => {
      const door = ['-cacert', ca, '-cert', cert, '-key', key];
      return tryCommand('grpcurl', [...door, '-d', JSON.stringify(request), address, method]);
    },
  },
} satisfies Record<string, CommandLineClient>;

export const installedClients = (['buf', 'grpcurl'] as const).filter(
  (client) => client === 'buf' || spawnSync('grpcurl', ['-version']).status === 0,
);
if (!installedClients.includes('grpcurl'))
  console.warn(
    '!!! NOT RUN: what is to be tried with grpcurl, for it is not on this machine; the same is with buf. !!!',
  );
