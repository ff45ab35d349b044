/**
 * Codes that are derived from texts of the data set which name people and are not kept. Rough by design: a keyword is a keyword, and the
 * rating says so. The words are those of the data set; whoever is meant by them is named in data, not here.
 */
const sourceWords: readonly (readonly [side: 'government' | 'armed-group' | 'independent' | 'memorial-list', words: RegExp])[] = [
  ['memorial-list', /mem[a-z]{1,6} ?book|memorial|книга пам/i],
  [
    'armed-group',
    /\b(dpr|lpr|dnr|lnr|днр|лнр)\b|people.?s republic|donetsk republic|rebel|separatist|insurgent|militia|ombudsm[ae]n|donetsk news agency|\bdan\b|novorossi|republic.s (?:defen[cs]e|official)/i,
  ],
  [
    'government',
    /\b(jfo|ato|sbu|unian|ukrinform|nsdc)\b|joint forces|anti-terrorist|ukrain\w* (?:military|army|troops|forces|government|authorities|officials?|president|police|intelligence|soldiers?|spokes\w+|defen[cs]e|security|border|ministry|national|state)|(?:ministry|army|forces|military) of (?:defen[cs]e of )?ukraine|defen[cs]e ministry of ukraine|kiev|kyiv|euromaidan|military spokes|general prosecutor|regional administration|interior minist|national guard|governor|police|azov|presidential|\bgovernment|\barmy\b|\bmilitary\b|general staff|regional (?:state|civil)|prosecutor general|\bbrigade\b|\bnon-gov\w* source/i,
  ],
  [
    'independent',
    /\b(osce|ohchr|un|icg|hrw|afp|reuters|bbc|icrc|smm|amnesty)\b|united nations|crisis ?watch|crisis group|human rights watch|livemap|journalist|witness|residents?|locals?\b/i,
  ],
];

/** government, armed-group, both, independent, memorial-list or unknown: who said it first. */
export function allegedByOf(original: string): string {
  const text = original.replace(/ombudsm[ae]n of ukraine/gi, 'ukrainian state');
  const found = sourceWords.filter(([, words]) => words.test(text)).map(([side]) => side);
  if (found.includes('government') && found.includes('armed-group')) return 'both';
  return (['government', 'armed-group', 'independent', 'memorial-list'] as const).find((side) => found.includes(side)) ?? 'unknown';
}

const meansWords: readonly (readonly [means: string, words: RegExp])[] = [
  ['mine', /\b(?:land)?mines?\b|booby|trip ?wire|explosive device|\bieds?\b|подорвал/i],
  ['air', /air ?strike|air ?raid|war ?planes?|fighter jets?|helicopter/i],
  ['uav', /\bdrones?\b|\buavs?\b|бпла|беспилотник/i],
  ['shelling', /shell(?:s|ed|ing|fire)?\b|mortar|artiller|\bgrad\b|howitzer|bombard|обстрел|minomet/i],
  ['small-arms', /sniper|small arms|machine.?gun|снайпер/i],
];

/** The means of an act where a headline names exactly one: shelling, mine, small-arms, uav, air; undetermined otherwise. */
export function meansOf(headlines: string): string {
  const found = meansWords.filter(([, words]) => words.test(headlines)).map(([means]) => means);
  return found.length === 1 ? (found[0] ?? 'undetermined') : 'undetermined';
}
