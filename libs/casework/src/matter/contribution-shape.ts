import type { Fields } from '../engine/fields.js';
import type { JsonObject } from '../engine/types.js';
import type { Contribution } from './contribution.js';

/** What a contribution is recorded with. An area is a list of outer rings, not closed; what lies in a hole is then drawn as rings around it. */
export const contributionFields = {
  /** ISO 3166-1 alpha-2. */
  state: { kind: 'key', max: 2 },
  /** patrol, post, camera, drone, satellite … */
  kind: { kind: 'key', max: 40 },
  team: { kind: 'key', max: 64 },
  asset: { kind: 'key', max: 64, optional: true },
  area: {
    kind: 'list',
    min: 1,
    max: 20,
    of: {
      kind: 'group',
      fields: {
        ring: {
          kind: 'list',
          min: 3,
          max: 500,
          of: {
            kind: 'group',
            fields: { latitude: { kind: 'decimal', min: -90, max: 90 }, longitude: { kind: 'decimal', min: -180, max: 180 } },
          },
        },
      },
    },
  },
  intervals: {
    kind: 'list',
    min: 1,
    max: 1_000,
    of: { kind: 'group', fields: { from: { kind: 'instant' }, until: { kind: 'instant' } } },
  },
} as const satisfies Fields;

export interface ContributionProblem {
  /** JSON pointer into what was given. */
  readonly pointer: string;
  readonly code: 'stateIsCode' | 'watchEndsAfterItBegins' | 'watchIsNotToCome';
  readonly detail: string;
}

interface Given {
  readonly state: string;
  readonly kind: string;
  readonly team: string;
  readonly asset?: string;
  readonly area: readonly { readonly ring: readonly { readonly latitude: string; readonly longitude: string }[] }[];
  readonly intervals: readonly { readonly from: number; readonly until: number }[];
}

/** The contribution that a payload of the fields above describes. */
export function contributionOf(id: string, payload: JsonObject): Contribution {
  const { state, kind, team, asset, area, intervals } = payload as unknown as Given;
  return {
    id,
    state,
    kind,
    team,
    asset: asset ?? null,
    area: area.map(({ ring }) => [ring.map(({ latitude, longitude }) => [latitude, longitude] as const)]),
    intervals: intervals.map(({ from, until }) => ({ from, until })),
  };
}

/** What is wrong with it beyond its shape. A contribution says when somebody watched, not when somebody means to: plans cover nothing. */
export function contributionProblems({ state, intervals }: Contribution, at: number): ContributionProblem[] {
  return [
    ...(/^[A-Z]{2}$/.test(state)
      ? []
      : [{ pointer: '/state', code: 'stateIsCode' as const, detail: 'Two capital letters of ISO 3166-1 are needed.' }]),
    ...intervals.flatMap(({ from, until }, index): ContributionProblem[] => {
      const pointer = `/intervals/${index}/until`;
      if (until <= from) return [{ pointer, code: 'watchEndsAfterItBegins', detail: 'A watch ends after it begins.' }];
      if (until > at) return [{ pointer, code: 'watchIsNotToCome', detail: 'What has not been watched yet covers nothing.' }];
      return [];
    }),
  ];
}
