import type { Input, Output } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { JobContext } from '../ports.ts';

export async function writeMinutes(_context: JobContext, _input: Input<'minutes.write'>): Promise<Output<'minutes.write'>> { throw appError('no_seal'); }
export async function writePack(_context: JobContext, _input: Input<'pack.write'>): Promise<Output<'pack.write'>> { throw appError('no_seal'); }
export async function exportChanges(_context: JobContext, _input: Input<'export.changes'>): Promise<Output<'export.changes'>> { throw appError('no_seal'); }
