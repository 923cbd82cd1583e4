"""时间戳: what an independent server says of when an anchor was there."""
