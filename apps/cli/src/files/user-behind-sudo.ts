import { readFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { homedir } from 'node:os';

/** Whose command this is: the user behind sudo, or the one that runs it. `owner` is undefined where nothing has to be given away. */
export interface CallingUser {
  home: string;
  owner?: { uid: number; gid: number };
}

/** `passwd` is the text of /etc/passwd. */
export function callingUser(
  env: Readonly<Record<string, string | undefined>> = process.env,
  passwd: string = readFileSync('/etc/passwd', 'utf8'),
): CallingUser {
  const { SUDO_UID, SUDO_GID } = env;
  if (!/^\d+$/.test(SUDO_UID ?? '') || !/^\d+$/.test(SUDO_GID ?? '')) return { home: homedir() };
  const entry = passwd.split('\n').find((line) => line.split(':')[2] === SUDO_UID);
  return { home: entry?.split(':')[5] || homedir(), owner: { uid: Number(SUDO_UID), gid: Number(SUDO_GID) } };
}

/** Gives files that a command under sudo has made to the person who called it. */
export async function giveToUser(files: readonly string[], { owner }: CallingUser = callingUser()): Promise<void> {
  if (owner) for (const file of files) await chown(file, owner.uid, owner.gid);
}
