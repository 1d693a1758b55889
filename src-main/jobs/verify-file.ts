import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { Organisation } from '../ports.ts';

export async function verifyFile(file: { path: string; name: string }, _input: Input<'trail.verifyFile'>, _known: Organisation | null): Promise<Output<'trail.verifyFile'>> { throw appError('unreadable_file', { file: file.name }); }
