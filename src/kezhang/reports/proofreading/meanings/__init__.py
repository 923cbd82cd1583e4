"""意思: whether the sentences of an edited report still say what they said when it was made."""
