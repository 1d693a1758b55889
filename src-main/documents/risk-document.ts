// What a printed risk assessment says, as plain data: the same answer the risk page shows.
import type { RiskTier, Span, TrailMark } from './minutes-document.ts';

export type RiskFactorLine = { label: string; points: number; most: number; because: string; /** Points at the signature; null where nobody has signed. */ signed: number | null };
export type RiskAnswerLine = { question: string; answer: string; mitigation: string; residual: string; by: string; isOpen: boolean };
export type RiskDocument = {
  organisation: string; site: string; number: string; title: string; service: string | null; owner: string; zone: string; window: Span | null;
  score: number; tier: RiskTier; deciding: string; policy: string; questionnaire: string;
  factors: RiskFactorLine[]; impact: string; reversibility: string;
  sections: { label: string; answers: RiskAnswerLine[] }[];
  lower: { points: number; text: string }[]; gaps: string[];
  /** `status` in words; `signed` is the signature in force. */
  status: string; signed: { by: string; role: string; at: string; score: number; tier: RiskTier; scope: string } | null; earlier: { by: string; at: string; score: number; tier: RiskTier }[];
  trail: TrailMark; rootWords: string; caFingerprint: string; madeAt: string;
};
