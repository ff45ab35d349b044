export { audiences } from './audiences.js';
export { isTimeZone, nextDigest } from './digest.js';
export { marksShown, type ShownMark } from './marks.js';
export {
  defaultPreferences,
  noticeReasons,
  type Addressee,
  type CaseMatter,
  type Channel,
  type Level,
  type Manner,
  type Matter,
  type Notice,
  type NoticeKind,
  type NoticePreferences,
  type ReasonCode,
  type ReportMatter,
  type SubscribedWebhook,
  type Telling,
} from './notice.js';
export { noticesFor, partiesWithoutAgent, remindersFor, testNoticesFor } from './notices-for.js';
export { officeNoticesFor, type OfficeTelling } from './office-notices.js';
export { dueReminder, nextReminder, reminderPlans, remindersOf, type Reminder, type ReminderStep } from './reminders.js';
export { commissionRoles, mayKnow, maySee } from './sight.js';
