/** Finds Electron's binary, or fetches it once. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const dir = join(root, 'node_modules', 'electron');
const failedMark = join(root, 'node_modules', '.plumbline-no-electron');

/** How long the place Electron comes from may take to answer at all. */
const REACH_MS = 3_000;
/** How long about 110 MB may take: five minutes allow a slow line, and end a stalled one. */
const FETCH_MS = 300_000;
/** After a failed try, how long not to try again: starting must not wait each time. */
const FORGET_MS = 24 * 3_600_000;

const pathOf = () => {
  if (!existsSync(join(dir, 'path.txt'))) return null;
  const path = join(dir, 'dist', readFileSync(join(dir, 'path.txt'), 'utf8').trim());
  return existsSync(path) ? path : null;
};

/** Whether a host takes a connection. */
const reaches = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: REACH_MS });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });

const isOffline = (env) =>
  env.npm_config_offline === 'true' || env.ELECTRON_SKIP_BINARY_DOWNLOAD !== undefined || env.PLUMBLINE_OFFLINE === '1';

const failedLately = () => {
  try {
    const { version, at } = JSON.parse(readFileSync(failedMark, 'utf8'));
    return version === versionOf() && Date.now() - at < FORGET_MS;
  } catch {
    return false;
  }
};

const versionOf = () => JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).version;

/**
 * Path of the binary, or why there is none, as the end of a sentence. Fetches it where that is allowed and possible, once;
 * never waits long for a network that is not there.
 *
 * @returns {Promise<{ path: string } | { reason: string }>}
 */
export async function electronBinary(say) {
  const found = pathOf();
  if (found !== null) return { path: found };
  if (!existsSync(join(dir, 'install.js'))) return { reason: 'the package electron is not installed' };
  if (isOffline(process.env)) return { reason: 'its binary is not here and this computer is set to work offline' };
  if (failedLately()) return { reason: 'its binary could not be fetched today' };
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/';
  const { hostname, port, protocol } = new URL(mirror);
  const proxied = Boolean(process.env.ELECTRON_GET_USE_PROXY);
  if (proxied || (await reaches(hostname, Number(port) || (protocol === 'http:' ? 80 : 443)))) {
    say('Fetching Electron (about 110 MB, once) …');
    spawnSync(process.execPath, [join(dir, 'install.js')], { cwd: root, stdio: 'ignore', timeout: FETCH_MS });
    const fetched = pathOf();
    if (fetched !== null) return { path: fetched };
  }
  writeFileSync(failedMark, JSON.stringify({ version: versionOf(), at: Date.now() }));
  return { reason: `its binary could not be fetched from ${hostname}` };
}
