// What Gavel uses of semver 7, which comes without types of its own.
declare module 'semver' {
  const semver: {
    /** The normal form of a version, null where it is none. */
    valid(version: string): string | null;
    /** The normal form of a range, null where it is none. */
    validRange(range: string): string | null;
    satisfies(version: string, range: string): boolean;
    /** Whether one version lies in both ranges. */
    intersects(range: string, other: string): boolean;
  };
  export default semver;
}
