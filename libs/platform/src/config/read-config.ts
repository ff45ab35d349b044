/** One setting that was refused: which, and why. */
export class ConfigError extends Error {
  constructor(
    readonly setting: string,
    why: string,
  ) {
    super(`${setting}: ${why}`);
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A whole number within bounds. @throws ConfigError that names the setting. */
export function readInteger(env: Environment, name: string, fallback: number, bounds: { min: number; max: number }): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < bounds.min || value > bounds.max) {
    throw new ConfigError(name, `must be a whole number from ${bounds.min} to ${bounds.max}, and is "${text}"`);
  }
  return value;
}

/** The address of a PostgreSQL database, or undefined where none is set. @throws ConfigError on another scheme. */
export function readDatabaseUrl(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^postgres(ql)?:\/\/[^\s]+$/.test(text)) throw new ConfigError(name, 'must begin with postgres://');
  return text;
}
