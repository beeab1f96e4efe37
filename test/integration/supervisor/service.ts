// A service as all are, that hangs when it is told to.
import { defineConfig, logOptions, runMain } from '@kubets/component/main';

const config = defineConfig({
  name: 'fixture',
  doc: 'A service of the tests.',
  options: { ...logOptions, word: { flag: 'word', type: 'string', default: 'x', doc: 'A word.' } },
});

// Before it says that it starts: until it listens to the signal, that would end it.
process.on('SIGUSR2', function blockTheEventLoop() {
  for (let turns = 0; ; turns++) if (turns < 0) return;
});

void runMain(config, async () => ({ start: async () => undefined }));
