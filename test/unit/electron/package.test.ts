import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

/** The packaging of the desktop app, read and checked by electron-builder's own code. */
type Config = Record<string, unknown> & { electronFuses: Record<string, boolean>; files: string[] };

const root = fileURLToPath(new URL('../../../', import.meta.url));
const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const builder = require('app-builder-lib/out/util/config/config.js') as {
  getConfig(dir: string, file: string, options: null): Promise<Config>;
  validateConfiguration(config: Config, logger: { isEnabled: boolean; add(): void }): Promise<void>;
};
const scheme = require('app-builder-lib/scheme.json') as { definitions: Record<string, { properties: object }> };

let config: Config;
beforeAll(async () => {
  config = await builder.getConfig(root, 'electron-builder.yml', null);
});

test('electron-builder accepts the configuration', async () => {
  await builder.validateConfiguration(config, { isEnabled: false, add: () => {} });
  await expect(
    builder.validateConfiguration({ ...config, asra: true }, { isEnabled: false, add: () => {} }),
    'a misspelt setting is refused, so acceptance means something',
  ).rejects.toThrow('asra');
});

test('there is something to install on each of the three systems', () => {
  for (const system of ['mac', 'win', 'linux'])
    expect((config[system] as { target: { arch: string[] }[] }).target.length, system).toBeGreaterThan(0);
});

describe('fuses', () => {
  test('every one there is has been decided', () => {
    const known = Object.keys(scheme.definitions.FuseOptionsV1?.properties ?? {});
    expect(known.length).toBeGreaterThan(5);
    expect(Object.keys(config.electronFuses).sort()).toEqual(known.sort());
  });

  test('nothing turns the app into plain Node or loads other code', () => {
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      enableCookieEncryption: true,
    });
    expect(config.asar).toBe(true);
  });
});

test('addresses of ours open the app', () => {
  expect(config.protocols).toEqual([{ name: 'Plumbline', schemes: ['plumbline'] }]);
});

test('binaries of the native modules stay outside the archive', () => {
  const unpacked = (config.asarUnpack as string[]).join('\n');
  for (const name of ['better-sqlite3', 'keytar']) expect(unpacked).toContain(`node_modules/${name}/`);
});
