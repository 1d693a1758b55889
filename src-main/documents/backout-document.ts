// What a printed backout sheet says, as plain data: what whoever rolls back at night needs on paper.
import type { Span, TrailMark } from './minutes-document.ts';

export type BackoutStepLine = { title: string; owner: string; minutes: number; script: string; verification: string; done: string };
export type BackoutDocument = {
  organisation: string; number: string; title: string; service: string | null; environment: string; zone: string; window: Span | null; deadlineAt: string | null;
  owner: string; deputy: string; minutes: number; version: string; pointOfNoReturn: string; data: string; limitations: string; objectives: string;
  steps: BackoutStepLine[]; scripts: { name: string; sha256: string }[]; triggers: { said: string; acts: string }[];
  review: string; rehearsal: string; order: string; dissents: string[]; gaps: string[];
  trail: TrailMark; rootWords: string; caFingerprint: string; madeAt: string;
};
