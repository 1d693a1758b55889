// The deployment of a change: what keeps a token back, the tokens issued and how they stand, and what the pipeline is told (DEP-01, DEP-02).
import { useState } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import type { Output } from '#contract/index.ts';
import { useActions } from '../../app/actions.ts';
import { useQuery } from '../../data/use-query.ts';
import { RefusalCard } from '../../ui/refusal.tsx';
import { BeforeToken } from './before-token.tsx';
import { GateCard } from './gate-card.tsx';
import { IssueDialog } from './issue-dialog.tsx';
import { ListsCard } from './lists-card.tsx';
import { TokensCard } from './tokens-card.tsx';
import s from './token.module.css';

export type Deployment = Output<'token.list'>;
export type CardProps = { record: ChangeRecord; deployment: Deployment };

export function DeploymentPart({ record }: { record: ChangeRecord }) {
  const answer = useQuery('token.list', { change: record.id });
  if (answer.value !== undefined) return <Deploying record={record} deployment={answer.value} />;
  return answer.error ? <RefusalCard refusal={answer.error} /> : <p className="dim" aria-busy="true">Loading…</p>;
}

function Deploying({ record, deployment }: CardProps) {
  const [isIssuing, setIssuing] = useState(false);
  const issue = (): void => { setIssuing(true); };
  useActions([{ id: 'token.issue', label: 'Issue a deployment token…', hotkey: 'T', group: record.number, may: deployment.mayIssue, run: issue }]);
  return (
    <div className={s.part}>
      <div className={s.column}>
        <BeforeToken record={record} deployment={deployment} onIssue={issue} />
        <TokensCard record={record} deployment={deployment} />
      </div>
      <div className={s.column}>
        <GateCard record={record} deployment={deployment} />
        <ListsCard />
      </div>
      {isIssuing && <IssueDialog record={record} deployment={deployment} onClose={() => { setIssuing(false); }} />}
    </div>
  );
}
