import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer, { type Page } from 'puppeteer-core';
import { newSecret } from '../../apps/dashboard/src/access/secrets';
import { startCluster } from '../../packages/testing/src';
import { openShop } from './shop';

const IMAGES = 'docs/images';
const PORT = 18_444;
/** Until what is shown has come to rest. */
const REST_MS = 1500;

async function run(): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const cluster = await startCluster({ nodes: 3 });
  await openShop(cluster);
  const flags = [
    `--kubeconfig=${cluster.kubeconfigFile}`,
    `--port=${PORT}`,
    '--secure-port=0',
    '--logins-from-stdin',
    '--log-level=warn',
  ];
  const service = spawn(process.execPath, ['dist/apps/dashboard/main.js', ...flags], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const code = newSecret();
  service.stdin.write(`${code}\n`);
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--ignore-certificate-errors', '--force-color-profile=srgb'],
    defaultViewport: { width: 1280, height: 800 },
  });
  try {
    const page = await browser.newPage();
    await open(page, `https://127.0.0.1:${PORT}/#login=${code}`);
    await takePictures(page);
  } finally {
    await browser.close();
    service.stdin.end();
    await cluster.stop();
  }
}

/** The service may still be starting. */
async function open(page: Page, url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await page.goto(url);
      break;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(100);
    }
  }
  await page.waitForSelector('.card .pod');
}

async function takePictures(page: Page): Promise<void> {
  const shoot = async (name: string) => {
    await sleep(REST_MS);
    await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  };
  const go = (hash: string) => page.evaluate(`location.hash = '${hash}'`);
  await shoot('picture');
  await go('#/list/core/v1/pods');
  await shoot('table');
  await go('#/object/apps/v1/deployments/shop/front');
  await edit(page);
  await shoot('conflict');
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await go('#/picture');
  await shoot('picture-dark');
  await page.setViewport({ width: 390, height: 780, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  await go('#/new');
  await go('#/picture?ns=shop');
  await shoot('phone');
}

/** Scales in the YAML what somebody else has scaled. */
async function edit(page: Page): Promise<void> {
  await page.waitForSelector('.cm-line');
  for (const line of await page.$$('.cm-line'))
    if ((await line.evaluate((element) => element.textContent)) === '  replicas: 6') await line.click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('8');
  await page.click('.yaml button.main');
  await page.waitForSelector('.conflicts');
}

void run().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String((error as Error).stack)}\n`);
    process.exit(1);
  },
);
