// The questions of the risk assessment as data (RISK-02). Every question is put so that “yes” is the risk; a changed meaning gets a new id, and any change a new version.

export const questionnaireVersion = '2026-1';

export const sectionIds = ['data', 'performance', 'integration', 'security', 'operability'] as const;
export type SectionId = (typeof sectionIds)[number];
/** `id` begins with the id of its section and a full stop. `hint` says what a useful mitigation names. */
export type Question = { id: string; text: string; hint: string };
export type Section = { id: SectionId; label: string; questions: readonly Question[] };

export const questionnaire: readonly Section[] = [
  { id: 'data', label: 'Data integrity', questions: [
    { id: 'data.convert', text: 'Does it convert, move or delete stored data?', hint: 'Which copy stays until the result is checked?' },
    { id: 'data.schema', text: 'Does it alter a schema that other code reads or writes?', hint: 'How do old and new code work side by side?' },
    { id: 'data.halfway', text: 'Could records be lost or doubled if it stops half-way?', hint: 'How is it resumed, and how is the gap found?' },
    { id: 'data.restore', text: 'Would restoring the last backup lose data that nobody can enter again?', hint: 'What is written down or replayed meanwhile?' },
    { id: 'data.unnoticed', text: 'Could wrong data stay unnoticed for more than a day?', hint: 'Which check compares before and after?' },
  ] },
  { id: 'performance', label: 'Performance', questions: [
    { id: 'performance.path', text: 'Does it add work to a path that every request takes?', hint: 'What was measured, on which build?' },
    { id: 'performance.untested', text: 'Has it yet to be tested under the load of a busy hour?', hint: 'Which load test comes, and when?' },
    { id: 'performance.headroom', text: 'Does it need memory, storage or connections that are nearly used up?', hint: 'How much is free, and what is the alarm?' },
    { id: 'performance.cutoff', text: 'Could it delay a batch run or miss a cut-off time?', hint: 'How much slack is there, and who decides?' },
    { id: 'performance.cold', text: 'Will caches or indexes be cold when users arrive?', hint: 'How are they warmed before that?' },
  ] },
  { id: 'integration', label: 'Integration points', questions: [
    { id: 'integration.format', text: 'Does it change a message or file format that another service reads?', hint: 'Who has confirmed the new format?' },
    { id: 'integration.partner', text: 'Does a third party have to act in the same window?', hint: 'Who, and what if they do not?' },
    { id: 'integration.consumers', text: 'Are there consumers that were not tested against the new version?', hint: 'What limits the damage to them?' },
    { id: 'integration.order', text: 'Must several systems change in a fixed order?', hint: 'Who holds the order, and where may it stop?' },
    { id: 'integration.switch', text: 'Would switching the integration off need a release?', hint: 'What can be done at once instead?' },
  ] },
  { id: 'security', label: 'Security', questions: [
    { id: 'security.access', text: 'Does it change who can sign in or what they may do?', hint: 'Who has compared the rights before and after?' },
    { id: 'security.exposure', text: 'Does it open a port, an address or an interface to a wider network?', hint: 'What stands in front of it?' },
    { id: 'security.secrets', text: 'Does it handle keys, certificates or passwords?', hint: 'Who sees them, and where do the old ones end?' },
    { id: 'security.components', text: 'Does it bring in components whose weaknesses nobody has looked up?', hint: 'Which scan comes, and who reads it?' },
    { id: 'security.silent', text: 'Will any security record or alarm be silent while it runs?', hint: 'For how long, and who watches instead?' },
  ] },
  { id: 'operability', label: 'Operability', questions: [
    { id: 'operability.alarm', text: 'Could it fail without an alarm being raised?', hint: 'What is watched by hand, and until when?' },
    { id: 'operability.person', text: 'Does it depend on what one person knows?', hint: 'Who else has done it or could?' },
    { id: 'operability.unwritten', text: 'Are there steps by hand that are not written down?', hint: 'Who writes them, and who tries them out?' },
    { id: 'operability.first', text: 'Is it the first time that this is done in production?', hint: 'Where was it done before, how alike is that?' },
    { id: 'operability.support', text: 'Will the service desk or the night shift meet something they were not told of?', hint: 'Who tells them, and when?' },
  ] },
];
export const questions: readonly Question[] = questionnaire.flatMap((section) => section.questions);
