"""单位自己的公文纸: a .docx of any look, opened so that words in it can be exchanged where they stand."""
