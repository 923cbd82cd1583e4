"""密钥的种类: how a kind of key is made, kept, signs and verifies; nothing else of the program knows which it is."""
