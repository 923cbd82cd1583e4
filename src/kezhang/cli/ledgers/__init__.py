"""Commands on ledgers: workbooks in and out, the answers an import asks for, a bureau's own columns."""
