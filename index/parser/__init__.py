"""The parts of `index.report`: pages of lines become numbered, dated, graded paragraphs. Pure."""
