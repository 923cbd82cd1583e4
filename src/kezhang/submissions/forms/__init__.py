"""表单: what is asked, of whom and until when."""
