// The parts of a change's page beside the record itself, each on a tab of its own. They load when they are first needed.
import type { ComponentType } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { onDemand } from '../../app/on-demand.tsx';

/** `id` stands in the address (`#/changes/C-A1-0412/risk`) and in what a gate says is missing. */
export type Part = { id: string; label: string; /** Absent: for every change. */ isFor?: (record: ChangeRecord) => boolean; Content: ComponentType<{ record: ChangeRecord }> };

export const parts: readonly Part[] = [
  { id: 'approval', label: 'Approval', Content: onDemand(async () => (await import('../policy/approval-part.tsx')).ApprovalPart) },
  { id: 'impact', label: 'Impact', Content: onDemand(async () => (await import('../impact/impact-part.tsx')).ImpactPart) },
  { id: 'reviews', label: 'Reviews and evidence', Content: onDemand(async () => (await import('../reviews/reviews-part.tsx')).ReviewsPart) },
  { id: 'risk', label: 'Risk', Content: onDemand(async () => (await import('../risk/risk-part.tsx')).RiskPart) },
  { id: 'emergency', label: 'Emergency', isFor: ({ fields }) => fields.type === 'emergency', Content: onDemand(async () => (await import('../emergency/emergency-part.tsx')).EmergencyPart) },
  { id: 'backout', label: 'Backout', Content: onDemand(async () => (await import('../backout/backout-part.tsx')).BackoutPart) },
  { id: 'window', label: 'Window', Content: onDemand(async () => (await import('../window/window-part.tsx')).WindowPart) },
  { id: 'legacy', label: 'Legacy', Content: onDemand(async () => (await import('../legacy/legacy-part.tsx')).LegacyPart) },
  { id: 'deployment', label: 'Deployment', Content: onDemand(async () => (await import('../token/deployment-part.tsx')).DeploymentPart) },
];
