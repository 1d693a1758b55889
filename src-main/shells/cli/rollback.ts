// Verdicts about a backout for pipelines and scripts: readings against an exported plan, a script against its digest (BCK-01, BCK-02).
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { contract } from '#contract/index.ts';
import type { RollbackCheck } from '#contract/backout.ts';
import type { Refusal } from '#contract/errors.ts';
import { AppError, appError } from '../../app-error.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.ts';
import { ownFlag } from './flags.ts';
import { table } from './text.ts';
import { comparisonWords } from './views-backout.ts';

type Finding = RollbackCheck['findings'][number];
const saidOf = ({ trigger }: Finding): string => `${trigger.metric} ${comparisonWords[trigger.comparison] ?? ''} ${trigger.threshold} ${trigger.unit} for ${trigger.seconds} s`;

/** The breach that orders, in words. */
function whatOf({ because, findings }: RollbackCheck): string {
  const found = findings.find(({ trigger }) => trigger.id === because);
  return found?.breach ? `${saidOf(found)} was met from ${found.breach.from} to ${found.breach.to} (${found.breach.value} ${found.trigger.unit})` : String(because);
}
export const rollbackRefusal = (check: RollbackCheck): Refusal | null =>
  (check.verdict === 'roll-back' ? { code: 'roll_back', facts: { change: check.change, because: check.because, trigger: check.because, deadlineAt: check.deadlineAt, what: whatOf(check) } } : null);

const verdictWords: Record<RollbackCheck['verdict'], string> = {
  healthy: 'healthy: every metric was read and is quiet', watching: 'nothing to roll back for; not every metric has been seen quiet yet', decide: 'a manual trigger is met: the rollback owner decides', 'roll-back': 'roll back',
};
function textOf(check: RollbackCheck, out: string | null): string {
  const rows = check.findings.map((f) => [saidOf(f), f.trigger.isAutomatic ? 'automatic' : 'manual', f.breach ? `met at ${f.breach.to}` : f.isRead ? (f.isQuiet ? 'quiet' : `breached for ${f.longestSeconds} s`) : 'not read', f.readings]);
  return [
    `${check.change}: ${verdictWords[check.verdict]}`, ...(rows.length > 0 ? [table(['Trigger', 'Acts', 'Stands', 'Readings'], rows)] : ['No triggers are set.']), ...(check.deadlineAt === null ? [] : [`Decide by ${check.deadlineAt}; judged at ${check.at}`]),
    ...(check.order === null ? [] : [out === null ? `Order${check.signedBy === null ? ', unsigned' : ''}:\n${check.order.trim()}` : `Order written to ${out}${check.signedBy === null ? ', unsigned' : ''}`]),
  ].join('\n');
}

const rollbackCheck: Command = {
  words: 'rollback-check', about: contract['backout.check'].about, takes: [],
  flags: [
    ownFlag('plan', 'the plan file exported from the change', { isRequired: true }), ownFlag('metrics', 'the readings: CSV, JSON or JSON lines with time, metric, value, unit', { isRequired: true }),
    ownFlag('key', 'key file of the pipeline, which signs the order; else it is unsigned'), ownFlag('trust', 'key (hex) or twelve words of the device that exported the plan'), ownFlag('zone', 'IANA zone of times without an offset'),
  ],
  run: async (desk, { input }) => {
    const { app, bridge } = desk.core();
    const { globals } = desk;
    const key = input['key'] === undefined ? {} : { key: app.stagePath(String(input['key'])), passphrase: await desk.secret() };
    const optional = Object.fromEntries(['trust', 'zone'].flatMap((name) => (input[name] === undefined ? [] : [[name, String(input[name])]])));
    const reply = await bridge.call('backout.check', { plan: app.stagePath(String(input['plan'])), metrics: app.stagePath(String(input['metrics'])), ...key, ...optional });
    // Exit code 1 means roll back and nothing else, so a key that does not open is unusable input here.
    if (!reply.ok) throw reply.error.code === 'wrong_passphrase' ? appError('unreadable_file', { file: String(input['key']), reason: 'the passphrase does not open it' }) : new AppError(reply.error);
    const check = reply.value;
    if (!check.isPlanTrusted) desk.say(`The plan is signed by the device “${check.planSigner}”. Name it with --trust, so that a plan of anybody else is refused.`);
    const out = globals.out !== undefined && check.order !== null && isWritten(resolve(globals.out), check.order, desk) ? resolve(globals.out) : null;
    return { value: check, refusal: rollbackRefusal(check), text: () => textOf(check, out) };
  },
};

/** The verdict stands whether or not the order can be written; then it is on standard output alone. */
function isWritten(path: string, order: string, desk: Desk): boolean {
  try {
    writeFileSync(path, order, { flush: true });
    return true;
  } catch {
    desk.say(`The order cannot be written to ${path}; it is printed instead.`);
    return false;
  }
}

export const rollbackCommands: readonly Command[] = [rollbackCheck];
