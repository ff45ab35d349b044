// npm start: installs and builds what is missing, then runs everything in one process (apps/standalone). PORT, TREGUA_HOME.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, root, say } from './prepare.mjs';

build();
say('Starting …');
const child = spawn(process.execPath, ['--enable-source-maps', '--no-warnings', join(root, 'dist/apps/standalone/src/main.js')], {
  cwd: root,
  stdio: 'inherit',
});
// The child is in our terminal's group and hears Ctrl-C itself; what is sent to us alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
process.on('SIGINT', () => undefined);
// npm passes a SIGTERM to its shell and the shell to nobody: when whoever started us is gone, we end as if we had been asked to.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
