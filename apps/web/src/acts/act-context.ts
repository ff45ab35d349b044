import { createContext, useContext } from 'react';
import type { CaseMatter } from './case-matter';

/** What an act is done to: forms offer choices from it, so that nobody types an id. */
export interface ActSubject {
  readonly kind: 'cases' | 'reports';
  readonly id: string;
  readonly reference: string;
  readonly command: string;
  readonly matter: CaseMatter | undefined;
}

export const ActContext = createContext<ActSubject | undefined>(undefined);
export const useActSubject = (): ActSubject | undefined => useContext(ActContext);
