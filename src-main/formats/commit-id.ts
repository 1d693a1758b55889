// The commit a report or a build speaks of, in the places where tools put it.

const whole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const shortOrWhole = /^[0-9a-f]{7,64}$/;
const digest = /^sha256:[0-9a-f]{64}$/;
const isNull = (id: string): boolean => /^0+$/.test(id);

/** A commit ID of Git or Mercurial in lower case, 7 to 64 hexadecimal digits; null for anything else, all zeros included. */
export function commitId(text: string): string | null {
  const id = text.trim().toLowerCase();
  return shortOrWhole.test(id) && !isNull(id) ? id : null;
}

/** The same where any text may stand, so that only a whole ID can be meant: 40 or 64 digits. */
export function wholeCommitId(text: string): string | null {
  const id = text.trim().toLowerCase();
  return whole.test(id) && !isNull(id) ? id : null;
}

/** `sha256:` and 64 hexadecimal digits in lower case, or null. */
export function artefactDigest(text: string): string | null {
  const value = text.trim().toLowerCase();
  return digest.test(value) ? value : null;
}

const commitNames = new Set([
  'commit', 'commitid', 'commitsha', 'commithash', 'gitcommit', 'gitcommitid', 'gitcommitidfull', 'gitcommitsha', 'gitsha', 'sha', 'revision', 'gitrevision',
  'vcsrevision', 'scmrevision', 'buildcommit', 'sourcecommit', 'cicommitsha', 'githubsha', 'envgitcommit', 'envcicommitsha', 'envgithubsha',
]);
const artefactNames = new Set(['artefact', 'artifact', 'artefactdigest', 'artifactdigest', 'artefactsha256', 'artifactsha256', 'imagedigest', 'digest']);
const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Whether a property of this name holds a commit ID, such as `git.commit.id` or `CI_COMMIT_SHA`. */
export const namesCommit = (name: string): boolean => commitNames.has(plainName(name));
export const namesArtefact = (name: string): boolean => artefactNames.has(plainName(name));

/** The one value all agree on; null when there is none, or when two differ (an abbreviation agrees with its whole). */
export function agreed(found: ReadonlySet<string>): { value: string | null; isDisputed: boolean } {
  const [longest, ...others] = [...found].sort((a, b) => b.length - a.length);
  if (longest === undefined) return { value: null, isDisputed: false };
  const isDisputed = others.some((other) => !longest.startsWith(other));
  return { value: isDisputed ? null : longest, isDisputed };
}
