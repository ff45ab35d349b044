/**
 * The dossier's layout, in Typst. Everything that people wrote comes in as strings of `sys.inputs.dossier` (JSON) and is set as text: nothing of
 * it is ever part of this source, so no text can be markup. One font without fallback: the same bytes on every machine.
 */
export const DOSSIER_TEMPLATE = String.raw`
#let dossier = json(bytes(sys.inputs.dossier))
#set document(title: dossier.title, author: "Tregua", keywords: (dossier.export,), date: datetime(..dossier.date))
#set text(font: "Noto Sans", size: 9pt, lang: "en", fallback: false)
#set page(
  paper: "a4",
  margin: (x: 20mm, top: 22mm, bottom: 22mm),
  header: if dossier.notice != "" { align(center, text(size: 8pt, weight: "bold", dossier.notice)) },
  footer: context text(size: 7pt, [#dossier.export #h(1fr) #counter(page).display("1 / 1", both: true)]),
)
#set heading(numbering: "1.1")
#set par(leading: 0.6em)
#set table(stroke: 0.4pt + luma(160), inset: 4pt)
#show table.cell.where(y: 0): set text(weight: "bold")
#show heading.where(level: 1): it => pagebreak(weak: true) + it
#let none-said(what) = text(fill: luma(90), what)
#let long(hash) = text(size: 7.5pt, hash.codepoints().chunks(32).map(c => c.join()).join(sym.zws))
#let grid-of(head, widths, rows) = {
  set text(size: 8pt)
  set par(justify: false)
  table(columns: widths, align: left + top, table.header(..head.map(h => [#h])), ..rows.flatten().map(c => [#c]))
}
#let section(title, rows, head, widths, nothing) = {
  heading(level: 2, title)
  if rows.len() == 0 { none-said(nothing) } else { grid-of(head, widths, rows) }
}

#align(center)[
  #v(18mm)
  #text(size: 20pt, weight: "bold", dossier.title)
  #v(4mm)
  #text(size: 11pt, dossier.subtitle)
  #v(8mm)
]
#grid-of(("What", "Value"), (34mm, 1fr), dossier.cover)
#v(4mm)
#for line in dossier.remarks [#par(line)]
#heading(level: 2, numbering: none, outlined: false, "Heads that this dossier rests on")
#grid-of(("Stream", "Entry", "SHA-256"), (1fr, 12mm, 62mm), dossier.heads.map(h => (h.at(0), h.at(1), long(h.at(2)))))
#pagebreak(weak: true)
#outline(title: "Contents", depth: 2)

#for case in dossier.cases {
  heading(level: 1, case.title)
  grid-of(("What", "Value"), (34mm, 1fr), case.facts)
  heading(level: 2, "Chronology")
  if case.omitted != "" { par(case.omitted) }
  if case.chronology.len() == 0 { none-said("No entry of this case is shown to this audience.") } else {
    grid-of(("Entry", "Instant (UTC)", "What was recorded", "By"), (12mm, 33mm, 1fr, 34mm), case.chronology.map(e => (
      e.seq, e.at,
      [#e.what#for t in e.texts [#linebreak()#text(fill: luma(70), t.field + ": ")#t.value]],
      e.by,
    )))
  }
  section("Findings", case.findings, ("Ruling", "Question", "Party", "Answer", "Standard", "Bases"), (14mm, 1fr, 22mm, 18mm, 26mm, 30mm), case.nothing)
  section("Votes", case.votes, ("Ruling", "Question", "Yes", "No", "Abstained", "Answer", "By name"), (14mm, 18mm, 10mm, 10mm, 18mm, 16mm, 1fr), case.nothing)
  section("Dissents and separate opinions", case.dissents, ("Ruling", "Member", "Kind", "Filed (UTC)"), (14mm, 1fr, 30mm, 40mm), case.nothing)
  section("Remedies", case.remedies, ("Id", "Remedy", "Addressee", "Ordered (UTC)", "Due (UTC)", "Status"), (10mm, 16mm, 1fr, 33mm, 33mm, 24mm), case.nothing)
  section("Deadlines met and missed", case.deadlines, ("Deadline", "Began (UTC)", "Due (UTC)", "Ended", "By"), (1fr, 33mm, 33mm, 20mm, 38mm), case.nothing)
  if case.deadlinesOmitted != "" { par(case.deadlinesOmitted) }
}

#heading(level: 1, "Custody")
#if dossier.custodyOmitted != "" { par(dossier.custodyOmitted) }
#if dossier.custody.len() == 0 { none-said("No item of evidence or look at the file is shown to this audience.") } else {
  grid-of(("Instant (UTC)", "Stream and entry", "What was recorded", "By"), (33mm, 1fr, 38mm, 34mm), dossier.custody)
}
`;
