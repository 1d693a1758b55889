// Signing says what is signed: the score, the tier, and that the answers behind them are meant.
import type { RiskRecord } from '#contract/risk.ts';
import { useCommand } from '../../data/use-command.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { RiskMark } from '../../ui/marks.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted, tierWords } from '../../ui/words.ts';

export function SignDialog({ risk, onClose }: { risk: RiskRecord; onClose: () => void }) {
  const sign = useCommand('risk.sign');
  const unknown = risk.sections.flatMap(({ questions }) => questions).filter(({ said }) => said?.answer === 'unknown').length;
  const send = async (): Promise<void> => {
    if (!(await sign.run({ change: risk.id, score: risk.score })).ok) return;
    showToast({ text: `The risk of ${risk.number} is signed as ${tierWords[risk.tier]} ${risk.score}.` });
    onClose();
  };
  return (
    <ConfirmDialog title={`Sign the risk assessment of ${risk.number}?`} verb="Sign" isOpen isPending={sign.isPending} error={sign.error} onConfirm={() => { void send(); }} onClose={onClose} consequence={(
      <>
        <p><RiskMark tier={risk.tier} score={risk.score} isPill /> {risk.deciding.said}.</p>
        <p>Your signature covers the score, its six parts and all {risk.sections.reduce((sum, { questions }) => sum + questions.length, 0)} answers, for service, items, environment and plans as they are now. When one of them changes, it has to be signed again.{unknown > 0 && ` ${counted(unknown, 'answer')} will stand as unknown and count as the worst.`}</p>
      </>
    )} />
  );
}
