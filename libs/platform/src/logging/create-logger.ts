import { destination, pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * Structured logs: one JSON object a line, UTC, with the process's role. No bodies, no names, no query values are ever logged: what is
 * logged is chosen field by field, and the paths below are a second fence.
 */
export function createLogger(role: string, options: { level?: string; to?: DestinationStream } = {}): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { role },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          'req.headers.authorization',
          'req.headers.cookie',
          'body',
          '*.body',
          'password',
          '*.password',
          'parameters',
          '*.parameters',
        ],
        remove: true,
      },
    },
    options.to ?? destination({ dest: 2, sync: false }),
  );
}
