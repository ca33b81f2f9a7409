import pino from 'pino';
import type { Clock, Log, LogFields } from '../core/ports.ts';
import { redactFields, redactText } from './redact.ts';
import type { LineSink } from './rotating-file.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogOptions = {
  /** Where lines go: `createRotatingFile`, or anything that takes text. */
  sink: Pick<LineSink, 'write'>;
  clock: Clock;
  /** Least level written. Bodies of records appear at `debug` only. */
  level?: LogLevel;
};

/**
 * One JSON object per line: time (ISO), level, msg and the fields. Tokens, passwords and the like are masked by name and by
 * looks before pino sees them, in messages too; bodies are left out above debug.
 */
export function createLog({ sink, clock, level = 'info' }: LogOptions): Log {
  const logger = pino(
    {
      level,
      // Process id and host name are the same on every line of a desktop app.
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => sink.write(line) },
  );
  const at =
    (name: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(name)) logger[name](redactFields(fields, name === 'debug'), redactText(message));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
