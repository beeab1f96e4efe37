// A service as all are, that hangs when it is told to.
import { defineConfig, logOptions, runService } from '@kubets/component';

void runService({
  config: defineConfig({
    name: 'fixture',
    doc: 'A service of the tests.',
    options: { ...logOptions, word: { flag: 'word', type: 'string', default: 'x', doc: 'A word.' } },
  }),
  async start() {
    process.on('SIGUSR2', function blockTheEventLoop() {
      for (let turns = 0; ; turns++) if (turns < 0) return;
    });
  },
});
