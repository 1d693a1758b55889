// What a printed pre-read says, as plain data: the agenda and a page for each item.
import type { RiskTier, Span, TrailMark } from './minutes-document.ts';

export type PreReadEntry = { position: number; ref: string; title: string; risk: { tier: RiskTier; score: number } | null; minutes: number; /** Something about past outcomes of its service. */ remark: string };
export type PreReadTopic = { title: string; lines: { text: string; change: string; said: string; isOverdue: boolean }[]; more: number };
export type PreReadItem = {
  position: number; ref: string; title: string; risk: { tier: RiskTier; score: number } | null; service: string; environment: string; owner: string; requester: string; window: Span | null; zone: string; minutes: number;
  /** Headed texts of the record; empty ones are left out. */ texts: { title: string; text: string }[]; conflicts: string[]; record: string; findings: { text: string; owner: string; dueOn: string; from: string }[]; gaps: string[];
};
export type PreReadDocument = {
  organisation: string; site: string; board: string; number: string; zone: string; held: Span; lengthMinutes: number; plannedMinutes: number; /** Items at the end that do not fit. */ over: number; note: string;
  agenda: PreReadEntry[]; topics: PreReadTopic[]; items: PreReadItem[];
  trail: TrailMark; rootWords: string; caFingerprint: string; madeAt: string;
};
