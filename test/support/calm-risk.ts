// A risk form without a worry in it, signed: the score follows from the service and the impact.
import { questions } from '../../src-main/domain/questionnaire.ts';

export const calmRisk = { sensitivity: 'internal' as const, users: 400, reversibility: 'rehearsed' as const, answers: questions.map(({ id }) => ({ question: id, answer: 'no' as const })), sign: true };
