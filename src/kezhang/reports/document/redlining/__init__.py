"""修订稿: two versions of a document word by word, as tracked changes that a person reads, accepts or rejects."""
