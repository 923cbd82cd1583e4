"""特派员聘期: agreements and who stays or leaves, groups with their task books and money, and how envoys are assessed."""
