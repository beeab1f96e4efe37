import { homedir } from 'node:os';
import { callingUser } from './user-behind-sudo';

const PASSWD = 'root:x:0:0:root:/root:/bin/bash\nann:x:1000:1001:Ann,,,:/home/ann:/bin/sh\n';

test.each([
  [
    'under sudo, the user who called it',
    { SUDO_UID: '1000', SUDO_GID: '1001' },
    { home: '/home/ann', owner: { uid: 1000, gid: 1001 } },
  ],
  ['without, the one that runs it', {}, { home: homedir() }],
  ['what is no number is nobody', { SUDO_UID: '../x', SUDO_GID: '0' }, { home: homedir() }],
  ['a user without an entry', { SUDO_UID: '7', SUDO_GID: '8' }, { home: homedir(), owner: { uid: 7, gid: 8 } }],
])('%s', (_, env, user) => expect(callingUser(env, PASSWD)).toEqual(user));
