// A service as all are, that hangs when it is told to.
import { defineConfig, logOptions, runMain } from '@kubets/component/main';

const config = defineConfig({
  name: 'fixture',
  doc: 'A service of the tests.',
  options: { ...logOptions, word: { flag: 'word', type: 'string', default: 'x', doc: 'A word.' } },
});

void runMain(config, async () => ({
  async start() {
    process.on('SIGUSR2', function blockTheEventLoop() {
      for (let turns = 0; ; turns++) if (turns < 0) return;
    });
  },
}));
