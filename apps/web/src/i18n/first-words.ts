/**
 * What every page needs before any other screen is opened: the frame, signing in and the inbox. Whole sections, or single paths in them; words
 * that stand outside of all sections always belong to it. The rest comes with the first screen that is loaded when it is asked for.
 */
const FIRST = [
  ...['signIn', 'inbox', 'notices', 'deadline', 'lost', 'frame', 'problem', 'state', 'role'],
  ...['desk.all', 'desk.chosen', 'desk.copyReferences', 'desk.queue', 'desk.select', 'desk.selection', 'desk.deadline'],
  ...['desks.outside', 'desks.keys', 'desks.key', 'desks.laySideBySide', 'desks.actOnEach', 'desks.atMost'],
  ...['reports.title', 'reports.new', 'field.ui.title', 'field.ui.newVersion', 'field.ui.updateNow', 'field.ui.updateLater'],
  ...['rulings.title', 'map.title', 'audit.title', 'exports.title', 'admin.title', 'process.title'],
];
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Whether the word at this path is among the first. */
export function isFirst(path: string): boolean {
  const plain = path.replace(PLURAL, '');
  return !plain.includes('.') || FIRST.some((place) => plain === place || plain.startsWith(`${place}.`));
}

/** A part of a catalogue: the words whose path is among the first, or the others. Sections without words fall away. */
export function partOf(tree: object, first: boolean, path = ''): object {
  const kept = Object.entries(tree).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
    if (typeof value !== 'object' || value === null) return isFirst(path + name) === first ? [[name, value]] : [];
    const inner = partOf(value, first, `${path}${name}.`);
    return Object.keys(inner).length > 0 ? [[name, inner]] : [];
  });
  return Object.fromEntries(kept);
}
