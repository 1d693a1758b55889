// Passphrases: from a file, the environment or a prompt without echo, never from a flag.
import { readFileSync } from 'node:fs';
import { appError } from '../../app-error.ts';

/** The first line of a file, without its line end. */
export function secretInFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0]!;
  } catch {
    throw appError('file_missing', { file }, { file });
  }
}

/** Asks on the terminal; what is typed is not shown. */
function ask(question: string): Promise<string> {
  const { stdin, stderr } = process;
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (act: () => void): void => {
      stdin.off('data', hear);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      act();
    };
    const hear = (chunk: string): void => {
      for (const key of chunk) {
        if (key === '\r' || key === '\n' || key === '\u0004') { end(() => { resolve(typed); }); return; }
        if (key === '\u0003') { end(() => { reject(appError('cancelled')); }); return; }
        typed = key === '\u007f' || key === '\b' ? [...typed].slice(0, -1).join('') : typed + key;
      }
    };
    stderr.write(question);
    stdin.setEncoding('utf8');
    stdin.setRawMode(true);
    stdin.on('data', hear);
    stdin.resume();
  });
}

export type SecretSource = { file: string | undefined; variable: string | undefined; question: string; isNew?: boolean };
/** The passphrase, or `passphrase_missing` where nobody can be asked. A new one is asked for twice. */
export async function findSecret({ file, variable, question, isNew = false }: SecretSource): Promise<string> {
  if (file !== undefined) return secretInFile(file);
  if (variable) return variable;
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw appError('passphrase_missing');
  const secret = await ask(`${question}: `);
  if (isNew && await ask('Once more: ') !== secret) throw appError('usage', { problem: 'The two passphrases differ.' });
  return secret;
}
