// The controls that are shipped, with what they are mapped to (AUD-04): the identifiers of their sources, in our own words. A mapping made here is version 0.
import type { ChangeFields } from '#contract/change.ts';
import type { frameworks } from '#contract/controls.ts';
import type { EvidenceKind } from './policy-document.ts';

export type Framework = (typeof frameworks)[number];
export type Mapped = { rules: readonly string[]; fields: readonly (keyof ChangeFields)[]; evidence: readonly EvidenceKind[] };
export type LibraryControl = Mapped & { control: string; framework: Framework; title: string; text: string };

const control = (framework: Framework, id: string, told: { title: string; text: string } & Partial<Mapped>): LibraryControl => ({ rules: [], fields: [], evidence: [], ...told, framework, control: `${framework}/${id}` });
const authorised = 'unauthorised-deployments';
const duties = 'duty-conflicts';
const evidence = 'missing-evidence';
const exceptions = 'expired-exceptions';
const freezes = 'freeze-breaches';
const reviews = 'late-reviews';
const access = 'overdue-access-reviews';

export const controlLibrary: readonly LibraryControl[] = [
  control('SOX', 'CC-1', { title: 'Changes to financial systems are authorised', text: 'Nothing that financial reporting rests on is changed in production before somebody with that authority has said yes.', rules: [authorised] }),
  control('SOX', 'CC-2', { title: 'The business owner agrees', text: 'Whoever answers for the figures has agreed to the change, and has neither asked for it nor carried it out.', rules: [duties] }),
  control('SOX', 'CC-3', { title: 'Duties are kept apart', text: 'Asking, approving, carrying out and checking a change lie with different people.', rules: [duties] }),
  control('SOX', 'CC-4', { title: 'Changes are tested before they go live', text: 'Tests were planned, run, and their results kept before the deployment began.', rules: [evidence], fields: ['testPlan'], evidence: ['test-results'] }),
  control('SOX', 'CC-5', { title: 'A change can be taken back', text: 'How to return to the state before is written down before the deployment.', fields: ['backoutPlan'] }),
  control('SOX', 'CC-6', { title: 'Emergencies are looked at afterwards', text: 'What was done in haste is reviewed within the time that was set for it.', rules: [reviews, authorised] }),
  control('HIPAA', '164.308(a)(1)(ii)(D)', { title: 'Records of activity are reviewed', text: 'What happened on systems with health data is looked at regularly, exceptions included.', rules: [reviews, exceptions] }),
  control('HIPAA', '164.308(a)(4)', { title: 'Access is granted and taken back on purpose', text: 'Who may reach health data is decided, written down and gone over again.', rules: [access] }),
  control('HIPAA', '164.308(a)(8)', { title: 'Changes are evaluated', text: 'When systems or operations change, it is judged anew whether safeguards still suffice.', rules: [authorised], fields: ['dataClassification'] }),
  control('HIPAA', '164.312(b)', { title: 'Activity is recorded', text: 'Systems with health data leave records that can be examined.', rules: [authorised], evidence: ['test-results'] }),
  control('HIPAA', '164.312(c)(1)', { title: 'Data is not altered by mistake or on purpose', text: 'A change that could alter health data was tested first.', rules: [evidence] }),
  control('GDPR', '5(2)', { title: 'Compliance can be shown', text: 'For what touches personal data it is on record who decided and why.', rules: [authorised, exceptions] }),
  control('GDPR', '25', { title: 'Data protection from the start', text: 'What a change does to personal data is said before it is authorised.', fields: ['dataClassification'] }),
  control('GDPR', '32', { title: 'Processing stays secure', text: 'Changes to processing are tested, and only the right people make them.', rules: [evidence, duties, access] }),
  control('GDPR', '35', { title: 'High risks are assessed first', text: 'Where people are put at high risk, the assessment comes before the change.', fields: ['dataClassification', 'justification'] }),
  control('ISO27001', 'A.5.3', { title: 'Segregation of duties', text: 'Conflicting duties are held by different people.', rules: [duties] }),
  control('ISO27001', 'A.5.18', { title: 'Access rights', text: 'Rights are granted, reviewed and removed by rule.', rules: [access] }),
  control('ISO27001', 'A.5.28', { title: 'Collection of evidence', text: 'Evidence is gathered and kept so that it can be relied on.', rules: [evidence] }),
  control('ISO27001', 'A.5.36', { title: 'Compliance with policies and rules', text: 'Whether rules are kept is checked regularly; what departs from them is a decision with an end.', rules: [exceptions, reviews] }),
  control('ISO27001', 'A.8.19', { title: 'Installation of software on operational systems', text: 'What goes onto live systems was authorised, and when it may go there is kept to.', rules: [authorised, freezes] }),
  control('ISO27001', 'A.8.29', { title: 'Security testing in development and acceptance', text: 'Security tests belong to getting a change accepted.', rules: [evidence] }),
  control('ISO27001', 'A.8.32', { title: 'Change management', text: 'Changes to systems follow a procedure from request to review.', rules: [authorised, evidence, freezes, reviews], fields: ['implementationPlan', 'backoutPlan'] }),
  control('SOC2', 'CC3.4', { title: 'Changes are part of the risk picture', text: 'What changes in the organisation and its systems is judged for its risk.', fields: ['impact'] }),
  control('SOC2', 'CC5.2', { title: 'Controls over technology', text: 'Technology that the objectives rest on is under controls, conflicting duties included.', rules: [duties, exceptions] }),
  control('SOC2', 'CC6.3', { title: 'Access follows roles', text: 'Access is given, changed and removed by role, and gone over again.', rules: [access, duties] }),
  control('SOC2', 'CC7.5', { title: 'Recovery from incidents', text: 'After an incident the way back is carried out, and what was learnt is written down.', rules: [reviews], fields: ['backoutPlan'] }),
  control('SOC2', 'CC8.1', { title: 'Changes are authorised, tested and approved', text: 'From design to operation a change is authorised, tested, approved and documented.', rules: [authorised, evidence, duties] }),
  control('INT', 'CAB-1', { title: 'Freezes are kept', text: 'Nothing is deployed into a freeze but what the freeze or its owner lets pass.', rules: [freezes] }),
  control('INT', 'CAB-2', { title: 'Departures from rules end', text: 'Nobody leans on an exception whose time is over.', rules: [exceptions] }),
];

/** Rules of the house that an exception would be asked from, by the compliance rule that tests them. */
export const waivedBy: Readonly<Record<string, readonly string[]>> = { [duties]: ['APR-03'], [evidence]: ['APR-05', 'LEG-05'], [freezes]: ['CAL-02', 'CAL-06'] };
