import { verifyCommand } from './command.js';

const words = process.argv.slice(2);
process.exitCode = await verifyCommand(words[0] === 'verify' ? words.slice(1) : words, (text) => process.stdout.write(text));
