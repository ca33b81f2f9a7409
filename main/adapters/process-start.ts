import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A mark that tells two processes with the same number apart: a process id is given out again after its process ended, and
 * after a restart of the computer. Null when no such process runs (or a system that will not say).
 */
export function processStartMark(pid: number): string | null {
  try {
    if (process.platform === 'linux') return linuxMark(pid);
    if (process.platform === 'win32') return windowsMark(pid);
    return run('ps', ['-o', 'lstart=', '-p', String(pid)]);
  } catch {
    return null;
  }
}

/** Start time in clock ticks since boot, with the boot it counts from. */
function linuxMark(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second member is the program's name in parentheses and may hold spaces and parentheses itself.
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // State is member 3 of the line, start time member 22.
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  // Ended, but its parent has not asked how: the number is still taken, nothing runs.
  if (afterName[0] === 'Z' || afterName[0] === 'X') return `${boot}/ended`;
  return `${boot}/${afterName[19]}`;
}

const windowsMark = (pid: number): string =>
  run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`]);

function run(program: string, args: string[]): string {
  const text = execFileSync(program, args, {
    encoding: 'utf8',
    timeout: 5_000,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    // A fixed language, so that the same instant is always the same text.
    env: { ...process.env, LC_ALL: 'C' },
  }).trim();
  if (text === '') throw new Error('no such process');
  return text;
}
