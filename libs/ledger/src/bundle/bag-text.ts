import { encodeBagPath, pathProblem } from './bag-path.js';

/** `bagit.txt` of a bag by RFC 8493, 2.1.1. */
export const BAG_DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

const LABEL = /^[A-Za-z0-9-]+$/;

/**
 * `bag-info.txt` (RFC 8493, 2.2.2), one line a field, in the order given.
 *
 * @throws RangeError where a label is no word or a value holds a line break.
 */
export function bagInfoText(fields: readonly (readonly [label: string, value: string])[]): string {
  return fields
    .map(([label, value]) => {
      if (!LABEL.test(label) || /[\r\n]/.test(value)) throw new RangeError(`The field ${label} of bag-info.txt would not be one line.`);
      return `${label}: ${value}\n`;
    })
    .join('');
}

/** One line of a manifest (RFC 8493, 2.1.3). @throws RangeError on a path that no reader should follow. */
export function manifestLine(path: string, hash: string): string {
  const problem = pathProblem(path);
  if (problem !== undefined) throw new RangeError(`A manifest cannot name ${JSON.stringify(path)}: ${problem}.`);
  return `${hash}  ${encodeBagPath(path)}\n`;
}
