"""One small file per format: bytes in, pages of positioned lines out.

A PDF says where each line stands. The other formats do not, so their readers invent positions
(`index.readers.flow`) that follow one convention, which the parser may rely on:

- the text is one page, number 1 (a text file with form feeds has one page per form feed);
- body text has size 10 and line height 12; lines of one paragraph stand exactly 12 apart;
- a gap of more than 1.5 line heights between the tops of two lines starts a new paragraph
  (readers leave 24 or more);
- headings are bold, of size 18, 16, 14 and then 12 by level, each a paragraph of its own;
- list items begin with "- " or with the printed number ("7. "), 18 further right per level of nesting,
  and start a new paragraph; a further line of an item stands 12 further right than its marker;
- a table row is one line, "| cell | cell |", rows 12 apart, the table a paragraph of its own;
- text is shown, never interpreted: scripts and styles are dropped, markup in Markdown is text.

Nothing is imported here: each reader loads its own library, when it is first used.
"""
