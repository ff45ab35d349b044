import { channelsFor } from './channels.js';
import { defaultPreferences, type NoticeKind, type NoticePreferences } from './notice.js';

const mailed: NoticePreferences = { ...defaultPreferences, hasMail: true };

describe('by which channels a notice comes', () => {
  // prettier-ignore
  it.each<[NoticeKind, Partial<NoticePreferences>, boolean, string]>([
    // kind,        chosen,                          muted, app and mail
    ['service',     {},                              false, 'app now, mail now'],
    ['service',     { mail: 'off', app: 'needed' },  true,  'app now, mail now'],
    ['service',     { mail: 'digest' },              false, 'app now, mail now'],
    ['service',     { hasMail: false },              false, 'app now'],
    ['duty',        {},                              false, 'app now, mail now'],
    ['duty',        { mail: 'digest' },              false, 'app now, mail digest'],
    ['duty',        { mail: 'off' },                 false, 'app now'],
    ['duty',        {},                              true,  'app now, mail now'],
    ['mark',        {},                              true,  'app now, mail now'],
    ['mark',        { mail: 'off' },                 false, 'app now'],
    ['reminder',    {},                              true,  'app now, mail now'],
    ['reminder',    { mail: 'digest' },              false, 'app now, mail digest'],
    ['information', {},                              false, 'app now, mail digest'],
    ['information', { mail: 'all' },                 false, 'app now, mail now'],
    ['information', { mail: 'off' },                 false, 'app now'],
    ['information', { app: 'needed' },               false, 'app muted, mail digest'],
    ['information', {},                              true,  'app muted'],
    ['information', { mail: 'all' },                 true,  'app muted'],
    ['digest',      {},                              false, 'mail now'],
    ['test',        { mail: 'off' },                 false, 'app now, mail now'],
  ])('%s, chosen %j, muted %s: %s', (kind, chosen, isMuted, expected) => {
    const found = channelsFor(kind, { ...mailed, ...chosen }, isMuted);
    expect(found.map(({ channel, manner }) => `${channel} ${manner}`).join(', ')).toBe(expected);
  });
});
