"""按拼音首字母找名称: the letters of names, kept in an index beside the records so that finding one reads no list."""
