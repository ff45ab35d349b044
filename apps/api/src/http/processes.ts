import { caseProcess, reportProcess, type Process, type Subject } from '@tregua/casework';
import { commandRoutes, type CommandRoute } from './command-routes.js';

/** The process tables that have routes. */
export const processes: readonly Process<Subject>[] = [caseProcess, reportProcess].map((process) => process as unknown as Process<Subject>);

/** Every route of every table. */
export const allCommandRoutes: readonly CommandRoute[] = processes.flatMap((process) => commandRoutes(process));

const maps = new Map(
  processes.map(({ name }) => [
    name,
    new Map(allCommandRoutes.filter((route) => route.process.name === name).map((route) => [route.command, route])),
  ]),
);

/** @throws when there is no such process: a programmer's error. */
export function processOfName(name: 'case' | 'report'): Process<Subject> {
  const found = processes.find((process) => process.name === name);
  if (found === undefined) throw new Error(`There is no process ${name}.`);
  return found;
}

/** Routes of a process by command. */
export function routeMap(name: 'case' | 'report'): ReadonlyMap<string, CommandRoute> {
  return maps.get(name) ?? new Map<string, CommandRoute>();
}

export function routesOf(name: 'case' | 'report', belongs: (command: string) => boolean): CommandRoute[] {
  return [...routeMap(name).values()].filter(({ command }) => belongs(command));
}
