import { writeLargeBundle } from '../../../../test/attack/large-bundle.js';
import { measureVerifier } from '../../../../test/attack/measure-verifier.js';

/** A process for each, so that none inherits another's memory: make FILE ENTRIES | replay FILE | chain FILE. One line of JSON. */
const [task = '', file = '', entries = ''] = process.argv.slice(2);
const result = task === 'make' ? writeLargeBundle(file, Number(entries)) : measureVerifier(file, task === 'replay');
process.stdout.write(`${JSON.stringify(result)}\n`);
