// How a team works (CHG-04): five answers, a deployment frequency, the profile they recommend, and the one that was chosen.
import { operatingProfiles, profileQuestions } from '#contract/policy.ts';
import type { OperatingProfile, ProfileQuestion } from '#contract/policy.ts';
import type { DomainEvent, StampedEvent } from './event.ts';
import { idOf, subjectOf } from './event.ts';
import { oneIn, recordIn, textIn, wholeIn } from './json-values.ts';
import { strictness } from './matrix.ts';
import type { Route } from './matrix.ts';
import type { Authority, PolicyDocument } from './policy-document.ts';
import { needs } from './roles.ts';
import type { Kept } from './sheet.ts';
import { sheet, writeKept } from './sheet.ts';
import { addDays } from './spans.ts';
import { accept, firstRefusal, refuse } from './verdict.ts';
import type { By, Refused, Verdict } from './verdict.ts';

export type Scored = {
  answers: Record<ProfileQuestion, number>; perMonth: number; chosen: OperatingProfile; recommended: OperatingProfile;
  /** Failure rate of twelve months in basis points as it was then; null where nothing was completed. */
  failures: number | null; reason: string; owner: string;
};
export type Profile = { id: string; about: 'team' | 'service'; name: string; scored: Kept<Scored> };
type Events = Verdict<DomainEvent>;

function scoredIn({ data, text }: StampedEvent): Scored | null {
  const given = recordIn(data['answers']);
  const answers = Object.fromEntries(profileQuestions.map((question) => [question, wholeIn(given[question], 1, 5)]));
  const perMonth = wholeIn(data['perMonth'], 0, 1_000_000);
  const chosen = oneIn(data['chosen'], operatingProfiles);
  const recommended = oneIn(data['recommended'], operatingProfiles);
  if (Object.values(answers).includes(null) || perMonth === null || chosen === null || recommended === null) return null;
  return { answers: answers as Scored['answers'], perMonth, chosen, recommended, failures: wholeIn(data['failures'], 0, 10_000), reason: textIn(text['reason']), owner: textIn(data['owner']) };
}

export const profileSheet = sheet<Profile>({
  name: 'profile', kind: 'profile', types: ['profile.scored'],
  fold: (profile, event, cause) => {
    const scored = scoredIn(event);
    if (scored === null) return profile;
    const { id, about, name } = profile ?? { id: idOf(event.subject), about: oneIn(event.data['about'], ['team', 'service'] as const) ?? 'team', name: textIn(event.text['name']) };
    return { id, about, name, scored: writeKept(profile?.scored, scored, event, { key: 'profile:scored', cause }) };
  },
  columns: ({ name, scored }) => ({ label: name, state: scored.value.chosen, dueAt: null }),
});

/** Average of the five answers in hundredths. */
export const averageOf = (answers: Record<ProfileQuestion, number>): number => Math.round((profileQuestions.reduce((sum, question) => sum + answers[question], 0) * 100) / profileQuestions.length);

/** CHG-04: continuous needs a high average and a low failure rate that is known; a high failure rate asks for a plan whatever the answers. `failures` in basis points. */
export function recommendProfile(answers: Record<ProfileQuestion, number>, failures: number | null, { profile }: PolicyDocument): OperatingProfile {
  const average = averageOf(answers);
  if (failures !== null && failures >= profile.planDrivenFailures * 100) return 'plan-driven';
  if (average >= profile.continuousAverage && failures !== null && failures <= profile.continuousFailures * 100) return 'continuous';
  return average >= profile.hybridAverage ? 'hybrid' : 'plan-driven';
}

/** CHG-04: the least authority under each profile; the matrix may ask for a stricter one. */
const floors: Record<OperatingProfile, Authority> = { continuous: 'peer', hybrid: 'team-lead', 'plan-driven': 'change-manager' };
export type ProfiledRoute = Omit<Route, 'because'> & { because: Route['because'] | { code: 'profile'; name: string; profile: OperatingProfile } };
/** The strictest profile that speaks about a change raises what the matrix said; it never lowers it. */
export function withProfiles(route: Route, profiles: readonly Profile[]): ProfiledRoute {
  const strictest = profiles.toSorted((a, b) => strictness(floors[b.scored.value.chosen]) - strictness(floors[a.scored.value.chosen]))[0];
  if (!strictest) return route;
  const floor = floors[strictest.scored.value.chosen];
  if (strictness(floor) <= strictness(route.authority)) return route;
  return { ...route, authority: floor, because: { code: 'profile', name: strictest.name, profile: strictest.scored.value.chosen } };
}

/** The day a profile is to be looked at again, in UTC. */
export const reviewAt = (at: string, policy: PolicyDocument): string => addDays(at, policy.profileDays);

/** CHG-04: why a profile is to be reviewed now: its day has come, or what is known today recommends another one than was recommended then. */
export function reviewReasons(profile: Profile, failures: number | null, policy: PolicyDocument, now: string): ('due' | 'recommendation')[] {
  const { value, at } = profile.scored;
  return [...(reviewAt(at, policy) <= now ? ['due' as const] : []), ...(recommendProfile(value.answers, failures, policy) === value.recommended ? [] : ['recommendation' as const])];
}

export const mayScoreProfile = ({ actor }: By): Refused | null => needs('keepProfiles', actor);
export type Scoring = { id: string; about: 'team' | 'service'; name: string; answers: Record<ProfileQuestion, number>; perMonth: number; chosen: OperatingProfile | null; reason: string; owner: string | null };
/** CHG-04: takes the recommendation, or says why not and who answers for it. */
export function scoreProfile(input: Scoring, failures: number | null, policy: PolicyDocument, by: By): Events {
  const recommended = recommendProfile(input.answers, failures, policy);
  const chosen = input.chosen ?? recommended;
  const isOther = chosen !== recommended;
  const no = firstRefusal(mayScoreProfile(by),
    isOther && input.reason.trim() === '' ? refuse('reason_needed', { what: `${chosen} where ${recommended} is recommended` }, { field: 'reason' }) : null,
    isOther && input.owner === null ? refuse('owner_needed', { what: 'a profile that is not the recommended one' }, { field: 'owner' }) : null);
  return no ?? accept({ type: 'profile.scored', subject: subjectOf('profile', input.id),
    data: { about: input.about, answers: { ...input.answers }, perMonth: input.perMonth, chosen, recommended, failures, owner: input.owner ?? '' },
    text: { name: input.name, ...(input.reason.trim() === '' ? {} : { reason: input.reason }) } });
}
