/** `StartPreliminary` → `start-preliminary`: how a command stands in an address. */
export function kebabOf(command: string): string {
  return command.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** `StartPreliminary` → `Start preliminary`: how it stands on a button until a page has its own words. */
export function titleOf(command: string): string {
  const words = kebabOf(command).split('-').join(' ');
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}
