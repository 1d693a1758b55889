/**
 * With this the order of day and month in a date field follows the page's `lang`, as every other date of the page does, and not
 * the language packs this machine happens to have. A command-line switch for the language would also change the system's own dialogs.
 */
export const formLanguageFeature = 'LangAttributeAwareFormControlUI';
