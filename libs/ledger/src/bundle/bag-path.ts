const MAX_BYTES = 512;
/** What is made of letters, digits, points, dashes and slashes alone, each part beginning with no point: nearly every path. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

/**
 * Why a path of a bag or a zip may not be followed, or undefined. Refused: absolute paths, drive letters, backslashes, `~`, empty, `.` and `..`
 * segments, control characters, and paths of more than 512 bytes in UTF-8. RFC 8493, 5.2 asks for this against archives that write elsewhere.
 */
export function pathProblem(path: string): string | undefined {
  if (path.length <= MAX_BYTES && PLAIN.test(path)) return undefined;
  if (path === '') return 'the path is empty';
  if (path.startsWith('/')) return 'the path is absolute';
  if (path.startsWith('~')) return 'the path names a home folder';
  if (path.includes('\\')) return 'the path holds a backslash';
  if (/^[A-Za-z]:/.test(path)) return 'the path names a drive';
  if (hasControls(path)) return 'the path holds control characters';
  if (/\p{Surrogate}/u.test(path)) return 'the path is no Unicode';
  if (new TextEncoder().encode(path).length > MAX_BYTES) return `the path is longer than ${MAX_BYTES} bytes`;
  for (const segment of path.split('/')) {
    if (segment === '') return 'the path has an empty part';
    if (segment === '.' || segment === '..') return `the path has a part "${segment}"`;
  }
  return undefined;
}

function hasControls(path: string): boolean {
  return [...path].some((char) => char < ' ' || char === '\u007f');
}

/** As a manifest writes a path (RFC 8493, 2.1.3): line feed, carriage return and percent sign are percent-encoded, and nothing else. */
export function encodeBagPath(path: string): string {
  return path.replaceAll('%', '%25').replaceAll('\n', '%0A').replaceAll('\r', '%0D');
}

/** The path that a manifest names, or undefined where a percent sign stands for anything else than the three. */
export function decodeBagPath(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?!25|0A|0D)/i.test(text)) return undefined;
  return text.replace(/%(25|0A|0D)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
