import { reportProcess, type Process, type Subject } from '@tregua/casework';
import { commandRoutes, type CommandRoute } from './command-routes.js';

/** The process tables that have routes. */
export const processes: readonly Process<Subject>[] = [reportProcess as unknown as Process<Subject>];

/** Every route of every table. */
export const allCommandRoutes: readonly CommandRoute[] = processes.flatMap((process) => commandRoutes(process));

export function routesOf(process: 'case' | 'report', belongs: (command: string) => boolean): CommandRoute[] {
  return allCommandRoutes.filter((route) => route.process.name === process && belongs(route.command));
}
