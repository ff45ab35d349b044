import type { Process, Subject } from '@tregua/casework';
import type { CaseRecord, HistoryEntry, Verified } from '@tregua/store';
import { html, type Html } from '../http/html.js';
import { isoOf } from '../http/instant.js';
import type { ActionView } from '../http/subject.view.js';

/** One line of the list. */
export interface CaseLine {
  readonly record: CaseRecord;
  readonly actions: readonly ActionView[];
  readonly verified: Verified | undefined;
}

/** The cases that the reader may know of, with whose turn it is. */
export function casesTable(process: Process<Subject>, lines: readonly CaseLine[], next: string | undefined): Html {
  if (lines.length === 0) return html`<p class="quiet">There is no case that you may see.</p>`;
  const rows = lines.map(
    ({ record, actions, verified }) =>
      html`<tr>
        <td><a href="/cases/${record.id}">${record.reference}</a></td>
        <td>${record.state}</td>
        <td>${record.severity ?? '–'}</td>
        <td>${record.ended ? 'ended' : (process.owners[record.state] ?? '–')}</td>
        <td>${record.nextDueAt === undefined ? '–' : time(record.nextDueAt)}</td>
        <td>${nextAction(actions)}</td>
        <td>${verifiedTo(verified)}</td>
      </tr>`,
  );
  return html`<table>
      <thead>
        <tr>
          <th>Case</th>
          <th>State</th>
          <th>Severity</th>
          <th>Awaited of</th>
          <th>Next deadline (UTC)</th>
          <th>My next action</th>
          <th>Chain</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${next === undefined ? null : html`<p><a rel="next" href="/?cursor=${encodeURIComponent(next)}">Older cases</a></p>`}`;
}

export interface CasePage {
  readonly record: CaseRecord;
  readonly actions: readonly ActionView[];
  readonly entries: readonly HistoryEntry[];
  readonly verified: Verified | undefined;
}

/** One case: where it stands, what I can do, and what happened. Nothing of its texts: those are for the pages to come. */
export function casePage({ record, actions, entries, verified }: CasePage): Html {
  const deadlines = Object.values(record.snapshot?.deadlines ?? {}).sort((one, other) => one.dueAt - other.dueAt);
  return html`<p><a href="/">All cases</a></p>
    <p>State <strong>${record.state}</strong>, opened ${time(record.openedAt)}. ${verifiedTo(verified)}.</p>
    ${
      deadlines.length === 0
        ? null
        : html`<h2>Deadlines</h2>
            <ul>
              ${deadlines.map((deadline) => html`<li>${deadline.kind}${deadline.about === undefined ? '' : ` (${deadline.about})`}: ${deadline.pausedWithMs === undefined ? time(deadline.dueAt) : 'stands still'}</li>`)}
            </ul>`
    }
    <h2>What I can do</h2>
    ${
      actions.length === 0
        ? html`<p class="quiet">Nothing now.</p>`
        : html`<ul>
            ${actions.map((action) => html`<li>${action.title} <code>${action.method} ${action.href}</code>${action.blocked.length === 0 ? null : html` – not yet: ${action.blocked.map(({ detail }) => detail).join(' ')}`}</li>`)}
          </ul>`
    }
    <h2>History</h2>
    <table>
      <thead>
        <tr>
          <th>No.</th>
          <th>When (UTC)</th>
          <th>What</th>
          <th>By</th>
          <th>Hash</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          ({ seq, hash, entry }) =>
            html`<tr>
              <td>${seq}</td>
              <td>${entry.at}</td>
              <td>${entry.type}</td>
              <td>${String((entry.actor as { role?: unknown }).role)}</td>
              <td><code>${hash.slice(0, 16)}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function nextAction(actions: readonly ActionView[]): string {
  const open = actions.filter(({ blocked }) => blocked.length === 0).map(({ title }) => title);
  if (open.length === 0) return '–';
  return open.length <= 2 ? open.join(', ') : `${open.slice(0, 2).join(', ')} and ${open.length - 2} more`;
}

function verifiedTo(verified: Verified | undefined): Html {
  if (verified === undefined) return html`<span class="quiet">not shown</span>`;
  if (verified.findings.length === 0) return html`verified to ${verified.verifiedTo}`;
  return html`<strong>verified to ${verified.verifiedTo} only: ${verified.findings.length} findings</strong>`;
}

function time(at: number): Html {
  const text = isoOf(at);
  return html`<time datetime="${text}">${text.slice(0, 16).replace('T', ' ')}</time>`;
}
