/** What an order of secrecy, or a grant, may not do (law.md, Secrecy): a refusal's code and its sentence. */
export const secrecySentences = {
  lessIsForTheChair: 'Less secrecy is for the chair, or the vice-chair, to give.',
  compartmentIsForItsKeepers: 'An item is put into a compartment by the custodian or the chair, and taken out by the chair.',
  everyPartyIsServed: 'Nothing is shown to the parties before both were served.',
  rulingIsPublished: 'Nothing is made public before a ruling of its case is published.',
  publicIsInNoCompartment: 'What is public lies in no compartment.',
  twoKeysOpenIt: 'What protects a source is opened by two persons together, and not here.',
  nobodyGrantsThemselves: 'Nobody grants themselves.',
} as const satisfies Record<string, string>;

export type SecrecyRule = keyof typeof secrecySentences;
