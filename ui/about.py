"""The tab that says what this is, what is guaranteed, and what is not."""

PAGE = """
<div class="prose-page">
<h2>What this is</h2>
<p>An assistant that answers from the text of Ofsted’s inspection reports on English councils’
children’s services. It is not made or endorsed by Ofsted or by any council.</p>
<h2>What you can rely on</h2>
<ul>
<li>Every quote shown stands word for word in the report named beside it. This is checked by
program each time, before you see it.</li>
<li>Paragraph and page numbers are the report’s own. A digest is marked as one: its words are
ours, and it leads to the paragraph and page of the official report.</li>
<li>Where the reports don’t answer, you are told so, with what was searched and what came near.</li>
</ul>
<h2>What you can’t</h2>
<ul>
<li>A right quote can still be the wrong answer to your question. Read the passage, and the page
around it.</li>
<li>An inspection describes its own week. Older reports are marked; services change.</li>
<li>Reports of different years follow different rules, so grades are not always one measure.</li>
</ul>
<h2>Your words</h2>
<p>Your conversation is kept in this browser, and in the server’s memory while you use the page.
“New conversation” removes it. A view that you give on a citation is written down on the server
together with the question, to test the assistant; it never changes what others are shown.</p>
<h2>Using it by keyboard</h2>
<p>Tab reaches everything. Enter asks the question; Shift and Enter begin a new line. On a
citation, Enter opens the page of the report; Escape closes it and returns to the citation.</p>
</div>
"""
