// The parts of a change's page beside the record itself, each on a tab of its own. They load when they are first needed.
import { lazy } from 'react';
import type { ComponentType } from 'react';
import type { ChangeRecord } from '#contract/change.ts';

/** `id` stands in the address (`#/changes/C-A1-0412/risk`) and in what a gate says is missing. */
export type Part = { id: string; label: string; /** Absent: for every change. */ isFor?: (record: ChangeRecord) => boolean; Content: ComponentType<{ record: ChangeRecord }> };

/** A component that a module exports by name, loaded when it is shown. */
export const part = (load: () => Promise<ComponentType<{ record: ChangeRecord }>>): Part['Content'] => lazy(async () => ({ default: await load() }));

export const parts: readonly Part[] = [
  { id: 'approval', label: 'Approval', Content: part(async () => (await import('../policy/approval-part.tsx')).ApprovalPart) },
  { id: 'impact', label: 'Impact', Content: part(async () => (await import('../impact/impact-part.tsx')).ImpactPart) },
  { id: 'reviews', label: 'Reviews and evidence', Content: part(async () => (await import('../reviews/reviews-part.tsx')).ReviewsPart) },
  { id: 'risk', label: 'Risk', Content: part(async () => (await import('../risk/risk-part.tsx')).RiskPart) },
  { id: 'emergency', label: 'Emergency', isFor: ({ fields }) => fields.type === 'emergency', Content: part(async () => (await import('../emergency/emergency-part.tsx')).EmergencyPart) },
  { id: 'backout', label: 'Backout', Content: part(async () => (await import('../backout/backout-part.tsx')).BackoutPart) },
  { id: 'window', label: 'Window', Content: part(async () => (await import('../window/window-part.tsx')).WindowPart) },
  { id: 'legacy', label: 'Legacy', Content: part(async () => (await import('../legacy/legacy-part.tsx')).LegacyPart) },
  { id: 'deployment', label: 'Deployment', Content: part(async () => (await import('../token/deployment-part.tsx')).DeploymentPart) },
];
