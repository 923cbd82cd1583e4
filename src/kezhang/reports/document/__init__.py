"""文档: a report as blocks, and blocks as .docx and PDF, there and back."""
