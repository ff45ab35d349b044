import { domainOf, readChannelSettings, readLoopback } from './channel-settings.js';

describe('the settings of mail and webhooks', () => {
  it('write letters as files into the data folder where nothing is set', () => {
    expect(readChannelSettings({}, '/data', 'production')).toEqual({
      baseUrl: 'http://127.0.0.1:3000',
      mail: { folder: '/data/mail', from: 'Tregua <notices@localhost>' },
      webhooksToLoopback: false,
    });
  });

  it.each(['smtp://mail.example.org:25', 'smtps://user:p%40ss@mail.example.org', 'smtp://[::1]:2525/'])(
    'take the mail server %s',
    (SMTP_URL) => {
      expect(readChannelSettings({ SMTP_URL }, '/data', 'production').mail.smtpUrl).toBe(SMTP_URL);
    },
  );

  it.each<[string, Record<string, string>, string]>([
    ['another scheme', { SMTP_URL: 'http://mail.example.org' }, 'SMTP_URL'],
    ['a mail server without a scheme', { SMTP_URL: 'mail.example.org:25' }, 'SMTP_URL'],
    ['a mail server with a path', { SMTP_URL: 'smtp://mail.example.org/a?b' }, 'SMTP_URL'],
    ['a sender that is none', { TREGUA_MAIL_FROM: 'Tregua' }, 'TREGUA_MAIL_FROM'],
    ['a sender with a header', { TREGUA_MAIL_FROM: 'T <a@b.example>\r\nBcc: c@d.example' }, 'TREGUA_MAIL_FROM'],
    ['an address without a scheme', { TREGUA_BASE_URL: 'commission.example' }, 'TREGUA_BASE_URL'],
    ['an address of another scheme', { TREGUA_BASE_URL: 'javascript:alert(1)' }, 'TREGUA_BASE_URL'],
    ['an address with credentials', { TREGUA_BASE_URL: 'https://me:pw@commission.example' }, 'TREGUA_BASE_URL'],
    ['neither yes nor no', { TREGUA_WEBHOOKS_TO_LOOPBACK: '1' }, 'TREGUA_WEBHOOKS_TO_LOOPBACK'],
    ['webhooks to this machine', { TREGUA_WEBHOOKS_TO_LOOPBACK: 'true' }, 'TREGUA_WEBHOOKS_TO_LOOPBACK'],
  ])('are refused in production with the setting named: %s', (_, env, setting) => {
    expect(() => readChannelSettings(env, '/data', 'production')).toThrow(setting);
  });

  it('let a demonstration call this machine', () => {
    expect(readLoopback({ TREGUA_WEBHOOKS_TO_LOOPBACK: 'true' }, 'demonstration')).toBe(true);
    expect(readLoopback({ TREGUA_WEBHOOKS_TO_LOOPBACK: 'false' }, 'production')).toBe(false);
  });

  it('take the domain of Message-IDs from the sender', () => {
    expect(domainOf('Tregua <notices@commission.example>')).toBe('commission.example');
    expect(domainOf('notices@commission.example')).toBe('commission.example');
    expect(domainOf('notices@')).toBeUndefined();
  });
});
