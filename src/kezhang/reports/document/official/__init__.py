"""公文格式: what an official paper has around its text (GB/T 9704): its head, addressee, list of attachments and imprint."""
