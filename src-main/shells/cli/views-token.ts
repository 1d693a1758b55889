// How deployment tokens look to people on the command line (DEP-01).
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Output } from '#contract/index.ts';
import { facts, table } from './text.ts';

type Listed = Output<'token.list'>;
const why = (it: Listed['rows'][number]): string | null => (it.revoked ? `${it.revoked.by}: ${it.revoked.reason}` : it.why && sentence({ code: it.why.code as ErrorCode, facts: it.why.facts }));
/** Tokens of a change, and what keeps the next one back. */
export function tokensText({ rows, pieces, artefacts, environment }: Listed): string {
  const open = pieces.filter(({ status }) => status !== 'present' && status !== 'waived');
  return [
    rows.length === 0 ? 'No token has been issued.' : table(['Token', 'Stands', 'Environment', 'From', 'Until', 'By', 'Why'], rows.map((r) => [r.id, r.standing.replaceAll('-', ' '), r.environment, r.notBefore, r.notAfter, r.by, why(r)])),
    facts([['Environment', environment], ['Artefacts', artefacts.map(({ sha256, name }) => `sha256:${sha256}${name === '' ? '' : ` ${name}`}`).join('\n')]]),
    ...(open.length === 0 ? [] : [table(['Keeps it back', 'Rule', 'Why'], open.map((p) => [p.label, p.rule, p.why ? sentence({ code: p.why.code as ErrorCode, facts: p.why.facts }) : null]))]),
  ].join('\n\n');
}
