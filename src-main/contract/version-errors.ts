// Refusals about versions that run, that are planned, and that files name (REL-04).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const versionErrors = {
  version_invalid: entry('invalid', (f) => `“${t(f['version'])}” is no version. Write it as 2.4.1; 2.4 stands for 2.4.0.`),
  version_range_invalid: entry('invalid', (f) => `Line ${t(f['line'])}: “${t(f['range'])}” is no range of versions of ${t(f['name'])}. Write it as >=2.0 <3.0, ^2.4 or 2.x.`),
  need_unreadable: entry('invalid', (f) => `Line ${t(f['line'])}: “${t(f['text'])}” does not name a service or library and its range. Write it as Core ledger@>=5.0 <6.0.`),
  too_many_needs: entry('invalid', (f) => `A version has at most ${t(f['most'])} needs.`),
  version_place_missing: entry('invalid', () => 'Say whose version the file is: a service and an environment, and for a planned one the release and the change that deploys it.'),
  not_an_sbom: entry('invalid', (f) => `${t(f['file']) || 'This file'} is no CycloneDX bill of materials that can be read${f['reason'] ? `: ${t(f['reason'])}` : ''}.`),
  sbom_version_missing: entry('invalid', (f) => `${t(f['component']) || 'The main component'} has ${f['version'] ? `the version “${t(f['version'])}”, which is none of the kind 2.4.1` : 'no version'} in this file. Say which version it is.`),
  versions_clash: entry('refused', (f) => `After step ${t(f['step'])}, ${t(f['environment'])}: ${t(f['consumer'])} needs ${t(f['provider'])} ${t(f['wanted'])}, and ${t(f['found']) || 'none'} runs there. Put them in another order, or plan a version that fits.`),
  versions_too_early: entry('refused', (f) => `After step ${t(f['step'])}, ${t(f['environment'])}: ${t(f['consumer'])} needs ${t(f['provider'])} ${t(f['wanted'])}, which comes with a later step. Put them in another order.`),
  versions_contested: entry('refused', (f) => `After step ${t(f['step'])}, ${t(f['environment'])}: ${t(f['consumer'])} wants ${t(f['wanted'])} and ${t(f['provider'])} wants ${t(f['found'])}; no version is both.`),
} satisfies Record<string, Entry>;
