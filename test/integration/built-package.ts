import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, runInstaller } from '../clients/install';

/** Builds the kit's package, packs it, and installs it in an empty project, without asking anybody. @returns the project's folder */
export function installKit(): string {
  const project = mkdtempSync(join(tmpdir(), 'kubets-kit-'));
  const [built, packed] = [join(project, 'built'), join(project, 'packed')];
  runInstaller(process.execPath, ['tools/build/package.mjs', 'testing', built], { cwd: ROOT });
  mkdirSync(packed);
  runInstaller('npm', ['pack', '--silent', '--pack-destination', packed], { cwd: built });
  rmSync(built, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  const tarball = join(packed, readdirSync(packed)[0]!);
  runInstaller('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project });
  return project;
}
