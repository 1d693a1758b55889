// Record numbers: letter, site code, count (capabilities, section 2).

/** Sites in the order key of a number: codes of up to four letters and digits. */
export const sitesPerNumber = 36 ** 4;
/** The place of a record in every list: its number, then its site. The same wherever and whenever it arrives, so that laptops agree. */
export function orderOf(number: string): number {
  const [, site = '', count = '0'] = number.split('-');
  return (Number(count) || 0) * sitesPerNumber + (Number.parseInt(site, 36) || 0) % sitesPerNumber;
}
