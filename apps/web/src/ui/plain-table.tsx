import './plain-table.css';

interface PlainTableProps {
  /** What the table is, for those who hear it. */
  readonly label: string;
  readonly children: React.ReactNode;
}

/** What scrolls is reached by keyboard, as any region that scrolls must be. */
const SCROLLS = { tabIndex: 0, role: 'region' } as const;

/** A table of the browser's own, for what everybody loads first: the library's brings a scroll area along. Wider than its frame, it scrolls by keyboard too. */
function PlainTable({ label, children }: PlainTableProps) {
  return (
    <div className="plain-table-frame" aria-label={label} {...SCROLLS}>
      <table className="plain-table">{children}</table>
    </div>
  );
}

const parts = { Thead: 'thead', Tbody: 'tbody', Tr: 'tr', Th: 'th', Td: 'td' } as const;

/** The names of its parts are those of the library's table. */
export const Table: typeof PlainTable & typeof parts = Object.assign(PlainTable, parts);
