import type { Channel, Manner, NoticeKind, NoticePreferences } from './notice.js';

/** How a kind of notice reaches a person in the application. A muted case and the choice `needed` silence what asks nothing, and nothing else. */
function inApp(kind: NoticeKind, { app }: NoticePreferences, isMuted: boolean): Manner | null {
  if (kind === 'digest') return null;
  return kind === 'information' && (isMuted || app === 'needed') ? 'muted' : 'now';
}

/** By mail: kind by choice. Service and a test go out whatever was chosen. */
const byMail: { readonly [kind in NoticeKind]: { readonly [choice in NoticePreferences['mail']]: Manner | null } } = {
  service: { all: 'now', needed: 'now', digest: 'now', off: 'now' },
  duty: { all: 'now', needed: 'now', digest: 'digest', off: null },
  mark: { all: 'now', needed: 'now', digest: 'digest', off: null },
  reminder: { all: 'now', needed: 'now', digest: 'digest', off: null },
  information: { all: 'now', needed: 'digest', digest: 'digest', off: null },
  digest: { all: 'now', needed: 'now', digest: 'now', off: null },
  test: { all: 'now', needed: 'now', digest: 'now', off: 'now' },
};

/** By which channels a person gets a notice of this kind, and when. */
export function channelsFor(
  kind: NoticeKind,
  preferences: NoticePreferences,
  isMuted: boolean,
): readonly { readonly channel: Channel; readonly manner: Manner }[] {
  const app = inApp(kind, preferences, isMuted);
  const mail = preferences.hasMail && !(isMuted && kind === 'information') ? byMail[kind][preferences.mail] : null;
  return [
    ...(app === null ? [] : [{ channel: 'app' as const, manner: app }]),
    ...(mail === null ? [] : [{ channel: 'mail' as const, manner: mail }]),
  ];
}
