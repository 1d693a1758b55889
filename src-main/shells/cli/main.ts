#!/usr/bin/env node
// The command line's entry: this process's arguments, streams and environment.
import { gavel } from './gavel.ts';

const { env, stdin, stdout, stderr } = process;
// A reader that has seen enough (`gavel … | head`) is no fault.
stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); throw error; });
process.exitCode = await gavel(process.argv.slice(2), { env, stdin, stdout, stderr });
