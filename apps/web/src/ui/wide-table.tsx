import { ScrollArea, Table } from '@mantine/core';

interface WideTableProps {
  /** What the table is, for those who hear it. */
  readonly label: string;
  /** Narrower than this, it scrolls by itself, by keyboard too. */
  readonly width: number;
  readonly children: React.ReactNode;
}

/** A table that is wider than a phone: it scrolls within its own frame, and the page does not. */
export function WideTable({ label, width, children }: WideTableProps) {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': label }}>
      <Table miw={width} verticalSpacing="xs" aria-label={label}>
        {children}
      </Table>
    </ScrollArea>
  );
}
