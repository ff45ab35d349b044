import type { Fields } from '../engine/fields.js';
import { givenString } from '../engine/given.js';
import type { Guard, Recorded, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import type { Judgment, Ruling, Service } from './judgment.js';
import { namedByPublication, servedRemedies } from './ordering.js';
import { groupsIn } from './questions.js';
import { changeStanding } from './rulings.js';
import { judging, partiesOf, standingRuling } from './standing.js';

// A ruling is served on both parties, then published: nothing is published before both were served (law-sources 5.4; the ELN leak).

export const serviceFields: { readonly [command: string]: Fields } = {
  ServeRuling: {
    /** How each party was served; whoever is not named, absent or refusing, is served by deposit. */
    served: {
      kind: 'list',
      of: {
        kind: 'group',
        fields: {
          party: { kind: 'key', max: 32 },
          language: { kind: 'code', of: 'languages', optional: true },
          receipt: { kind: 'text', max: 2_000, optional: true },
        },
      },
      min: 0,
      max: 10,
      optional: true,
    },
  },
  PublishRuling: { document: { kind: 'hash', optional: true }, note: { kind: 'text', max: 4_000, optional: true } },
  FileSeparateOpinion: {
    kind: { kind: 'code', of: ['separate', 'dissenting'] },
    opinion: { kind: 'text', max: 40_000 },
  },
};

const unserved = (subject: Case): string[] => {
  const ruling = standingRuling(subject.judgment);
  return partiesOf(subject).filter((party) => ruling?.service[party] === undefined);
};

/** A corrigendum needs no embargo of its own: that of the ruling which it corrects was kept. */
function embargoEnds(subject: Case, rulebook: Rulebook): number | null {
  const { rulings } = subject.judgment;
  let ruling = standingRuling(subject.judgment);
  while (ruling !== undefined && ruling.corrects !== null) {
    const corrected: Ruling | undefined = rulings.find(({ number }) => number === ruling?.corrects);
    if (corrected === undefined) break;
    ruling = corrected;
  }
  return ruling?.servedAt == null ? null : dueAfter(ruling.servedAt, rulebook, 'embargo', subject.severity);
}

export const serviceGuards: { readonly [name: string]: Guard<Case> } = {
  rulingIsNotServed: {
    asks: 'subject',
    says: 'The ruling is not served yet.',
    holds: ({ subject }) => standingRuling(subject.judgment)?.servedAt === null,
  },
  everyPartyIsServed: {
    asks: 'subject',
    says: 'Both parties were served with the ruling.',
    holds: ({ subject }) => standingRuling(subject.judgment)?.servedAt != null && unserved(subject).length === 0,
    params: ({ subject }) => ({ unserved: unserved(subject) }),
  },
  embargoIsOver: {
    asks: 'subject',
    says: 'The embargo after service is over.',
    holds: ({ subject, at, rulebook }) => {
      const ends = embargoEnds(subject, rulebook);
      return ends !== null && at >= ends;
    },
    params: ({ subject, rulebook }) => ({ endsAt: embargoEnds(subject, rulebook) }),
  },
  publicationIsDue: {
    asks: 'subject',
    says: 'The ruling that stands is not published in full yet.',
    holds: ({ subject }) => standingRuling(subject.judgment) !== undefined && standingRuling(subject.judgment)?.publishedAs !== 'full',
  },
  rulingIsPublished: {
    asks: 'subject',
    says: 'The ruling is published, at least its operative part.',
    holds: ({ subject }) => standingRuling(subject.judgment)?.publishedAt != null,
  },
};

/** Service on all parties, and what runs from it: the window for review, and the urgent remedies. */
export function served(
  judgment: Judgment,
  how: (party: string) => Pick<Service, 'how' | 'language'>,
  { at }: Pick<Recorded, 'at'>,
  subject: Case,
  rulebook: Rulebook,
): Judgment {
  const service = Object.fromEntries(partiesOf(subject).map((party) => [party, { at, ...how(party) }]));
  const windowEndsAt = dueAfter(at, rulebook, 'reviewWindow', subject.severity);
  const ruling = standingRuling(judgment);
  if (ruling === undefined) return judgment;
  const noted = changeStanding(judgment, (standing) => ({
    ...standing,
    service,
    servedAt: at,
    windowEndsAt: standing.windowEndsAt ?? windowEndsAt,
  }));
  return servedRemedies(noted, ruling.number, at, subject.severity, rulebook);
}

/** Published bytes never change: an operative part that lapsed into public may be followed by the whole, never replaced. */
function published(judgment: Judgment, as: 'full' | 'operative', at: number, rulebook: Rulebook): Judgment {
  const noted = changeStanding(judgment, (ruling) => ({ ...ruling, publishedAt: ruling.publishedAt ?? at, publishedAs: as }));
  return namedByPublication(noted, at, rulebook);
}

export const serviceRules: { readonly [command: string]: Rule<Case> } = {
  ServeRuling: {
    apply: judging((judgment, recorded, subject, rulebook) => {
      const groups = groupsIn(recorded.data.payload, 'served');
      const how = (party: string): Pick<Service, 'how' | 'language'> => {
        const group = groups.find((one) => one['party'] === party);
        return group === undefined ? { how: 'deposit', language: null } : { how: 'delivered', language: givenString(group, 'language') };
      };
      return served(judgment, how, recorded, subject, rulebook);
    }),
  },
  LapseService: {
    apply: judging((judgment, recorded, subject, rulebook) =>
      served(judgment, () => ({ how: 'deposit', language: null }), recorded, subject, rulebook),
    ),
  },
  PublishRuling: { apply: judging((judgment, { at }, _subject, rulebook) => published(judgment, 'full', at, rulebook)) },
  LapsePublication: { apply: judging((judgment, { at }, _subject, rulebook) => published(judgment, 'operative', at, rulebook)) },
  FileSeparateOpinion: {
    outcome: ({ subject, at, rulebook }) => {
      const ruling = subject.judgment.rulings.at(-1);
      return {
        ruling: ruling?.number ?? 0,
        addendum: ruling !== undefined && at > dueAfter(ruling.at, rulebook, 'separateOpinion', subject.severity),
      };
    },
    apply: judging((judgment, { at, actor, data }) => ({
      ...judgment,
      opinions: [
        ...judgment.opinions,
        {
          member: actor.id,
          kind: data.payload['kind'] === 'dissenting' ? 'dissenting' : 'separate',
          at,
          ruling: data.outcome['ruling'] as number,
          addendum: data.outcome['addendum'] === true,
        },
      ],
    })),
  },
};
