// What a printed set of minutes says, as plain data. Whoever gathers it has already asked every question;
// the printer formats instants in `zone` and computes nothing else.

export type RiskTier = 'low' | 'medium' | 'high' | 'critical';
export type Outcome = 'approved' | 'approved-with-conditions' | 'deferred' | 'rejected' | 'withdrawn' | 'referred' | 'noted';
/** UTC instants, ISO. */
export type Span = { fromAt: string; toAt: string };

export type Attendee = { name: string; function: string; isVoting: boolean; seat: string; status: string; fromAt?: string | null; toAt?: string | null };
export type Condition = { text: string; owner: string; dueAt: string; when?: string; isBlocking: boolean };
export type Action = { text: string; owner: string; dueAt: string; item?: string };
export type MinutesItem = {
  ref: string; title: string; service?: string | null; risk: { tier: RiskTier; score: number } | null; window: Span | null;
  conflicts: string[]; votes: { name: string; vote: string }[]; outcome: Outcome | null; rationale: string;
  conditions: Condition[]; /** Whole minutes. */ minutesUsed: number | null; minutesPlanned?: number; /** What else happened on this item, one sentence each. */ remarks?: string[]; signature: string | null; decidedBy?: string | null; decidedAt?: string | null;
};
/** Where the trail stood when the document was made; `checkpoint` is the text that was signed. */
export type TrailMark = { feed: string; count: number; head: string; checkpoint: string };

export type MinutesDocument = {
  organisation: string; site: string; board: string; number: string; title: string; revision: number;
  /** IANA zone of every time printed. */
  zone: string; place: string; held: Span; agendaFrozenAt?: string | null; policy?: string | null;
  chair: string; secretary: string | null; summary?: string | null;
  attendance: Attendee[]; /** How many could vote after every arrival and departure, and the proxies; one sentence each. */ quorum: string[]; notes?: string[]; refusedBallots?: string[]; items: MinutesItem[]; actions: Action[]; gaps: string[];
  /** `digest` is SHA-256 (hex) of what the chair signed, as the trail has it. */
  signed: { by: string; at: string; key: string; digest?: string } | null; /** Corrections, each under a signature of its own; the text above stays as it was signed. */ addenda?: { title: string; text: string }[];
  trail: TrailMark; rootWords: string; caFingerprint: string; madeAt: string;
};
